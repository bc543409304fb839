import { readFile } from 'node:fs/promises';
import { AislegateError } from '../contract/errors.ts';

const KEY = /^[A-Za-z0-9_-]{43}$/u;

/** The public half of headquarters' key (`models.pub`), base64url. None where no headquarters gave one: then only the model of the program is served. */
export async function readModelKey(path: string): Promise<string[]> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code ?? 'unknown' }, { cause });
  }
  if (!KEY.test(text)) throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: 'it is not a key of 43 characters' });
  return [text];
}
