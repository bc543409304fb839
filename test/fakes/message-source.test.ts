import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { CONTRACT_MAX_PAYLOAD_BYTES, CONTRACT_SUBSCRIPTIONS, messageSourceContract } from '../contract/message-source.ts';
import { FakeBroker } from './message-source.ts';
import { FakeTelemetry } from './telemetry.ts';

messageSourceContract('the fake', async () => {
  const broker = new FakeBroker();
  const clock = new VirtualClock(1_800_000_000_000);
  const telemetry = new FakeTelemetry();
  return {
    source: broker.source({ subscriptions: CONTRACT_SUBSCRIPTIONS, clock, telemetry, maxPayloadBytes: CONTRACT_MAX_PAYLOAD_BYTES }),
    clock,
    telemetry,
    publish: async (topic, payload) => broker.publish(topic, payload),
    goDown: async () => broker.goDown(),
    comeBack: async () => broker.comeBack(),
    end: async () => {},
  };
});
