import { busContract } from '../contract/bus.ts';
import { FakeBus } from './fake-bus.ts';

busContract('memory', async () => {
  const bus = new FakeBus();
  return {
    bus,
    deliver: async (subject, payload) => bus.deliver(subject, payload),
    settle: async () => {},
    cut: async () => bus.cut(),
    restore: async () => bus.restore(),
  };
});
