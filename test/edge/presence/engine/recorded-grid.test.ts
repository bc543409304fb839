import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { createFloorGrid } from '../../../../edge/presence/engine/floor-grid.ts';
import type { Point } from '../../../../edge/presence/engine/floor-plan.ts';
import { createGridEngine, type GridRecipe, POSITIONS_RECIPE, SURVEY_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { learnFromTraffic } from '../../../../edge/presence/engine/self-calibration.ts';
import { mapFromPositions, mapFromSurvey, type SignalMap } from '../../../../edge/presence/engine/signal-map.ts';
import type { TrafficReading } from '../../../../edge/presence/engine/traffic.ts';
import { RECORDED_WALKS } from '../../../support/recorded-data.ts';

const FLOOR = { width: 20.66, depth: 17.64 };
/** The first seconds have no window behind them yet. */
const SKIPPED_S = 5;

interface Heard extends TrafficReading {
  readonly x: number;
  readonly y: number;
}

function rows(name: string): Record<string, string>[] {
  const bytes = readFileSync(`${RECORDED_WALKS}/${name}`);
  return parse(name.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true }) as Record<string, string>[];
}

const zones = Array.from({ length: 9 }, (_, zone) => {
  const [width, depth] = [FLOOR.width / 3, FLOOR.depth / 3];
  const [x, y] = [(zone % 3) * width, Math.floor(zone / 3) * depth];
  const polygon: Point[] = [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ];
  return { polygon };
});
const zoneOf = (x: number, y: number): number => Math.floor((x / FLOOR.width) * 3) + 3 * Math.floor((y / FLOOR.depth) * 3);

function heardByDevice(name: string, deviceOf: (row: Record<string, string>) => string, scanners: readonly string[]): Heard[][] {
  const devices = new Map<string, Heard[]>();
  for (const row of rows(name)) {
    const { t, scanner = '', rssi, x, y } = row;
    const heard = devices.get(deviceOf(row)) ?? [];
    devices.set(deviceOf(row), heard);
    heard.push({
      t: Math.round(Number(t) * 1000),
      scanner: scanners.indexOf(scanner),
      rssiDbm: Number(rssi),
      x: Number(x),
      y: Number(y),
    });
  }
  return [...devices.values()].map((heard) => heard.sort((a, b) => a.t - b.t));
}

/** Accuracy and changes per minute, those of the truth beside them, over every second of all walks. */
function score(walks: readonly Heard[][], map: SignalMap, recipe: GridRecipe) {
  const engine = createGridEngine({ grid: createFloorGrid({ floor: FLOOR, zones }), zones: zones.length, map, recipe });
  const total = { seconds: 0, right: 0, changes: 0, trueChanges: 0 };
  for (const walk of walks) {
    const track = engine.track();
    let next = 0;
    let before: { zone: number | undefined; truth: number } | undefined;
    for (let t = 0; t <= (walk.at(-1)?.t ?? 0); t += 1000) {
      for (let heard = walk[next]; heard && heard.t <= t; heard = walk[++next]) track.observe(heard.scanner, heard.t, heard.rssiDbm);
      const { x, y } = walk[Math.max(0, next - 1)] ?? { x: 0, y: 0 };
      const now = { zone: track.decide(t).zone, truth: zoneOf(x, y) };
      if (t >= SKIPPED_S * 1000) {
        total.seconds += 1;
        total.right += now.zone === now.truth ? 1 : 0;
        total.changes += before && now.zone !== before.zone ? 1 : 0;
        total.trueChanges += before && now.truth !== before.truth ? 1 : 0;
      }
      before = now;
    }
  }
  const perMinute = (changes: number): number => (changes * 60) / total.seconds;
  return { accuracy: total.right / total.seconds, changes: perMinute(total.changes), trueChanges: perMinute(total.trueChanges) };
}

describe.skipIf(!existsSync(RECORDED_WALKS))('the recorded walks, on nine zones of a plan', () => {
  const positions = existsSync(RECORDED_WALKS) ? rows('scanners.csv') : [];
  const scanners = positions.map(({ x, y, z }) => ({ x: Number(x), y: Number(y), z: Number(z) }));
  const names = positions.map(({ scanner = '' }) => scanner);
  const read = () => ({
    walks: heardByDevice('sightings.csv.gz', ({ track = '' }) => track, names),
    survey: rows('fingerprints.csv.gz').map(({ x, y, scanner = '', mean, p50, p90 }) => ({
      x: Number(x),
      y: Number(y),
      scanner: names.indexOf(scanner),
      meanDbm: Number(mean),
      p50Dbm: Number(p50),
      p90Dbm: Number(p90),
    })),
  });
  const grid = createFloorGrid({ floor: FLOOR, zones });

  it('are in the right zone more than 81 % of the time with a survey of another date, with hardly more changes than there were', () => {
    const { walks, survey } = read();
    const result = score(walks, mapFromSurvey(grid, scanners, survey), SURVEY_RECIPE);
    expect(result.accuracy).toBeGreaterThanOrEqual(0.81);
    expect(result.changes).toBeLessThanOrEqual(result.trueChanges + 0.5);
  });

  it('are in it more than 75 % of the time with positions only, path loss and scanner offsets learnt from the others who walk about', () => {
    const { walks } = read();
    const scores = walks.map((walk) => {
      const loss = learnFromTraffic(
        { grid, scanners, recipe: POSITIONS_RECIPE },
        walks.filter((other) => other !== walk),
      );
      return { seconds: (walk.at(-1)?.t ?? 0) / 1000, ...score([walk], mapFromPositions(grid, scanners, loss), POSITIONS_RECIPE) };
    });
    const seconds = scores.reduce((sum, one) => sum + one.seconds, 0);
    expect(scores.reduce((sum, one) => sum + one.seconds * one.accuracy, 0) / seconds).toBeGreaterThanOrEqual(0.75);
  });

  it('are in it with a phone that sends much less or much more than the survey tag did', () => {
    const { walks, survey } = read();
    const map = mapFromSurvey(grid, scanners, survey);
    for (const gainDb of [-6, 6]) {
      const phones = walks.map((walk) => walk.map((heard) => ({ ...heard, rssiDbm: heard.rssiDbm + gainDb })));
      expect(score(phones, map, SURVEY_RECIPE).accuracy).toBeGreaterThanOrEqual(0.75);
    }
  });
});
