import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { AislegateError } from '../../../contract/errors.ts';
import { instantText } from '../../../contract/instant.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

const DATA_FILE = 'data.mdb';

/**
 * LMDB maps its file into memory, so a damaged file ends the process that reads it (SIGBUS, SIGSEGV, an assertion) instead of
 * giving an error. A child of ours walks the file first: what ends the child would have ended the shop, at every start again.
 */
const WALK = `
const { open } = require(process.argv[1]);
try {
  const root = open({ path: process.argv[2], noSubdir: false, overlappingSync: false, readOnly: true });
  const names = [...root.getKeys()];
  for (const name of names) for (const entry of root.openDB({ name, encoding: 'binary' }).getRange()) entry.value.length;
} catch (error) {
  process.stderr.write(String(error && error.message));
  process.exit(typeof error.code === 'number' && error.code < 0 ? 3 : 4);
}`;
const DAMAGE_SIGNALS: readonly unknown[] = ['SIGBUS', 'SIGSEGV', 'SIGABRT', 'SIGILL', 'SIGFPE'];
const DAMAGE_EXITS: readonly unknown[] = [3, 134, 135, 139];

export interface EnvironmentOptions {
  readonly folder: string;
  readonly nowMs: number;
  readonly telemetry: Telemetry;
  /** Of a new database; the page of the machine otherwise. */
  readonly pageBytes?: number;
  /**
   * Transactions may be flushed after their commit: LMDB then begins, after a power cut, with the last one that was flushed (lmdb/README.md,
   * "Overlapping Sync Options").
   */
  readonly flushesLater?: boolean;
}

/**
 * Opens an LMDB folder, or, where it cannot be read, puts it aside under another name, says so and starts an empty one: facts in it
 * may still be saved by hand, and the shop works on.
 *
 * `overlappingSync: false` because a commit must be on disk when it returns: LMDB then calls fdatasync on the data and writes the
 * meta page through an O_DSYNC file before the commit ends (lmdb/README.md, "Overlapping Sync Options"; seen with strace: one
 * fdatasync between every write and its acknowledgement). With the default, the flush follows after the promise.
 * `noSubdir: false` because lmdb takes a path with a dot in it for a file otherwise.
 */
export async function openEnvironment(options: EnvironmentOptions): Promise<RootDatabase<unknown, string>> {
  const { folder, nowMs, telemetry, pageBytes, flushesLater = false } = options;
  const damage = await damageOf(folder);
  if (damage !== undefined) {
    const aside = `${folder}.unreadable-${instantText(nowMs).replaceAll(':', '-')}`;
    renameSync(folder, aside);
    telemetry.error('JRN_UNREADABLE', { path: folder, aside, detail: damage });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openFolder(folder, { flushesLater, ...(pageBytes !== undefined && { pageBytes }) });
}

/** Opens what is known to be readable, and open in another thread perhaps. */
export function openFolder(
  folder: string,
  { pageBytes, flushesLater = false }: Pick<EnvironmentOptions, 'pageBytes' | 'flushesLater'> = {},
) {
  const page = pageBytes === undefined ? {} : { pageSize: pageBytes };
  return open<unknown, string>({ path: folder, noSubdir: false, overlappingSync: flushesLater, maxDbs: 4, ...page });
}

async function damageOf(folder: string): Promise<string | undefined> {
  const file = join(folder, DATA_FILE);
  if (!existsSync(file)) return undefined;
  // LMDB takes an empty file for a new database; ours is never empty once it has been opened.
  if (statSync(file).size === 0) return 'the file is empty';
  const library = createRequire(import.meta.url).resolve('lmdb');
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', WALK, library, folder], (error, _stdout, stderr) => {
      if (!error) return resolve(undefined);
      const end = error.signal ?? error.code ?? 'unknown';
      if (DAMAGE_SIGNALS.includes(end) || DAMAGE_EXITS.includes(end)) return resolve(stderr.trim().split('\n').at(-1) || String(end));
      return reject(
        new AislegateError('JRN_WRITE_FAILED', { detail: `it could not be opened (${end}): ${stderr.trim()}` }, { cause: error }),
      );
    });
  });
}
