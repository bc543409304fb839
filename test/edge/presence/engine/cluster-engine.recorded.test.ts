import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { createClusterEngine } from '../../../../edge/presence/engine/cluster-engine.ts';
import { RECORDED_WALKS } from '../../../support/recorded-data.ts';

type Row = Readonly<Record<string, string>>;

interface Heard {
  readonly t: number;
  readonly scanner: string;
  readonly rssiDbm: number;
  /** Where the carrier truly was. */
  readonly zone: number;
}

interface Score {
  readonly seconds: number;
  readonly right: number;
  readonly changes: number;
  readonly trueChanges: number;
  /** Seconds of which the engine was at least .9 sure, and how many of them were right. */
  readonly sure: number;
  readonly sureAndRight: number;
}

/** The first seconds have no window behind them yet. */
const SKIPPED_S = 5;
const QUARTERS = 4;
const quarterOf = ({ x, y }: Row): number => (Number(x) < 10.33 ? 0 : 1) + (Number(y) < 8.82 ? 0 : 2);

function rows(name: string): readonly Row[] {
  const bytes = readFileSync(`${RECORDED_WALKS}/${name}`);
  return parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true }) as unknown as readonly Row[];
}

function recordings(name: string, nameOf: (row: Row) => string): Heard[][] {
  const byName = new Map<string, Row[]>();
  for (const row of rows(name)) {
    const list = byName.get(nameOf(row));
    if (list) list.push(row);
    else byName.set(nameOf(row), [row]);
  }
  return [...byName.values()].map((list) =>
    list
      .map((row) => ({
        t: Math.round(Number(row['t']) * 1000),
        scanner: row['scanner'] ?? '',
        rssiDbm: Number(row['rssi']),
        zone: quarterOf(row),
      }))
      .sort((a, b) => a.t - b.t),
  );
}

/** What is left where the device advertises that seldom. */
function thinned(heard: readonly Heard[], everyMs: number): Heard[] {
  const last = new Map<string, number>();
  return heard.filter(({ scanner, t }) => {
    if (t - (last.get(scanner) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    last.set(scanner, t);
    return true;
  });
}

function scored(all: readonly (readonly Heard[])[]) {
  const scanners = rows('scanners.csv');
  const index = new Map(scanners.map(({ scanner = '' }, i) => [scanner, i]));
  const engine = createClusterEngine({ zones: QUARTERS, zoneOfScanner: scanners.map(quarterOf) });
  const total = { seconds: 0, right: 0, changes: 0, trueChanges: 0, sure: 0, sureAndRight: 0 };
  for (const heard of all) {
    const one = scoreOne(heard);
    for (const key of Object.keys(total) as (keyof Score)[]) total[key] += one[key];
  }
  const minutes = total.seconds / 60;
  return {
    accuracy: total.right / total.seconds,
    changesPerMinute: total.changes / minutes,
    trueChangesPerMinute: total.trueChanges / minutes,
    falseChangesPerHour: ((total.changes - total.trueChanges) / minutes) * 60,
    sureShare: total.sure / total.seconds,
    accuracyWhereSure: total.sureAndRight / total.sure,
  };

  function scoreOne(heard: readonly Heard[]): Score {
    const track = engine.track();
    const score = { seconds: 0, right: 0, changes: 0, trueChanges: 0, sure: 0, sureAndRight: 0 };
    let before: { zone: number | undefined; truth: number | undefined } | undefined;
    let next = 0;
    for (let second = 0; second * 1000 <= (heard.at(-1)?.t ?? 0); second += 1) {
      for (; next < heard.length && (heard[next]?.t ?? 0) <= second * 1000; next += 1) {
        const { scanner, t, rssiDbm } = heard[next] as Heard;
        track.observe(index.get(scanner) ?? -1, t, rssiDbm);
      }
      const { zone, confidence } = track.decide(second * 1000);
      const truth = heard[Math.max(0, next - 1)]?.zone;
      if (second >= SKIPPED_S) {
        const right = Number(zone === truth);
        const sure = Number(confidence >= 0.9);
        score.seconds += 1;
        score.right += right;
        score.sure += sure;
        score.sureAndRight += sure * right;
        score.changes += Number(before !== undefined && zone !== before.zone);
        score.trueChanges += Number(before !== undefined && truth !== before.truth);
      }
      before = { zone, truth };
    }
    return score;
  }
}

describe.skipIf(!existsSync(RECORDED_WALKS))('a carrier on a recorded floor, known by its scanners only', () => {
  const walks = (): Heard[][] => recordings('sightings.csv.gz', ({ track = '' }) => track);
  const stills = (): Heard[][] => recordings('still.csv.gz', ({ x, y }) => `${x},${y}`);

  it('who walks is in the right quarter at least 84 % of the time, with few changes more than there truly were', () => {
    const { accuracy, changesPerMinute, trueChangesPerMinute } = scored(walks());
    expect(accuracy).toBeGreaterThanOrEqual(0.84);
    expect(changesPerMinute).toBeLessThanOrEqual(trueChangesPerMinute + 0.3);
  });

  it('who stands is not moved about: less than two false changes an hour', () => {
    expect(scored(stills()).falseChangesPerHour).toBeLessThanOrEqual(2);
  });

  it('is there nearly always when the engine says that it is sure', () => {
    const { accuracyWhereSure, sureShare } = scored(walks());
    expect(accuracyWhereSure).toBeGreaterThanOrEqual(0.95);
    expect(sureShare).toBeGreaterThanOrEqual(0.3);
  });

  it.each([
    [1000, 0.84, 0.7],
    [2000, 0.74, 1.4],
  ])('is found with the adverts of a phone too, one each %i ms', (everyMs, leastAccuracy, mostFalsePerMinute) => {
    const { accuracy, changesPerMinute, trueChangesPerMinute } = scored(walks().map((heard) => thinned(heard, everyMs)));
    expect(accuracy).toBeGreaterThanOrEqual(leastAccuracy);
    expect(changesPerMinute).toBeLessThanOrEqual(trueChangesPerMinute + mostFalsePerMinute);
  });
});
