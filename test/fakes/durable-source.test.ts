import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { DURABLE_MAX_PAYLOAD_BYTES, durableSourceContract } from '../contract/durable-source.ts';
import { FakeDurableBroker } from './durable-source.ts';
import { FakeTelemetry } from './telemetry.ts';

durableSourceContract('the fake', async () => {
  const clock = new VirtualClock(1_800_000_000_000);
  const telemetry = new FakeTelemetry();
  const broker = new FakeDurableBroker({ clock, telemetry, maxPayloadBytes: DURABLE_MAX_PAYLOAD_BYTES });
  return {
    source: broker.source,
    clock,
    telemetry,
    say: (topic, payload) => broker.say(topic, Buffer.from(payload)),
    sighting: async () => {},
    goDown: async () => broker.goDown(),
    comeBack: async () => broker.comeBack(),
    end: async () => {},
  };
});
