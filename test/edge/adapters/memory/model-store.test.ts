import { expect, it } from 'vitest';
import { memoryModelStore } from '../../../../edge/adapters/memory/model-store.ts';
import { modelStoreContract, SHIPPED } from '../../../contract/model-store.ts';

modelStoreContract('the memory', async () => memoryModelStore(SHIPPED));

it('a shop without a model that came with the software has none', async () => {
  expect(await memoryModelStore().list()).toEqual([]);
});
