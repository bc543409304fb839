import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, syncFolder, writeFileDurably } from '../../../platform/durable-file.ts';
import { MOST_MODELS, type ModelStore, type StoredModel } from '../../ports/model-store.ts';

/** Running number and the begin of the SHA-256 of what is in it. */
const NAME = /^(\d{8})-[0-9a-f]{12}\.json$/u;

export interface ModelFilesOptions {
  readonly folder: string;
  /** File of the model that the software came with. */
  readonly shipped: string;
}

/** Models as files, one each, in a folder of their own. */
export async function openModelFiles({ folder, shipped }: ModelFilesOptions): Promise<ModelStore> {
  await privateFolder(folder);

  /** Newest first. */
  async function names(): Promise<string[]> {
    const found = await readdir(folder);
    return found
      .filter((name) => NAME.test(name))
      .sort()
      .reverse();
  }

  return {
    async list() {
      const kept = await Promise.all((await names()).map((name) => readModel(join(folder, name), 'headquarters')));
      return [...kept, await readModel(shipped, 'shipped')].flatMap((model) => model ?? []);
    },
    async keep(bytes) {
      const before = await names();
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
      const [newest = ''] = before;
      if (newest.endsWith(`-${digest}.json`)) return;
      const number = String(Number(NAME.exec(newest)?.[1] ?? 0) + 1).padStart(8, '0');
      await writeFileDurably(join(folder, `${number}-${digest}.json`), bytes);
      await remove(folder, before.slice(MOST_MODELS - 1));
    },
    async dropNewest() {
      await remove(folder, (await names()).slice(0, 1));
    },
  };
}

async function remove(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
  if (names.length > 0) await syncFolder(folder);
}

async function readModel(path: string, source: StoredModel['source']): Promise<StoredModel | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && { bytes, source };
}
