import { readFile, stat } from 'node:fs/promises';
import { AislegateError, type ErrorCode } from '../contract/errors.ts';

const ADDRESS = /^[0-9a-f]{12}$/u;
const KEY = /^[0-9a-f]{32}$/u;
const OTHERS_MAY_READ = 0o077;

/**
 * The keys of encrypting sensors, by address, from a JSON file of `{"<12 hex>": "<32 hex>"}`. What is wrong is named by its place in the
 * file: neither an address nor a key belongs into a message.
 */
export async function readSensorKeys(
  path: string,
  warn: (code: ErrorCode, fields: { path: string }) => void,
): Promise<(address: string) => Uint8Array | undefined> {
  const keys = parse(path, await read(path));
  if (process.platform !== 'win32' && ((await stat(path)).mode & OTHERS_MAY_READ) !== 0) warn('CFG_KEYS_EXPOSED', { path });
  return (address) => keys.get(address);
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AislegateError('CFG_FILE_MISSING', { path }, { cause });
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code }, { cause });
  }
}

function parse(path: string, text: string): Map<string, Uint8Array> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The cause is left out: it quotes the file.
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: 'it is not JSON' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: 'it is not an object of addresses and keys' });
  }
  const entries = Object.entries(value).map(([written, key]: [string, unknown], index) => {
    const address = written.replace(/[:-]/gu, '').toLowerCase();
    const hex = typeof key === 'string' ? key.toLowerCase() : '';
    if (!ADDRESS.test(address)) throw wrongEntry(path, index, 'has no address of 12 hex digits');
    if (!KEY.test(hex)) throw wrongEntry(path, index, 'has no key of 32 hex digits');
    return [address, new Uint8Array(Buffer.from(hex, 'hex'))] as const;
  });
  return new Map(entries);
}

function wrongEntry(path: string, index: number, detail: string): AislegateError {
  return new AislegateError('CFG_FILE_UNREADABLE', { path, detail: `entry ${index + 1} ${detail}` });
}
