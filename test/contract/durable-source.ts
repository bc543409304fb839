import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import type { DurableSource } from '../../edge/ports/durable-source.ts';
import type { FakeTelemetry } from '../fakes/telemetry.ts';
import { eventually } from '../support/eventually.ts';

/** A source of business events with the world around it. */
export interface DurableRig {
  /** Subscribed to `aislegate/corner/till/+/receipt` and `aislegate/corner/card/+/tap`, payloads up to 1,000 bytes. */
  readonly source: DurableSource;
  readonly clock: VirtualClock;
  readonly telemetry: FakeTelemetry;
  /** A till says something at QoS 1 and, however long that takes, sees to it that it arrives. */
  say(topic: string, payload: Uint8Array | string): void;
  /** Something else on the same broker: resolves when whoever listens to sightings has heard it. */
  sighting(payload: string): Promise<void>;
  /** Takes the broker away. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  end(): Promise<void>;
}

export const DURABLE_FILTERS = ['aislegate/corner/till/+/receipt', 'aislegate/corner/card/+/tap'];
export const DURABLE_MAX_PAYLOAD_BYTES = 1000;
const RECEIPT = 'aislegate/corner/till/1/receipt';

/** What every source of business events promises, real or fake. */
export function durableSourceContract(name: string, open: () => Promise<DurableRig>): void {
  describe(`${name} as a source of business events`, () => {
    let rig: DurableRig;
    let handed: RawMessage[];
    let kept: string[];
    let disk: (message: RawMessage) => Promise<void>;
    beforeEach(async () => {
      rig = await open();
      handed = [];
      kept = [];
      disk = async () => {};
      await rig.source.start(async (message) => {
        handed.push(message);
        await disk(message);
        kept.push(textOf(message));
      });
    });
    afterEach(async () => {
      await rig.source.close();
      await rig.end();
    });
    /** Waits, with the time of the shop going on. */
    const asTimePasses = (check: () => void) =>
      vi.waitFor(
        async () => {
          await rig.clock.advance(30_000);
          check();
        },
        { timeout: 15_000, interval: 50 },
      );
    const written = (count: number) => asTimePasses(() => expect(new Set(kept).size).toBe(count));

    it('hands over what a till says, byte for byte, with the time it came', async () => {
      await rig.clock.advance(1234);
      const rx = rig.clock.nowMs();
      const payload = Uint8Array.from([0, 255, 128, 10, 13, 0]);
      rig.say(RECEIPT, payload);
      await eventually(() => expect(kept).toHaveLength(1));
      expect(handed[0]).toMatchObject({ rx, source: 'mqtt', topic: RECEIPT });
      expect(Uint8Array.from(handed[0]?.payload ?? [])).toEqual(payload);
      await eventually(() => expect(rig.telemetry.value('aislegate_business_messages_total', { outcome: 'acknowledged' })).toBe(1));
      expect(rig.telemetry.value('aislegate_business_messages_held')).toBe(0);
    });

    it('hands over a thousand of one till in their order', async () => {
      const said = Array.from({ length: 1000 }, (_, n) => String(n));
      for (const text of said) rig.say(RECEIPT, text);
      await written(1000);
      expect([...new Set(handed.map(textOf))]).toEqual(said);
    });

    it('brings what could not be written again, until it is', async () => {
      let failures = 3;
      disk = async () => {
        if (failures-- > 0) throw new Error('the disk is full');
      };
      for (const text of ['a', 'b', 'c', 'd', 'e']) rig.say(RECEIPT, text);
      await written(5);
      await asTimePasses(() => expect(rig.telemetry.value('aislegate_business_messages_held')).toBe(0));
      expect(rig.telemetry.value('aislegate_business_messages_total', { outcome: 'not-written' })).toBe(3);
    });

    it('lets sightings pass while the disk hangs, and holds what waits', async () => {
      let release = (): void => {};
      const hanging = new Promise<void>((resolve) => {
        release = resolve;
      });
      disk = () => hanging;
      for (const text of ['a', 'b', 'c']) rig.say(RECEIPT, text);
      await eventually(() => expect(rig.telemetry.value('aislegate_business_messages_held')).toBeGreaterThan(0));
      for (const text of ['1', '2', '3']) await rig.sighting(text);
      expect(kept).toEqual([]);
      release();
      await written(3);
    });

    it('loses nothing that was said while the broker came and went', async () => {
      rig.say(RECEIPT, 'before');
      await written(1);
      await rig.goDown();
      await eventually(() => expect(rig.source.connected()).toBe(false));
      rig.say(RECEIPT, 'while away');
      await rig.comeBack();
      await asTimePasses(() => expect(rig.source.connected()).toBe(true));
      rig.say('aislegate/corner/card/1/tap', 'after');
      await asTimePasses(() => expect(new Set(kept)).toEqual(new Set(['before', 'while away', 'after'])));
    });

    it('refuses what is too large for good, and goes on', async () => {
      rig.say(RECEIPT, new Uint8Array(DURABLE_MAX_PAYLOAD_BYTES + 1));
      rig.say(RECEIPT, 'small');
      await written(1);
      expect(kept).toEqual(['small']);
      expect(rig.telemetry.value('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' })).toBe(1);
    });

    it('is silent once closed, and may be closed twice', async () => {
      await rig.source.close();
      expect(rig.source.connected()).toBe(false);
      rig.say(RECEIPT, 'too late');
      await rig.source.close();
      expect(handed).toEqual([]);
    });
  });
}

function textOf({ payload }: RawMessage): string {
  return Buffer.from(payload).toString();
}
