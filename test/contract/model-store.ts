import { describe, expect, it } from 'vitest';
import type { ModelStore } from '../../edge/ports/model-store.ts';

export const SHIPPED = Buffer.from('the model that the software came with');
const model = (number: number): Buffer => Buffer.from(`model ${number}`);
const textOf = async (store: ModelStore): Promise<string[]> => (await store.list()).map(({ bytes }) => Buffer.from(bytes).toString());

/** What every keeper of models promises. `open` opens an empty one that has the shipped model behind it. */
export function modelStoreContract(name: string, open: () => Promise<ModelStore>): void {
  describe(`${name} as a store of models`, () => {
    it('has at first the model that the software came with', async () => {
      const store = await open();
      expect(await store.list()).toMatchObject([{ source: 'shipped' }]);
      expect(await textOf(store)).toEqual([SHIPPED.toString()]);
    });

    it('puts what headquarters sent first, the newest before the others, and remembers the last five', async () => {
      const store = await open();
      for (let number = 1; number <= 7; number += 1) await store.keep(model(number));
      expect(await textOf(store)).toEqual(['model 7', 'model 6', 'model 5', 'model 4', 'model 3', SHIPPED.toString()]);
      expect((await store.list())[0]?.source).toBe('headquarters');
    });

    it('keeps a model once that is sent again and again', async () => {
      const store = await open();
      for (const number of [1, 2, 2, 2]) await store.keep(model(number));
      expect(await textOf(store)).toEqual(['model 2', 'model 1', SHIPPED.toString()]);
    });

    it('goes back one by one, and never behind the model that the software came with', async () => {
      const store = await open();
      for (const number of [1, 2]) await store.keep(model(number));
      await store.dropNewest();
      expect(await textOf(store)).toEqual(['model 1', SHIPPED.toString()]);
      await store.dropNewest();
      await store.dropNewest();
      expect(await textOf(store)).toEqual([SHIPPED.toString()]);
      await store.keep(model(3));
      expect(await textOf(store)).toEqual(['model 3', SHIPPED.toString()]);
    });
  });
}
