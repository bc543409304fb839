import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Durability {
  /** Resolves when what was committed before is on disk. */
  commit(): Promise<void>;
  /** Syncs every file. */
  all(): Promise<void>;
}

const WAL_FILE = /^[0-9A-F]{24}$/u;
/** File times are as coarse as a tick of the kernel: what is older than this was synced before. */
const RECENT_MS = 1000;

/**
 * PGlite 0.5 never calls fsync: it starts PostgreSQL with `-F`, and its file system has no fsync to call (seen with strace: none between an
 * insert and its answer, with `fsync=on` too). So we sync: the write-ahead log after each commit, which is what makes a commit durable, and
 * everything after a checkpoint, which is when the log is let go of.
 */
export function syncedFolder(folder: string): Durability {
  const wal = join(folder, 'pg_wal');
  const control = join(folder, 'global', 'pg_control');
  let syncedMs = 0;
  let checkpointMs = 0;

  const all = async (): Promise<void> => {
    checkpointMs = (await stat(control)).mtimeMs;
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() || entry.isDirectory()) await sync(join(entry.parentPath, entry.name));
    }
  };

  return {
    all,
    commit: async () => {
      const startMs = Date.now();
      for (const name of await readdir(wal)) {
        const file = join(wal, name);
        if (WAL_FILE.test(name) && (await stat(file)).mtimeMs >= syncedMs - RECENT_MS) await sync(file);
      }
      syncedMs = startMs;
      if ((await stat(control)).mtimeMs !== checkpointMs) await all();
    },
  };
}

async function sync(path: string): Promise<void> {
  // PostgreSQL may remove a file between the listing and here; what is gone needs no sync.
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
