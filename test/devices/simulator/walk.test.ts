import { describe, expect, it } from 'vitest';
import type { Site } from '../../../contract/site.ts';
import { parseTraceLine, tracePayload } from '../../../contract/trace.ts';
import { truthCsv } from '../../../devices/simulator/truth.ts';
import { generateWalk } from '../../../devices/simulator/walk.ts';

const square = (x: number, y: number): number[][] => [
  [x, y],
  [x + 10, y],
  [x + 10, y + 8],
  [x, y + 8],
];

const site: Site = {
  shop: { id: 'corner', name: 'Corner shop', timezone: 'Europe/Paris' },
  zones: [
    { id: 'bakery', name: 'Bakery', polygon: square(0, 0) },
    { id: 'dairy', name: 'Dairy', polygon: square(10, 0) },
    { id: 'wine', name: 'Wine', polygon: square(0, 8) },
  ],
  scanners: [
    { id: 'oven', x: 3, y: 3, z: 2.3, zone: 'bakery' },
    { id: 'fridge', x: 17, y: 3, z: 2.3, zone: 'dairy' },
    { id: 'cellar', zone: 'wine' },
  ],
};
const mobile = 'ibeacon:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-7-9';
const walk = (seed: number, durationMs = 180_000) => generateWalk({ site, seed, mobile, startMs: 1_800_000_000_000, durationMs });

describe('a generated walk', () => {
  it('is the same for the same seed and another for another seed', () => {
    expect(walk(7)).toEqual(walk(7));
    expect(walk(8).lines).not.toEqual(walk(7).lines);
  });

  it('is heard by every scanner about twice a second, in order of time', () => {
    const { lines } = walk(3);
    for (const scanner of ['oven', 'fridge', 'cellar']) {
      const heard = lines.filter((line) => line.topic.endsWith(`/${scanner}`));
      expect(heard.length / 180).toBeGreaterThan(1.5);
      expect(heard.length / 180).toBeLessThan(3);
    }
    expect(lines.map((line) => line.t)).toEqual(lines.map((line) => line.t).toSorted((a, b) => a - b));
  });

  it('visits zones of the shop, changes zone on every row of its truth, and leaves at the end', () => {
    const { truth } = walk(5);
    expect(truth.length).toBeGreaterThan(3);
    expect(truth.at(-1)).toEqual({ mobile, t: 1_800_000_180_000, zone: 'out' });
    for (const [index, row] of truth.entries()) {
      expect(['bakery', 'dairy', 'wine', 'out']).toContain(row.zone);
      expect(row.zone).not.toBe(truth[index - 1]?.zone);
    }
    expect(truthCsv(truth).split('\n')[0]).toBe('mobile,t,zone');
  });

  it('follows the stops that it is given and stays at the last one', () => {
    const stops = [
      { zone: 'dairy', dwellMs: 20_000 },
      { zone: 'wine', dwellMs: 20_000 },
    ];
    const { truth } = generateWalk({ site, seed: 1, mobile, startMs: 0, durationMs: 120_000, stops });
    expect(truth[0]).toEqual({ mobile, t: 0, zone: 'dairy' });
    expect(truth.at(-2)?.zone).toBe('wine');
    expect(truth.at(-2)?.t).toBeGreaterThan(20_000);
  });

  it('is loudest, on the whole, where the shopper is', () => {
    const stops = [{ zone: 'bakery', dwellMs: 60_000 }];
    let right = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const { lines } = generateWalk({ site, seed, mobile, startMs: 0, durationMs: 60_000, stops });
      const mean = (scanner: string): number => {
        const heard = lines
          .filter((line) => line.topic.endsWith(`/${scanner}`))
          .map((line) => JSON.parse(String(line.payload)).rssi as number);
        return heard.reduce((sum, rssi) => sum + rssi, 0) / heard.length;
      };
      if (mean('oven') > mean('fridge') && mean('oven') > mean('cellar')) right += 1;
    }
    expect(right).toBeGreaterThanOrEqual(17);
  });

  it('survives being written to a trace file and read back', () => {
    for (const line of walk(2, 20_000).lines) {
      const back = parseTraceLine(JSON.stringify(line));
      expect(back).toEqual({ ok: true, value: line });
    }
  });

  it('is heard only while it lasts', () => {
    const { lines } = walk(11, 30_000);
    expect(lines.every((line) => line.t >= 1_800_000_000_000 && line.t <= 1_800_000_030_000)).toBe(true);
  });
});

describe('a line of a trace', () => {
  const line = { t: 1, source: 'mqtt', topic: 'a/b', payload: 'text' };

  it('carries text, JSON or bytes', () => {
    const bytes = (fields: object) => {
      const parsed = parseTraceLine(JSON.stringify({ ...line, ...fields }));
      return parsed.ok ? Buffer.from(tracePayload(parsed.value)).toString('latin1') : parsed.detail;
    };
    expect(bytes({})).toBe('text');
    expect(bytes({ payload: { rssi: -60 } })).toBe('{"rssi":-60}');
    expect(bytes({ payload: '00ff', encoding: 'hex' })).toBe('\u0000\u00ff');
    expect(bytes({ payload: '0', encoding: 'hex' })).toBe('/payload is not hex');
  });

  it('is refused with the place of its fault', () => {
    expect(parseTraceLine('{"t":')).toEqual({ ok: false, detail: 'it is not JSON' });
    const wrong = parseTraceLine(JSON.stringify({ ...line, t: 'now' }));
    expect(!wrong.ok && wrong.detail).toMatch(/^\/t /);
  });
});
