import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { AislegateError } from '../../contract/errors.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { espresense } from '../../devices/simulator/trace.ts';
import type { TruthRow } from '../../devices/simulator/truth.ts';
import { wrongUse } from '../command.ts';
import { bytesOf } from '../files.ts';
import type { Progress } from '../progress.ts';
import { departmentAt, departmentSite, type RecordedScanner } from './floor.ts';

const CARRIED_MAC = 'dd88a1b2c3d4';
/** The usual calibration of an iBeacon; the recording has none. */
const RSSI_AT_1M_DBM = -59;
/** Each scanner heard it about twice a second. */
const INTERVAL_MS = 500;

export interface RecordedWalks {
  readonly site: Site;
  readonly lines: readonly TraceLine[];
  readonly truth: readonly TruthRow[];
}

interface Heard {
  readonly track: string;
  readonly t: number;
  readonly scanner: string;
  readonly rssiDbm: number;
  readonly zone: string;
}

/** Reads a folder of recorded walks, one of them or all, as the twelve scanners would have published them. */
export async function readBleWalks(
  folder: string,
  track: string | undefined,
  mobile: string,
  bar: (total: number) => Progress,
): Promise<RecordedWalks> {
  const scanners = records(join(folder, 'scanners.csv'), await bytesOf(join(folder, 'scanners.csv')), ['scanner', 'x', 'y', 'z']).map(
    (row): RecordedScanner => ({ id: row.text('scanner'), x: row.number('x'), y: row.number('y'), z: row.number('z') }),
  );
  const heard = await readHeard(join(folder, 'sightings.csv.gz'), track);
  const known = new Set(scanners.map((scanner) => scanner.id));
  const shown = bar(heard.length);
  const lines = heard.map((sighting, index): TraceLine => {
    if (!known.has(sighting.scanner)) throw unreadable(folder, 'a sighting names a scanner that scanners.csv lacks');
    if (index % 1000 === 0) shown.at(index);
    const { rssiDbm, scanner: room, t } = sighting;
    return {
      t,
      source: 'mqtt',
      ...espresense({ room, mobile, mac: CARRIED_MAC, rssiDbm, rssiAt1mDbm: RSSI_AT_1M_DBM, intervalMs: INTERVAL_MS }),
    };
  });
  shown.end();
  return { site: departmentSite(scanners), lines, truth: truthOf(heard, mobile) };
}

async function readHeard(path: string, track: string | undefined): Promise<Heard[]> {
  const rows = records(path, await bytesOf(path), ['track', 'epoch', 'scanner', 'rssi', 'x', 'y']);
  const tracks = new Set(rows.map((row) => row.text('track')));
  if (track !== undefined && !tracks.has(track)) throw wrongUse(`There is no track ${track}; there are ${[...tracks].sort().join(', ')}.`);
  return rows
    .filter((row) => track === undefined || row.text('track') === track)
    .map((row) => ({
      track: row.text('track'),
      t: Math.round(row.number('epoch') * 1000),
      scanner: row.text('scanner'),
      rssiDbm: row.number('rssi'),
      zone: departmentAt(row.number('x'), row.number('y')),
    }))
    .sort((a, b) => a.t - b.t);
}

/** Where the cameras saw the walker, whenever that changes; out after the last sighting of each walk. */
function truthOf(heard: readonly Heard[], mobile: string): TruthRow[] {
  const truth: TruthRow[] = [];
  for (const [index, { track, t, zone }] of heard.entries()) {
    const before = heard[index - 1];
    if (before && before.track !== track) truth.push({ mobile, t: before.t + 1, zone: 'out' });
    if (before?.track !== track || before.zone !== zone) truth.push({ mobile, t, zone });
  }
  const last = heard.at(-1);
  if (last) truth.push({ mobile, t: last.t + 1, zone: 'out' });
  return truth;
}

interface Row {
  text(column: string): string;
  number(column: string): number;
}

function records(path: string, bytes: Buffer, columns: readonly string[]): Row[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(bytes, { columns: true, skip_empty_lines: true, bom: true }) as unknown as Record<string, string>[];
  } catch (cause) {
    throw unreadable(path, (cause as Error).message, cause);
  }
  const missing = columns.find((column) => rows[0] && !Object.hasOwn(rows[0], column));
  if (missing) throw unreadable(path, `it has no column ${missing}`);
  return rows.map((row, index) => ({
    text: (column) => row[column] ?? '',
    number: (column) => {
      const value = Number(row[column]);
      if (row[column] === '' || !Number.isFinite(value)) throw unreadable(path, `line ${index + 2}: ${column} is not a number`);
      return value;
    },
  }));
}

function unreadable(path: string, detail: string, cause?: unknown): AislegateError {
  return new AislegateError('CFG_FILE_UNREADABLE', { path, detail }, { cause });
}
