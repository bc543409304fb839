import { replicaContract } from '../contract/replica.ts';
import { MemoryReplica } from './memory-replica.ts';

replicaContract('memory', async () => {
  const kept = new Map<string, string>();
  return { open: async () => new MemoryReplica(kept) };
});
