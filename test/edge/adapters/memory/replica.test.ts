import { MemoryReplica } from '../../../../edge/adapters/memory/replica.ts';
import { replicaContract } from '../../../contract/replica.ts';

replicaContract('memory', async () => {
  const kept = new Map<string, string>();
  return { open: async () => new MemoryReplica(kept) };
});
