import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import type { MessageSource } from '../../edge/ports/message-source.ts';
import type { FakeTelemetry } from '../fakes/telemetry.ts';
import { eventually } from '../support/eventually.ts';

/** A source with the world around it. */
export interface SourceRig {
  /** Subscribed to `espresense/devices/+/+` and `ruuvi/#`, payloads up to 1,000 bytes. */
  readonly source: MessageSource;
  readonly clock: VirtualClock;
  readonly telemetry: FakeTelemetry;
  publish(topic: string, payload: Uint8Array | string): Promise<void>;
  /** Takes the broker away. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  end(): Promise<void>;
}

export const CONTRACT_SUBSCRIPTIONS = ['espresense/devices/+/+', 'ruuvi/#'];
export const CONTRACT_MAX_PAYLOAD_BYTES = 1000;

/** What every source of messages promises, real or fake. */
export function messageSourceContract(name: string, open: () => Promise<SourceRig>): void {
  describe(`${name} as a source of messages`, () => {
    let rig: SourceRig;
    let heard: RawMessage[];
    beforeEach(async () => {
      rig = await open();
      heard = [];
      await rig.source.start((message) => heard.push(message));
    });
    afterEach(async () => {
      await rig.source.close();
      await rig.end();
    });
    const arrived = (topic: string) => eventually(() => expect(heard.map((message) => message.topic)).toContain(topic));

    it('delivers what a scanner publishes, byte for byte, with the time it came', async () => {
      await rig.clock.advance(1234);
      const payload = Uint8Array.from([0, 255, 128, 10, 13, 0]);
      await rig.publish('ruuvi/gateway/tag', payload);
      await arrived('ruuvi/gateway/tag');
      expect(heard).toHaveLength(1);
      expect(heard[0]).toMatchObject({ rx: rig.clock.nowMs(), source: 'mqtt', topic: 'ruuvi/gateway/tag' });
      expect(Uint8Array.from(heard[0]?.payload ?? [])).toEqual(payload);
    });

    it('delivers in order, and only what it subscribed to', async () => {
      await rig.publish('espresense/devices/iBeacon:a-1-2/oven', '1');
      await rig.publish('espresense/devices/iBeacon:a-1-2', 'too few levels');
      await rig.publish('home/gateway/BTtoMQTT/A', 'not asked for');
      await rig.publish('espresense/devices/iBeacon:a-1-2/oven', '');
      await rig.publish('espresense/devices/iBeacon:a-1-2/fridge', '3');
      await arrived('espresense/devices/iBeacon:a-1-2/fridge');
      expect(heard.map((message) => Buffer.from(message.payload).toString())).toEqual(['1', '', '3']);
    });

    it('drops and counts a payload that is too large, and goes on', async () => {
      await rig.publish('ruuvi/large', new Uint8Array(CONTRACT_MAX_PAYLOAD_BYTES + 1));
      await rig.publish('ruuvi/largest', new Uint8Array(CONTRACT_MAX_PAYLOAD_BYTES));
      await arrived('ruuvi/largest');
      expect(heard).toHaveLength(1);
      expect(rig.telemetry.value('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' })).toBe(1);
    });

    it('hears again when the broker comes back', async () => {
      expect(rig.source.connected()).toBe(true);
      await rig.goDown();
      await eventually(() => expect(rig.source.connected()).toBe(false));
      await rig.comeBack();
      await vi.waitFor(
        async () => {
          await rig.clock.advance(30_000);
          expect(rig.source.connected()).toBe(true);
        },
        { timeout: 15_000, interval: 100 },
      );
      await rig.publish('ruuvi/again', 'here');
      await arrived('ruuvi/again');
    });

    it('is silent once closed, and may be closed twice', async () => {
      await rig.source.close();
      expect(rig.source.connected()).toBe(false);
      await rig.publish('ruuvi/late', 'too late');
      await rig.source.close();
      expect(heard).toEqual([]);
    });
  });
}
