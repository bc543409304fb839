import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { AislegateError } from '../contract/errors.ts';

export interface NumberedLine {
  /** From 1, as editors count. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file or a stream, without the empty ones. */
export async function* linesOf(input: string | Readable): AsyncGenerator<NumberedLine> {
  const stream = typeof input === 'string' ? createReadStream(input) : input;
  let number = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text.trim() !== '') yield { number, text };
    }
  } catch (error) {
    throw unreadable(typeof input === 'string' ? input : 'stdin', error);
  }
}

/** A file as bytes; where the name ends in .gz, what is packed in it. */
export async function bytesOf(path: string): Promise<Buffer> {
  try {
    const bytes = await readFile(path);
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (error) {
    throw unreadable(path, error);
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Ends with wrong use where a file cannot be written, before the work is done that is to go into it. */
export async function assertWritable(path: string): Promise<void> {
  const isNew = !existsSync(path);
  try {
    await (await open(path, 'a', 0o600)).close();
    if (isNew) await rm(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Writes a file as it comes in, readable by its owner only. */
export async function writeStream(path: string, content: Readable): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600 });
  await pipeline(content, file).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}

function unwritable(path: string, error: unknown): AislegateError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return new AislegateError('CLI_USAGE', { detail: `${path} cannot be written (${code}).` }, { cause: error });
}

function unreadable(path: string, error: unknown): AislegateError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AislegateError('CLI_USAGE', { detail: `There is no file ${path}.` }, { cause: error });
  }
  return new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code }, { cause: error });
}
