import { describe, expect, it } from 'vitest';
import type { Site } from '../../../../contract/site.ts';
import { dice } from '../../../../devices/simulator/dice.ts';
import { shopOf } from '../../../../edge/config/shop.ts';
import { type Calibration, createCalibration } from '../../../../edge/presence/calibration/calibration.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';

const FLOOR = { width: 12, depth: 9 };
const SCANNERS = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ id: `at-${x}-${y}`, x, y, z: 2.5 })));
const TRUTH = { atOneMetreDbm: -56, exponent: 2.4, offsetsDb: [6, -4, 1, 0, -4, 1] };
const SITE: Site = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  floor: FLOOR,
  zones: [1, 7].map((left) => ({
    id: left === 1 ? 'left' : 'right',
    name: 'Shelves',
    polygon: [
      [left, 1],
      [left + 4, 1],
      [left + 4, 8],
      [left, 8],
    ],
  })),
  scanners: SCANNERS,
  beacons: [{ id: 'ble:c0ffee000001', x: 3, y: 3 }],
};
const T = Date.UTC(2026, 5, 1, 10);

function levelDbm(scanner: number, x: number, y: number, noise: number): number {
  const { x: sx, y: sy, z } = SCANNERS[scanner] ?? { x: 0, y: 0, z: 0 };
  return Math.round(expectedRssiDbm(TRUTH, scanner, Math.hypot(x - sx, y - sy, 1.5 - z)) + noise);
}

/** People walk round the shop one after the other, a minute and a bit each, while the edge ticks four times a second. */
function live(calibration: Calibration, people: number, fromS = 0): number {
  const chance = dice(7);
  let learnt = 0;
  for (let person = 0; person < people; person += 1) {
    const start = chance.between(0, 6);
    for (let second = 0; second < 75; second += 1) {
      const t = T + 1000 * (fromS + 75 * person + second);
      const angle = start + second / 11;
      const [x, y] = [6 + 4.5 * Math.cos(angle), 4.5 + 3 * Math.sin(angle)];
      for (const [scanner, { id }] of SCANNERS.entries()) {
        calibration.hear(`member-${person}`, { t: t + scanner, anchor: id, rssiDbm: levelDbm(scanner, x, y, 3 * chance.normal()) });
      }
      for (let tick = 0; tick < 4; tick += 1) if (calibration.work(t + 250 * tick)) learnt += 1;
    }
  }
  return learnt;
}

describe('a shop that learns its own radio', () => {
  it('knows after some minutes of traffic what each scanner reads too much, and gives that to whoever comes next', () => {
    const calibration = createCalibration({ shop: shopOf(SITE) });
    expect(calibration.engine.grade).toBe('positions');
    expect(['at-0-0', 'elsewhere'].map((anchor) => calibration.engine.knows(anchor))).toEqual([true, false]);
    expect(calibration.report()).toEqual({ grade: 'positions', waitingMinutes: 0, learnt: undefined, rejected: 0, survey: undefined });
    expect(live(calibration, 16)).toBe(1);
    const { learnt } = calibration.report();
    expect(learnt?.minutes).toBeGreaterThanOrEqual(8);
    expect(learnt?.learntAt).toBeGreaterThan(T);
    for (const [scanner, { id }] of SCANNERS.entries()) {
      expect(Math.abs((learnt?.offsetsDb[id] ?? 9) - (TRUTH.offsetsDb[scanner] ?? 0))).toBeLessThan(3);
    }
    const track = calibration.engine.track();
    for (let second = 0; second < 10; second += 1) {
      for (const [scanner, { id }] of SCANNERS.entries()) {
        track.observe({ t: T + 1000 * second, anchor: id, rssiDbm: levelDbm(scanner, 9.5, 5, 0) });
      }
      track.decide(T + 1000 * second);
    }
    expect(track.decide(T + 9000).zone).toBe('right');
  });

  it('goes on from what it had learnt after a restart, by the names of the scanners', () => {
    const learntAt = T;
    const offsetsDb = { 'at-0-0': 3, gone: 7 };
    const value = { learntAt, minutes: 50, tags: 0, atOneMetreDbm: -58, exponent: 2.2, offsetsDb };
    const calibration = createCalibration({ shop: shopOf(SITE), saved: [{ key: 'calibration/positions', value }] });
    expect(calibration.report().learnt).toEqual(value);
    expect(live(calibration, 12)).toBe(0);
  });

  it('keeps its figures where new ones explain no better what was heard', () => {
    const offsetsDb = Object.fromEntries(SCANNERS.map(({ id }, scanner) => [id, TRUTH.offsetsDb[scanner]]));
    const value = { learntAt: T, minutes: 50, tags: 0, atOneMetreDbm: TRUTH.atOneMetreDbm, exponent: TRUTH.exponent, offsetsDb };
    const calibration = createCalibration({ shop: shopOf(SITE), saved: [{ key: 'calibration/positions', value }] });
    live(calibration, 80);
    expect(calibration.report()).toMatchObject({ rejected: 1, learnt: value });
  });

  it('tells what is to be kept once, without a word of anybody', () => {
    const calibration = createCalibration({ shop: shopOf(SITE) });
    const chance = dice(3);
    let kept: unknown;
    for (let second = 0; second < 1000; second += 1) {
      const [x, y] = [chance.between(0, 12), chance.between(0, 9)];
      for (const [scanner, { id }] of SCANNERS.entries()) {
        const heard = { t: T + 1000 * second, anchor: id, rssiDbm: levelDbm(scanner, x, y, chance.normal()) };
        calibration.hear(`member-${Math.floor(second / 70)}`, heard);
      }
      kept ??= calibration.work(T + 1000 * second);
    }
    expect(kept).toMatchObject({ key: 'calibration/positions', value: { tags: 0 } });
    expect(JSON.stringify(kept)).not.toContain('member');
  });

  it('learns from its own beacons alone where nobody else is known', () => {
    const calibration = createCalibration({ shop: shopOf(SITE) });
    let learnt = 0;
    for (let second = 0; second < 700; second += 1) {
      for (const [scanner, { id }] of SCANNERS.entries()) {
        calibration.hearTag('ble:c0ffee000001', { t: T + 1000 * second, anchor: id, rssiDbm: levelDbm(scanner, 3, 3, 0) });
      }
      if (calibration.work(T + 1000 * second)) learnt += 1;
    }
    expect(learnt).toBe(1);
    expect(calibration.report().learnt).toMatchObject({ minutes: 0, tags: 1 });
    for (let hour = 1; hour <= 7; hour += 1) {
      for (let tick = 0; tick < 20; tick += 1) if (calibration.work(T + 3_600_000 * hour + 250 * tick)) learnt += 1;
      expect(learnt).toBe(hour < 7 ? 1 : 2);
    }
  });

  it('learns beside a survey what has changed since', () => {
    const readings = [2, 6, 10].flatMap((x) =>
      [2, 4.5, 7].flatMap((y) =>
        SCANNERS.map((_, scanner) => {
          const dbm = levelDbm(scanner, x, y, scanner === 0 ? -6 : 0);
          return { x, y, scanner, meanDbm: dbm, p50Dbm: dbm, p90Dbm: dbm };
        }),
      ),
    );
    const calibration = createCalibration({ shop: shopOf(SITE), survey: { readings, points: 9, strangers: ['old'] } });
    expect(calibration.engine.grade).toBe('survey');
    expect(live(calibration, 16)).toBe(1);
    const few = createCalibration({ shop: shopOf(SITE), survey: { readings, points: 4, strangers: [] } });
    expect(few.report()).toMatchObject({ grade: 'positions', survey: { points: 4 } });
    const { learnt, survey } = calibration.report();
    expect(survey).toEqual({ points: 9, strangers: ['old'] });
    expect(learnt?.exponent).toBeUndefined();
    expect(learnt?.offsetsDb['at-0-0']).toBeGreaterThan(2);
  });

  it('learns nothing, and keeps nothing, where zones come from scanners alone', () => {
    const { floor: _, ...bare } = SITE;
    const calibration = createCalibration({ shop: shopOf(bare) });
    expect(live(calibration, 12)).toBe(0);
    expect(calibration.report()).toMatchObject({ grade: 'scanners', waitingMinutes: 0 });
  });

  it('forgets at once what was heard of somebody who wants to be forgotten', () => {
    const calibration = createCalibration({ shop: shopOf(SITE) });
    live(calibration, 3);
    expect(calibration.report().waitingMinutes).toBeGreaterThan(1);
    for (let person = 0; person < 3; person += 1) calibration.forget(`member-${person}`);
    expect(calibration.report().waitingMinutes).toBe(0);
  });
});
