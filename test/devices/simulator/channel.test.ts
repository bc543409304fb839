import { describe, expect, it } from 'vitest';
import { type Channel, type ChannelOptions, channel } from '../../../devices/simulator/channel.ts';
import { dice } from '../../../devices/simulator/dice.ts';
import { fadeDb } from '../../../devices/simulator/fading.ts';
import type { Point } from '../../../devices/simulator/floor-plan.ts';
import { lossShare } from '../../../devices/simulator/loss.ts';
import { shadowField } from '../../../devices/simulator/shadow-field.ts';

/** The office floor of the recorded walks (Danis, CC0): 20.66 by 17.64 m, four clusters of three scanners. */
const SCANNERS = [
  { x: 7, y: 7.09, z: 1.22, quarter: 0 },
  { x: 7.18, y: 0.68, z: 2.3, quarter: 0 },
  { x: 0.71, y: 6.16, z: 2.3, quarter: 0 },
  { x: 7.25, y: 11.36, z: 1.22, quarter: 2 },
  { x: 0.76, y: 12.13, z: 2.3, quarter: 2 },
  { x: 7.18, y: 17.64, z: 2.3, quarter: 2 },
  { x: 13.14, y: 12.33, z: 1.22, quarter: 3 },
  { x: 12.82, y: 16.83, z: 2.3, quarter: 3 },
  { x: 18.12, y: 11.93, z: 2.3, quarter: 3 },
  { x: 13.01, y: 5.51, z: 1.22, quarter: 1 },
  { x: 17.77, y: 6.33, z: 2.3, quarter: 1 },
  { x: 12.76, y: 0.27, z: 2.3, quarter: 1 },
];
const FITTED: ChannelOptions = { rssiAt1mDbm: -61.7, pathLossExponent: 1.48 };
const ADVERT_MS = 455;
const ROUTES: readonly (readonly Point[])[] = [
  [p(5.4, 4), p(11.9, 4), p(11.9, 13.2), p(5.4, 13.2), p(5.4, 4)],
  [p(0.3, 4.3), p(18, 4.3)],
  [p(0.3, 8.5), p(18, 8.5)],
  [p(0.4, 4), p(6, 4), p(6, 13.6), p(12, 13.6), p(12, 4), p(17.9, 4)],
];
const SPEED_M_PER_S = 0.35;

function p(x: number, y: number): Point {
  return { x, y };
}

interface Heard {
  readonly tMs: number;
  readonly at: Point;
  readonly levels: readonly (number | undefined)[];
}

/** One carried beacon on its way, as every scanner hears it. */
function walkAlong(radio: Channel, seed: number, stops: readonly Point[]): Heard[] {
  const carried = radio.carried(dice(seed), 'hand');
  const heard: Heard[] = [];
  let tMs = 0;
  for (const [index, to] of stops.entries()) {
    const from = stops[index - 1] ?? to;
    const lengthM = Math.hypot(to.x - from.x, to.y - from.y);
    const heading = Math.atan2(to.y - from.y, to.x - from.x);
    for (let goneM = 0; goneM < lengthM; goneM += (SPEED_M_PER_S * ADVERT_MS) / 1000, tMs += ADVERT_MS) {
      const at = p(from.x + ((to.x - from.x) * goneM) / lengthM, from.y + ((to.y - from.y) * goneM) / lengthM);
      heard.push({ tMs, at, levels: SCANNERS.map((_, scanner) => carried.hear(scanner, tMs, at, heading)) });
    }
  }
  return heard;
}

function standAt(radio: Channel, seed: number, at: Point, forMs: number): Heard[] {
  const carried = radio.carried(dice(seed), 'hand');
  return Array.from({ length: Math.floor(forMs / ADVERT_MS) }, (_, index) => {
    const tMs = index * ADVERT_MS;
    return { tMs, at, levels: SCANNERS.map((__, scanner) => carried.hear(scanner, tMs, at, 0)) };
  });
}

const quarter = (scanner: number): number => SCANNERS[scanner]?.quarter ?? -1;
const ninth = (at: Point): number => Math.min(2, Math.floor(at.x / 6.887)) + 3 * Math.min(2, Math.floor(at.y / 5.88));
const ninthOf = (scanner: number): number => ninth(SCANNERS[scanner] ?? p(0, 0));

/** Changes and minutes of the rule "where the scanner stands that heard the strongest last", once a second. */
function strongestLast(heard: readonly Heard[], zoneOf: (scanner: number) => number): { changes: number; minutes: number } {
  const last = SCANNERS.map(() => Number.NEGATIVE_INFINITY);
  let zone: number | undefined;
  let changes = 0;
  let second = 0;
  for (const { tMs, levels } of heard) {
    for (const [scanner, level] of levels.entries()) if (level !== undefined) last[scanner] = level;
    if (tMs < second * 1000) continue;
    second += 1;
    const now = zoneOf(last.indexOf(Math.max(...last)));
    if (zone !== undefined && now !== zone) changes += 1;
    zone = now;
  }
  return { changes, minutes: second / 60 };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1);
const shops = SEEDS.map((seed) => ({ seed, radio: channel(dice(seed), SCANNERS, FITTED) }));
const walks = shops.flatMap(({ seed, radio }) => ROUTES.map((route, index) => walkAlong(radio, seed * 100 + index, route)));

describe('the radio of a generated shop is as rough as that of the recorded walks', () => {
  const perMinute = (zoneOf: (scanner: number) => number): number => {
    const runs = walks.map((walk) => strongestLast(walk, zoneOf));
    return runs.reduce((sum, run) => sum + run.changes, 0) / runs.reduce((sum, run) => sum + run.minutes, 0);
  };

  it('around a walking shopper, levels scatter by some 6 dB about the path loss (6.25 recorded)', () => {
    const residuals = walks.flatMap((walk) => residualsOf(walk));
    expect(sd(residuals)).toBeGreaterThan(5);
    expect(sd(residuals)).toBeLessThan(6.9);
  });

  it('around a standing shopper, a scanner scatters by some 3 dB (3.0 recorded)', () => {
    const within = shops.flatMap(({ seed, radio }) =>
      [p(3, 3), p(10, 9), p(15, 14)].flatMap((at) => {
        const heard = standAt(radio, seed, at, 120_000);
        return SCANNERS.map((_, scanner) => sd(heard.flatMap(({ levels }) => levels[scanner] ?? [])));
      }),
    );
    expect(median(within)).toBeGreaterThan(2.4);
    expect(median(within)).toBeLessThan(3.6);
  });

  it('the zone of the strongest last advert changes as often: 20 times a minute in quarters, 25 in ninths', () => {
    expect(perMinute(quarter)).toBeGreaterThan(20.2 * 0.8);
    expect(perMinute(quarter)).toBeLessThan(20.2 * 1.2);
    expect(perMinute(ninthOf)).toBeGreaterThan(25.1 * 0.8);
    expect(perMinute(ninthOf)).toBeLessThan(25.1 * 1.2);
  });
});

/** Levels less the straight line in log distance that fits them best: what an experimenter would report. */
function residualsOf(walk: readonly Heard[]): number[] {
  const pairs = walk.flatMap(({ at, levels }) =>
    levels.flatMap((level, scanner) => {
      const ear = SCANNERS[scanner];
      if (level === undefined || !ear) return [];
      return [{ log: Math.log10(Math.max(0.5, Math.hypot(at.x - ear.x, at.y - ear.y, 1.2 - ear.z))), level }];
    }),
  );
  const log = mean(pairs.map((pair) => pair.log));
  const level = mean(pairs.map((pair) => pair.level));
  const slope =
    pairs.reduce((sum, pair) => sum + (pair.log - log) * (pair.level - level), 0) /
    pairs.reduce((sum, pair) => sum + (pair.log - log) ** 2, 0);
  return pairs.map((pair) => pair.level - level - slope * (pair.log - log));
}

describe('the shadowing of a shop', () => {
  it('is 3 dB strong and forgets a place over a metre and a half', () => {
    const near: number[] = [];
    const far: number[] = [];
    const here: number[] = [];
    for (let seed = 0; seed < 400; seed += 1) {
      const field = shadowField(dice(seed), 3, 1.5);
      here.push(field(p(2, 2)));
      near.push(field(p(2, 2)) * field(p(3.6, 2)));
      far.push(field(p(2, 2)) * field(p(10, 8)));
    }
    expect(sd(here)).toBeCloseTo(3, 0);
    expect(mean(near) / 9).toBeGreaterThan(0.2);
    expect(mean(near) / 9).toBeLessThan(0.5);
    expect(Math.abs(mean(far) / 9)).toBeLessThan(0.17);
  });

  it('is half another after the shelves moved, and stays as strong', () => {
    const radio = (moved: boolean): number[] => {
      const shop = channel(dice(5), SCANNERS, FITTED);
      if (moved) shop.moveShelves(dice(6), 0);
      return [p(3, 3), p(9, 9), p(15, 4), p(4, 14)].flatMap((at) => {
        const heard = standAt(shop, 9, at, 60_000);
        return SCANNERS.map((_, scanner) => mean(heard.flatMap(({ levels }) => levels[scanner] ?? [])));
      });
    };
    const after = radio(true);
    const shift = radio(false).map((level, index) => level - (after[index] ?? 0));
    expect(sd(shift)).toBeGreaterThan(1.3);
    expect(sd(shift)).toBeLessThan(3.5);
  });
});

describe('a device in a shop', () => {
  it('is heard alike on two runs of the same seed, and otherwise with another', () => {
    const run = (seed: number) => standAt(channel(dice(seed), SCANNERS), 3, p(5, 5), 20_000);
    expect(run(1)).toEqual(run(1));
    expect(run(2)).not.toEqual(run(1));
  });

  it('meets the same echoes in the same place, and one unit of power on the average', () => {
    expect(fadeDb(4, 2, p(3.01, 2.01), 1)).toBe(fadeDb(4, 2, p(3.05, 2.03), 1));
    expect(fadeDb(4, 2, p(3.01, 2.01), 1)).not.toBe(fadeDb(4, 2, p(3.01, 2.01), 2));
    const powers = Array.from({ length: 4000 }, (_, index) => 10 ** (fadeDb(1, index % 12, p(index * 0.06 + 0.03, 1), index % 3) / 10));
    expect(mean(powers)).toBeCloseTo(1, 1);
  });

  it('is weaker in a pocket than in the hand, and behind a body than before it', () => {
    const level = (carry: 'hand' | 'pocket', heading: number): number =>
      mean(
        SEEDS.flatMap((seed) => {
          const carried = channel(dice(seed), SCANNERS.slice(0, 1), FITTED).carried(dice(seed), carry);
          return Array.from({ length: 60 }, (_, index) => carried.hear(0, index * 500, p(4 + index / 60, 7), heading) ?? []).flat();
        }),
      );
    expect(level('hand', 0) - level('hand', Math.PI)).toBeCloseTo(6, 0);
    expect(level('hand', 0) - level('pocket', 0)).toBeGreaterThan(1.5);
  });

  it('is lost the more often the weaker it is, and always below what a scanner can hear', () => {
    const shares = [-60, -70, -75, -80, -85, -90, -95, -99].map(lossShare);
    expect(shares).toEqual([0.01, 0.02, 0.04, 0.08, 0.2, 0.47, 0.95, 1]);
    expect(lossShare(-87.5)).toBeCloseTo(0.335, 3);
  });

  it('is not heard by a scanner that the shop does not have', () => {
    expect(channel(dice(1), SCANNERS).carried(dice(1), 'hand').hear(99, 0, p(1, 1), 0)).toBeUndefined();
  });
});
