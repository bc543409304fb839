import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { RSSI_DBM, type Sighting } from '../../contract/sighting.ts';
import type { Site } from '../../contract/site.ts';
import { type TruthRow, truthCsv } from '../../devices/simulator/truth.ts';
import type { SurveyRow } from '../../edge/presence/engine/survey.ts';
import { RECORDED_DOOR, RECORDED_WALKS } from './recorded-data.ts';

/** A recording in the shapes that `aislegate presence` reads. */
export interface RecordedShop {
  readonly site: Site;
  readonly sightings: readonly Sighting[];
  readonly truth: readonly TruthRow[];
}

export interface FloorOptions {
  /** The four quarters of the floor, or three by three equal cells. */
  readonly layout: 'quad4' | 'grid9';
  /** Scanners say which zone they stand in, or where they stand. */
  readonly scanners: 'zones' | 'positions';
}

type Row = Readonly<Record<string, string>>;

const START_MS = Date.UTC(2026, 0, 5, 9);
/** Recordings stand apart in time, as visits of a day do. */
const APART_MS = 3_600_000;
const FLOOR = { width: 20.66, depth: 17.64 };

/** The recorded walks, each a mobile of its own. */
export function recordedWalks(options: FloorOptions): RecordedShop {
  return recordedFloor(rows(RECORDED_WALKS, 'sightings.csv.gz'), ({ track }) => `walk-${track}`, options);
}

/** The recorded standing points, each a mobile of its own. */
export function recordedStills(options: FloorOptions): RecordedShop {
  return recordedFloor(rows(RECORDED_WALKS, 'still.csv.gz'), ({ x, y }) => `still-${x}-${y}`, options);
}

/** The survey of the recorded floor, of another date than the walks: 81 points, up to 120 readings of each scanner at each. */
export function recordedSurvey(): readonly SurveyRow[] {
  return rows(RECORDED_WALKS, 'fingerprint_samples.csv.gz').map(({ x, y, scanner = '', rssi }) => ({
    x: Number(x),
    y: Number(y),
    scanner,
    rssiDbm: Number(rssi),
  }));
}

/** The recorded door runs whose names begin so: `walk` or `car`. */
export function recordedDoor(prefix: 'walk' | 'car'): RecordedShop {
  const mine = ({ run = '' }: Row): boolean => run.startsWith(prefix);
  const times = mobileTimes();
  return {
    site: {
      ...shop('door'),
      zones: [{ id: 'shop', name: 'Shop', kind: 'inside' }],
      scanners: rows(RECORDED_DOOR, 'scanners.csv').map(({ ap = '', ...place }) => ({
        id: ap,
        ...position(place),
        side: ap.startsWith('I-') ? 'inside' : 'outside',
      })),
    },
    sightings: rows(RECORDED_DOOR, 'sightings.csv.gz')
      .filter(mine)
      .map((row) => sighting(times(`name:${row['run']}`, row), row['ap'], row))
      .sort((a, b) => a.t - b.t),
    truth: changes(
      rows(RECORDED_DOOR, 'truth.csv.gz')
        .filter(mine)
        .map((row) => ({ ...times(`name:${row['run']}`, row), zone: row['inside'] === '1' ? 'shop' : 'out' })),
    ),
  };
}

/** Writes a recording as the files that `aislegate presence` reads; returns its arguments. */
export function writeRecordedShop(folder: string, { site, sightings, truth }: RecordedShop): string[] {
  const files = { site: join(folder, 'site.json'), sightings: join(folder, 'sightings.ndjson'), truth: join(folder, 'truth.csv') };
  writeFileSync(files.site, JSON.stringify(site));
  writeFileSync(files.sightings, sightings.map((one) => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(files.truth, truthCsv(truth));
  return ['--site', files.site, '--sightings', files.sightings, '--truth', files.truth];
}

function recordedFloor(heard: readonly Row[], nameOf: (row: Row) => string, { layout, scanners }: FloorOptions): RecordedShop {
  const times = mobileTimes();
  const side = layout === 'quad4' ? 2 : 3;
  const timed = heard
    .map((row) => ({ row, ...times(`name:${nameOf(row)}`, row), zone: cell(Number(row['x']), Number(row['y']), side) }))
    .sort((a, b) => a.t - b.t);
  return {
    site: {
      ...shop('floor'),
      floor: FLOOR,
      zones: Array.from({ length: side * side }, (_, index) => cellZone(index, side)),
      scanners: rows(RECORDED_WALKS, 'scanners.csv').map(({ scanner = '', ...place }) => ({
        id: scanner,
        ...(scanners === 'positions' ? position(place) : { zone: cell(Number(place['x']), Number(place['y']), side) }),
      })),
    },
    sightings: timed.map(({ row, mobile, t }) => sighting({ mobile, t }, row['scanner'], row)),
    truth: changes(timed),
  };
}

const shop = (id: string): Pick<Site, 'shop'> => ({ shop: { id, name: `Recorded ${id}`, timezone: 'Etc/UTC' } });

const position = ({ x, y, z }: Row): { x: number; y: number; z: number } => ({ x: Number(x), y: Number(y), z: Number(z) });

function cell(x: number, y: number, side: number): string {
  const index = (at: number, length: number): number => Math.min(side - 1, Math.max(0, Math.floor((at / length) * side)));
  return `zone-${index(x, FLOOR.width) + side * index(y, FLOOR.depth)}`;
}

function cellZone(index: number, side: number): Site['zones'][number] {
  const [x0, y0] = [((index % side) * FLOOR.width) / side, (Math.floor(index / side) * FLOOR.depth) / side];
  const [x1, y1] = [x0 + FLOOR.width / side, y0 + FLOOR.depth / side];
  const polygon = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  return { id: `zone-${index}`, name: `Zone ${index}`, polygon };
}

/** The time of a row: each mobile begins at an hour of its own. */
function mobileTimes(): (mobile: string, row: Row) => { mobile: string; t: number } {
  const starts = new Map<string, number>();
  return (mobile, row) => {
    const start = starts.get(mobile) ?? START_MS + starts.size * APART_MS;
    starts.set(mobile, start);
    return { mobile, t: start + Math.round(Number(row['t']) * 1000) };
  };
}

function sighting({ mobile, t }: { mobile: string; t: number }, anchor = '', { rssi }: Row): Sighting {
  const rssiDbm = Number(rssi);
  // The recording has a few broken packets.
  return { t, rx: t, anchor, mobile, radio: 'ble', ...(rssiDbm <= RSSI_DBM.maximum && { rssiDbm }) };
}

/** A row wherever a mobile's zone is another than before. */
function changes(rows: readonly TruthRow[]): TruthRow[] {
  const last = new Map<string, string>();
  return rows.flatMap(({ mobile, t, zone }) => {
    if (last.get(mobile) === zone) return [];
    last.set(mobile, zone);
    return { mobile, t, zone };
  });
}

function rows(folder: string, name: string): readonly Row[] {
  const bytes = readFileSync(join(folder, name));
  return parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true }) as unknown as readonly Row[];
}
