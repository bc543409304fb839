import { describe, expect, it } from 'vitest';
import { shopOf } from '../../../../edge/config/shop.ts';
import { surveyOf } from '../../../../edge/presence/engine/survey.ts';

const shop = shopOf({
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  floor: { width: 10, depth: 10 },
  zones: [{ id: 'shoes', name: 'Shoes' }],
  scanners: [
    { id: 'a', x: 0, y: 0 },
    { id: 'b', x: 10, y: 10, aliases: ['AA:BB:CC:00:11:22'] },
  ],
});
const row = (x: number, y: number, scanner: string, rssiDbm: number) => ({ x, y, scanner, rssiDbm });

describe('a survey', () => {
  it('has one reading of each scanner at each point where somebody stood: mean, median and ninth tenth', () => {
    const rows = [-60, -70, -62, -61, -64].map((dbm) => row(2.3, 4.1, 'a', dbm));
    expect(surveyOf(shop, rows)).toEqual({
      readings: [{ x: 2.3, y: 4.1, scanner: 0, meanDbm: -63.4, p50Dbm: -62, p90Dbm: expect.closeTo(-60.4, 6) }],
      points: 1,
      strangers: [],
    });
  });

  it('keeps points apart that are closer than a metre where somebody stood at both', () => {
    const rows = [0.2, 0.6].flatMap((x) => [-60, -61, -62].map((dbm) => row(x, 1, 'a', dbm)));
    expect(surveyOf(shop, rows).points).toBe(2);
  });

  it('of a walk comes together by the square metre, at the middle of what was heard there', () => {
    const rows = [0.1, 0.3, 0.5, 1.5, 1.7].map((x) => row(x, 1.2, 'a', -60));
    const { readings, points } = surveyOf(shop, rows);
    expect(points).toBe(2);
    expect(readings.map(({ x }) => Math.round(x * 100) / 100)).toEqual([0.3, 1.6]);
  });

  it('of a walk through a department store comes together by larger squares', () => {
    const rows = Array.from({ length: 900 }, (_, at) => row((at % 30) + 0.5, Math.floor(at / 30) + 0.5, 'a', -60));
    const { points } = surveyOf(shop, rows);
    expect(points).toBeLessThanOrEqual(500);
    expect(points).toBeGreaterThan(200);
  });

  it('knows scanners by all their names, and says which the shop has no more', () => {
    const { readings, strangers } = surveyOf(shop, [row(1, 1, 'aabbcc001122', -60), row(1, 1, 'c', -60), row(1, 1, 'c', -61)]);
    expect(readings.map(({ scanner }) => scanner)).toEqual([1]);
    expect(strangers).toEqual(['c']);
  });

  it('may be empty', () => {
    expect(surveyOf(shop, [])).toEqual({ readings: [], points: 0, strangers: [] });
  });
});
