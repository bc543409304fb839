import { headquartersContract } from '../contract/headquarters.ts';
import { FakeHeadquarters } from './fake-headquarters.ts';

headquartersContract('memory', async () => {
  const headquarters = new FakeHeadquarters();
  return {
    headquarters,
    heldFacts: async () => [...new Set(headquarters.received.map(({ id }) => id))],
    change: async (bucket, key, value) => headquarters.change(bucket, key, value),
    confirm: async (confirmed) => headquarters.confirm(confirmed),
    giveKey: (subject, key) => void headquarters.memberKeys.set(subject, key),
    grant: (answer) => {
      headquarters.grants = answer;
    },
    cut: async () => headquarters.cut(),
    restore: async () => headquarters.restore(),
    dispose: async () => {},
  };
});
