import { MemoryKeyRing } from '../../../../edge/adapters/memory/key-ring.ts';
import { keyRingContract } from '../../../contract/key-ring.ts';

keyRingContract('memory', async () => {
  const kept = new Map<string, Buffer>();
  return { open: async () => new MemoryKeyRing(kept), dispose: async () => {} };
});
