import { describeBuckets } from '../contract/buckets.ts';
import { FakeBuckets } from './buckets.ts';

describeBuckets('buckets in memory', async () => {
  const buckets = new FakeBuckets();
  return { buckets, read: async (bucket, key) => buckets.get(bucket, key) };
});
