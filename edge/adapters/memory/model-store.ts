import { MOST_MODELS, type ModelStore, type StoredModel } from '../../ports/model-store.ts';

/** Models that last as long as the process: for recorded days and tests. */
export function memoryModelStore(shipped?: Uint8Array): ModelStore {
  let models: readonly StoredModel[] = [];
  const last: readonly StoredModel[] = shipped ? [{ bytes: shipped, source: 'shipped' }] : [];
  return {
    list: async () => [...models, ...last],
    async keep(bytes) {
      const [newest] = models;
      if (newest && Buffer.from(bytes).equals(newest.bytes)) return;
      models = [{ bytes: Uint8Array.from(bytes), source: 'headquarters' } as const, ...models].slice(0, MOST_MODELS);
    },
    async dropNewest() {
      models = models.slice(1);
    },
  };
}
