import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askStops, type Terminal } from '../../../cli/survey/ask-stops.ts';
import { checkLines, checkSurvey } from '../../../cli/survey/check.ts';
import { surveyCsv, surveyLines } from '../../../cli/survey/rows.ts';
import { readStops } from '../../../cli/survey/stops.ts';
import { shopOf } from '../../../edge/config/shop.ts';

async function file(content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'points-')), 'points.csv');
  await writeFile(path, content);
  return path;
}

const square = (left: number) => [
  [left, 0],
  [left + 5, 0],
  [left + 5, 5],
  [left, 5],
];
const SHOP = shopOf({
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  floor: { width: 10, depth: 5 },
  zones: [
    { id: 'wine', name: 'Wine', polygon: square(0) },
    { id: 'shoes', name: 'Shoes', polygon: square(5) },
  ],
  scanners: [
    { id: 'a', x: 0, y: 0 },
    { id: 'b, upstairs', x: 10, y: 5, aliases: ['aa:bb:cc:00:11:22'] },
    { id: 'c', x: 5, y: 5 },
  ],
  beacons: [{ id: 'ble:c0ffee000001', x: 2, y: 2 }],
});

describe('the times and places of a survey', () => {
  it('hold from row to row; on its way the tag is nowhere', async () => {
    const path = await file('t,x,y\n1000,1,2\n31000,,\n40000,4,2\n2026-06-01T09:00:00Z,9,9\n');
    expect(await readStops(path, { isWalk: false })).toEqual([
      { fromMs: 1000, untilMs: 31_000, from: { x: 1, y: 2 }, to: { x: 1, y: 2 } },
      { fromMs: 40_000, untilMs: Date.UTC(2026, 5, 1, 9), from: { x: 4, y: 2 }, to: { x: 4, y: 2 } },
    ]);
  });

  it('are those between the rows where the tag was carried along', async () => {
    const path = await file('t,x,y\n0,0,0\n10000,5,0\n20000,,\n30000,5,5\n40000,5,0\n');
    expect((await readStops(path, { isWalk: true })).map(({ from, to }) => [from.x, from.y, to.x, to.y])).toEqual([
      [0, 0, 5, 0],
      [5, 5, 5, 0],
    ]);
  });

  it.each([
    ['t,x\n1,2\n', 'missing: y'],
    ['t,x,y\nsoon,1,2\n', 'line 2: t is not a time'],
    ['t,x,y\n1,one,2\n', 'line 2: x and y must be m'],
    ['t,x,y\n1,1,\n', 'line 2: x and y must be m'],
    ['t,x,y\n1,1,2\n', 'two rows at least'],
    ['t,x,y\n1,"1,2\n', 'the CSV breaks'],
  ])('say what is wrong with them: %j', async (content, detail) => {
    await expect(readStops(await file(content), { isWalk: false })).rejects.toMatchObject({
      code: 'CLI_USAGE',
      message: expect.stringContaining(detail),
    });
  });

  it('are asked for, point after point', async () => {
    const said: string[] = [];
    const answers = ['1.5 2', 'left of the till', '4,2.5', ''];
    let now = 0;
    const terminal: Terminal = {
      ask: async () => answers.shift(),
      say: (line) => said.push(line),
      wait: async (seconds) => {
        now += 1000 * seconds;
      },
      nowMs: () => now,
    };
    expect(await askStops(terminal, 20)).toEqual([
      { fromMs: 0, untilMs: 20_000, from: { x: 1.5, y: 2 }, to: { x: 1.5, y: 2 } },
      { fromMs: 20_000, untilMs: 40_000, from: { x: 4, y: 2.5 }, to: { x: 4, y: 2.5 } },
    ]);
    expect(said[1]).toContain('Two numbers');
    expect(await askStops({ ...terminal, ask: async () => undefined }, 20)).toEqual([]);
  });
});

describe('the readings of a survey', () => {
  const at = { x: 1, y: 2 };
  const stop = { fromMs: 10_000, untilMs: 20_000, from: at, to: at };

  it('are what the scanners of the shop heard of the tag while it stood there, by their own names', () => {
    const heard = [
      { t: 13_000, anchor: 'aabbcc001122', rssiDbm: -70 },
      { t: 9000, anchor: 'a', rssiDbm: -60 },
      { t: 11_000, anchor: 'a', rssiDbm: -61 },
      { t: 12_000, anchor: 'a', rssiDbm: -62 },
      { t: 14_000, anchor: 'stranger', rssiDbm: -63 },
      { t: 15_000, anchor: 'a' },
      { t: 16_000, anchor: 'ble:c0ffee000001', rssiDbm: -50 },
      { t: 20_000, anchor: 'a', rssiDbm: -64 },
    ];
    const csv = surveyCsv(surveyLines(SHOP, [stop], heard));
    expect(csv).toBe('1.00,2.00,a,-62,12000\n1.00,2.00,"b, upstairs",-70,13000\n1.00,2.00,ble:c0ffee000001,-50,16000\n');
  });

  it('of a walk lie on the line between two places', () => {
    const lines = surveyLines(SHOP, [{ ...stop, to: { x: 6, y: 2 } }], [{ t: 12_000, anchor: 'a', rssiDbm: -60 }]);
    expect(lines).toEqual([{ t: 12_000, x: 2, y: 2, scanner: 'a', rssiDbm: -60 }]);
  });

  it('tell what is missing: zones without a point, deaf scanners, points that few heard', () => {
    const lines = [-60, -61, -62].map((rssiDbm, i) => ({ t: i, x: 1, y: 2, scanner: 'a', rssiDbm }));
    const check = checkSurvey(SHOP, lines);
    expect(check).toEqual({ points: 1, readings: 3, scanners: 1, zonesWithout: ['shoes'], deaf: ['b, upstairs', 'c'], weakPoints: 1 });
    expect(checkLines(check)).toHaveLength(4);
    const { floor: _, ...bare } = SHOP;
    expect(checkSurvey({ ...bare, floor: undefined }, lines).zonesWithout).toEqual([]);
  });
});
