import { hkdfSync, randomBytes } from 'node:crypto';
import { link, readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { AislegateError } from '../contract/errors.ts';
import { privateFolder, syncFolder, writeFileDurably } from './durable-file.ts';
import { checkSlotFile, isSlotFile, SLOT_FILE_KEY_BYTES } from './slot-head.ts';

export const MASTER_KEY_FILE = 'master.key';
const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}\n?$/iu;
const OTHERS_MAY_READ = 0o007;

/** What a key is derived for. No two may be alike: equal slots of two files would show as equal. */
export const KEY_USES = ['edge key ring', 'edge recognition', 'edge identifier index', 'edge audit', 'hq key ring', 'hq audit'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** The one key that an installation keeps outside its data folder. It encrypts nothing itself: each use has a key of its own. */
export interface MasterKey {
  derive(use: KeyUse, bytes: number): Uint8Array;
}

export interface MasterKeyOptions {
  /** Where the key is kept. */
  readonly folder: string;
  /** The data folder, in which it must not be: whoever takes that folder, or a backup of it, must not have the key as well. */
  readonly data: string;
}

/** Where the key is kept when nobody says otherwise: beside the data folder. */
export const keysFolderOf = (data: string): string => `${data}.keys`;

/** Files below the data folder that are unreadable without the key, and the use for which theirs is derived. */
export const GUARDED_FILES = [
  { path: 'edge/keys.bin', use: 'edge key ring' },
  { path: 'edge/recognition.bin', use: 'edge recognition' },
  { path: 'hq/keys.bin', use: 'hq key ring' },
] as const satisfies readonly { path: string; use: KeyUse }[];

/** The master key of an installation, made at its first start; never where something is there that another key encrypted. */
export async function openMasterKey(options: MasterKeyOptions): Promise<MasterKey> {
  const key = await readMasterKey(options);
  if (key) {
    // Before anything is written: under a wrong key the audit log would go on as one that somebody else wrote.
    for (const { path: file, use } of GUARDED_FILES) {
      const guarded = { path: join(options.data, file), key: key.derive(use, SLOT_FILE_KEY_BYTES) };
      if (await isSlotFile(guarded.path)) await checkSlotFile(guarded);
    }
    return key;
  }
  const path = join(options.folder, MASTER_KEY_FILE);
  for (const guarded of GUARDED_FILES) {
    const file = join(options.data, guarded.path);
    if (await isSlotFile(file)) throw new AislegateError('CFG_MASTER_KEY_MISSING', { path, file });
  }
  await makeMasterKey(options.folder);
  return (await readMasterKey(options)) ?? refuse(path, 'it went away again');
}

/** The master key, where there is one. */
export async function readMasterKey({ folder, data }: MasterKeyOptions): Promise<MasterKey | undefined> {
  if (isInside(await real(folder), await real(data))) throw new AislegateError('CFG_KEYS_INSIDE', { path: folder, data });
  const path = join(folder, MASTER_KEY_FILE);
  const text = await read(path);
  if (text === undefined) return undefined;
  if (!KEY_TEXT.test(text)) refuse(path, 'it must hold 64 hex digits');
  // Service managers hand credentials over in files that the group may read; nobody may offer them to everybody.
  if (process.platform !== 'win32' && ((await stat(path)).mode & OTHERS_MAY_READ) !== 0)
    throw new AislegateError('CFG_KEYS_EXPOSED', { path });
  return masterKey(Buffer.from(text.trim(), 'hex'));
}

/** A master key of 32 bytes. Keys are derived by HKDF (RFC 5869), so that none says anything of another. */
export function masterKey(secret: Uint8Array): MasterKey {
  return { derive: (use, bytes) => new Uint8Array(hkdfSync('sha256', secret, '', `aislegate/1/${use}`, bytes)) };
}

/** A new key, where there is none. Two processes of one installation may start at once: the first key that has its name stays. */
export async function makeMasterKey(folder: string): Promise<void> {
  const path = join(folder, MASTER_KEY_FILE);
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await privateFolder(folder);
    await writeFileDurably(temporary, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(temporary, { force: true });
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    refuse(path, `it cannot be made: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : refuse(path, code);
  }
}

/** Never with a cause: it might quote the key. */
function refuse(path: string, detail: string): never {
  throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail });
}

/** The real path of what may not be there yet. */
async function real(path: string): Promise<string> {
  const whole = resolve(path);
  try {
    return await realpath(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(await real(dirname(whole)), basename(whole));
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}
