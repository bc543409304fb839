import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { LogFile } from './rows.ts';
import { lineOf } from './written-rows.ts';

/** A table that is written beside the old one, which it replaces when it is whole. */
export interface TablePart {
  write(chunks: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /** Writes what was written again with fewer columns. */
  keepColumns(columns: readonly string[]): Promise<void>;
  /** The same table in the other form is removed. */
  putInPlace(): Promise<void>;
  discard(): Promise<void>;
}

/** Readable by its owner only. */
const MODE = { mode: 0o600 };

export function newTable(folder: string, table: LogFile, plain: boolean): TablePart {
  const path = join(folder, `${table}.csv`);
  const target = plain ? path : `${path}.gz`;
  const part = `${target}.part`;
  const fewer = `${target}.fewer.part`;
  const write = async (to: string, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> => {
    const [content, file] = [Readable.from(chunks), createWriteStream(to, MODE)];
    if (plain) await pipeline(content, file);
    else await pipeline(content, createGzip(), file);
  };
  const records = (): AsyncIterable<Readonly<Record<string, string>>> => {
    const parser = parse({ columns: true });
    const read = plain ? pipeline(createReadStream(part), parser) : pipeline(createReadStream(part), createGunzip(), parser);
    // Whoever reads the records is told by them what goes wrong.
    read.catch(() => undefined);
    return parser;
  };
  return {
    write: (chunks) => write(part, chunks),
    async keepColumns(columns) {
      const lines = async function* (): AsyncGenerator<string> {
        yield `${columns.join(',')}\n`;
        for await (const record of records()) yield `${lineOf(columns, record)}\n`;
      };
      await write(fewer, lines());
      await rename(fewer, part);
    },
    async putInPlace() {
      await rename(part, target);
      await rm(plain ? `${path}.gz` : path, { force: true });
    },
    async discard() {
      for (const left of [part, fewer]) await rm(left, { force: true });
    },
  };
}
