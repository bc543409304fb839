import { beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '../../edge/ports/bus.ts';

export interface BusUnderTest {
  readonly bus: Bus;
  /** Sends as a device does. Resolves when it is under way. */
  deliver(subject: string, payload: Uint8Array): Promise<void>;
  /** Resolves when what the bus was told before has reached the server. */
  settle(): Promise<void>;
  cut(): Promise<void>;
  restore(): Promise<void>;
}

const text = (payload: Uint8Array) => new TextDecoder().decode(payload);

export function busContract(name: string, setUp: () => Promise<BusUnderTest>): void {
  describe(`the bus of a shop on ${name}`, () => {
    let subject: BusUnderTest;
    let bus: Bus;
    let heard: string[];
    beforeEach(async () => {
      subject = await setUp();
      bus = subject.bus;
      heard = [];
    });
    const listen = async (to: string) => {
      const stop = bus.subscribe(to, (from, payload) => heard.push(`${from} ${text(payload)}`));
      await subject.settle();
      return stop;
    };

    it("hears every screen's events, whatever bytes they are", async () => {
      await listen('aislegate.demo.screen.*.event');
      await subject.deliver('aislegate.demo.screen.wine.event', new TextEncoder().encode('not json'));
      await subject.deliver('aislegate.demo.screen.wine.show', new TextEncoder().encode('other'));
      await subject.deliver('aislegate.demo.screen.dairy.event', new TextEncoder().encode('{}'));
      await expect.poll(() => heard).toEqual(['aislegate.demo.screen.wine.event not json', 'aislegate.demo.screen.dairy.event {}']);
    });

    it('tells a screen what to show', async () => {
      await listen('aislegate.demo.screen.wine.show');
      bus.publish('aislegate.demo.screen.wine.show', { offer: 'x' });
      await expect.poll(() => heard).toEqual(['aislegate.demo.screen.wine.show {"offer":"x"}']);
    });

    it('hears nothing more once told to stop', async () => {
      const stop = await listen('aislegate.demo.screen.*.event');
      stop();
      await listen('aislegate.demo.screen.wine.event');
      await subject.deliver('aislegate.demo.screen.wine.event', new TextEncoder().encode('1'));
      await expect.poll(() => heard.length).toBe(1);
    });

    it('does not show tomorrow what was meant for now: what is told while the server is away is dropped', async () => {
      await listen('aislegate.demo.screen.wine.show');
      await subject.cut();
      await expect.poll(() => bus.connected(), { timeout: 10_000 }).toBe(false);
      bus.publish('aislegate.demo.screen.wine.show', { offer: 'stale' });
      await subject.restore();
      await expect.poll(() => bus.connected(), { timeout: 10_000 }).toBe(true);
      bus.publish('aislegate.demo.screen.wine.show', { offer: 'fresh' });
      await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['aislegate.demo.screen.wine.show {"offer":"fresh"}']);
    });
  });
}
