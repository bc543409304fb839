import { MemoryBus } from '../../../../edge/adapters/memory/bus.ts';
import { busContract } from '../../../contract/bus.ts';

busContract('memory', async () => {
  const bus = new MemoryBus();
  return {
    bus,
    deliver: async (subject, payload) => bus.deliver(subject, payload),
    settle: async () => {},
    cut: async () => bus.cut(),
    restore: async () => bus.restore(),
  };
});
