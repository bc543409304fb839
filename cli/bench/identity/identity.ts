import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { keysFolderOf } from '../../../platform/master-key.ts';
import type { Bench, Figure } from '../figure.ts';
import { inChild } from './child.ts';
import { CSV_HEADER, csvRow } from './made-up.ts';
import type { Measured } from './measure.ts';

const MEMBERS = 1_000_000;
const IRKS = 100_000;
const GB = 1e9;
const BLOCK_BYTES = 512;

/** What it costs to know a million members. */
export const benchIdentity: Bench = async (say, { members = MEMBERS }) => {
  const folder = await mkdtemp(join(tmpdir(), 'aislegate-bench-'));
  try {
    const data = join(folder, 'data');
    const file = join(folder, 'members.csv');
    const irks = Math.min(IRKS, members);
    say(`${members} made-up members, 3 identifiers, 5 consents, 20 product lines and 10 shown offers each …`);
    await pipeline(Readable.from(csvOf(members)), createWriteStream(file));
    const splitS = await secondsToSplit(file);
    say('they are imported …');
    const imported = await inChild<{ stored: number; seconds: number }>('import-child', [file, data]);
    if (imported.stored !== members) throw new Error(`${imported.stored} of ${members} members were imported`);
    say(`${imported.seconds.toFixed(1)} s; the shop opens, and is asked …`);
    const measured = await inChild<Measured>('measure-child', [data, String(members), String(irks)]);
    const mapMb = await inChild<number>('map-child', [String(members)]);
    const folders = { dataGb: (await diskBytes(data)) / GB, fileGb: (await stat(file)).size / GB };
    return figures({ members, irks, splitS, importS: imported.seconds, mapMb, ...folders, ...measured });
  } finally {
    for (const path of [keysFolderOf(join(folder, 'data')), folder]) await rm(path, { recursive: true, force: true });
  }
};

interface All extends Measured {
  readonly members: number;
  readonly irks: number;
  readonly splitS: number;
  readonly importS: number;
  readonly mapMb: number;
  readonly dataGb: number;
  readonly fileGb: number;
}

export function figures(all: All): Figure[] {
  const { members, irks } = all;
  const map = { name: 'a Map of all identifiers', value: all.mapUs, unit: 'µs' };
  const lower = <Rest extends object>(id: string, what: string, value: number, unit: string, rest: Rest) => ({
    id,
    what,
    value,
    unit,
    better: 'lower' as const,
    ...rest,
  });
  const beside = (name: string, value: number, unit: string) => ({ reference: { name, value, unit } });
  return [
    lower('lookup-p99-us', 'finding a member, the slower of the two below', Math.max(all.tokenUs, all.identifierUs), 'µs', {
      bar: 20,
      reference: map,
    }),
    lower('lookup-token-p99-us', 'by the rotating token of an app', all.tokenUs, 'µs', { bar: 20, reference: map }),
    lower('lookup-identifier-p99-us', 'by a card or beacon', all.identifierUs, 'µs', { bar: 20, reference: map }),
    lower('lookup-agreed-p99-us', 'the same, and whether the member agrees to it: the record opened', all.agreedUs, 'µs', {
      reference: map,
    }),
    lower('next-window-s', `the tokens of ${members} members for one more window, in the worker`, all.nextWindowS, 's', {
      bar: 3,
      ...beside("Node's own AES, a cipher for each", all.plainS, 's'),
    }),
    lower('loop-stall-ms', 'the longest turn of the event loop meanwhile', all.stallMs, 'ms', {
      bar: 5,
      ...beside('an idle one', all.idleStallMs, 'ms'),
    }),
    lower('irk-100k-ms', `an address that is nobody's against ${irks} keys, in the worker`, all.knownMs, 'ms', {
      bar: 30,
      ...beside("Node's own AES, a cipher for each", all.plainMs, 'ms'),
    }),
    lower('irk-100k-both-orders-ms', 'the same against keys that were never heard, both byte orders', all.unknownMs, 'ms', {
      ...beside("Node's own AES, a cipher for each, twice", 2 * all.plainMs, 'ms'),
    }),
    lower('data-folder-gb', 'on disk: records, keys, secrets, index', all.dataGb, 'GB', {
      bar: 1,
      ...beside('the CSV file', all.fileGb, 'GB'),
    }),
    lower('rss-growth-mb', 'anonymous memory of the process, all tables made', all.growthMb, 'MB', {
      bar: 400,
      ...beside('a Map of ids and keys alone', all.mapMb, 'MB'),
    }),
    lower('import-s', 'a CSV file checked, merged, sealed and stored, one run', all.importS, 's', {
      bar: 120,
      ...beside('splitting its lines at commas', all.splitS, 's'),
    }),
    lower('open-s', 'opening all of it at the start of the edge', all.openS, 's', {}),
  ];
}

function* csvOf(members: number): Generator<string> {
  yield CSV_HEADER;
  for (let number = 0; number < members; number += 1) yield csvRow(number);
}

async function secondsToSplit(file: string): Promise<number> {
  const started = performance.now();
  let cells = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) cells += line.split(',').length;
  return cells > 0 ? (performance.now() - started) / 1000 : Number.NaN;
}

/** What a folder takes on the disk. */
async function diskBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).blocks * BLOCK_BYTES;
  }
  return bytes;
}
