import { MemberDisk, MemoryMemberStore } from '../../../../edge/adapters/memory/member-store.ts';
import { memberStoreContract } from '../../../contract/member-store.ts';

memberStoreContract('memory', async () => {
  const disk = new MemberDisk();
  return { open: async () => new MemoryMemberStore(disk) };
});
