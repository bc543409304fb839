import { factSourceContract } from '../contract/fact-source.ts';
import { FakeFactSource } from './fake-fact-source.ts';

factSourceContract('memory', async () => {
  const source = new FakeFactSource();
  return {
    open: () => source,
    add: async (facts) => source.add(...facts),
    unacknowledged: async () => source.unacknowledged(),
    giveBack: async () => source.redeliver(),
  };
});
