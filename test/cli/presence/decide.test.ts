import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAll, stepsBetween } from '../../../cli/presence/decide.ts';
import { engineFor } from '../../../cli/presence/engine-for.ts';
import { parseSite } from '../../../edge/config/site.ts';
import type { Heard } from '../../../edge/presence/engine/presence-engine.ts';

const shop = { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' };
const departments = () =>
  engineFor(
    parseSite({
      shop,
      zones: ['bakery', 'wine'].map((id) => ({ id, name: id })),
      scanners: ['bakery', 'wine'].map((zone) => ({ id: zone, zone })),
    }),
  );
const door = () =>
  engineFor(
    parseSite({
      shop,
      zones: [{ id: 'shop', name: 'Shop' }],
      scanners: [
        { id: 'bakery', side: 'inside' },
        { id: 'wine', side: 'outside' },
      ],
    }),
  );

const sightings = fc
  .array(
    fc.record({
      t: fc.integer({ min: 0, max: 30_000 }),
      anchor: fc.constantFrom('bakery', 'wine', 'stranger'),
      rssiDbm: fc.integer({ min: -100, max: -30 }),
    }),
    { maxLength: 60 },
  )
  .map((heard) => heard.sort((a, b) => a.t - b.t));

describe('decisions about a recording', () => {
  it.each([
    ['departments', departments],
    ['a door', door],
  ])('of %s never know what is heard later', async (_, site) => {
    // A shop learns from all that its scanners hear which of them live: each run begins with a new one.
    const decide = async (times: readonly number[], heard: readonly Heard[]) => {
      const { engine, stepMs } = await site();
      return decideAll([{ times, heard }], engine, stepMs)[0];
    };
    const { stepMs } = await site();
    await fc.assert(
      fc.asyncProperty(sightings, fc.integer({ min: 0, max: 30_000 }), async (heard, untilMs) => {
        const whole = await decide(stepsBetween(5000, 30_000, stepMs), heard);
        const times = stepsBetween(5000, untilMs, stepMs);
        const known = heard.filter(({ t }) => t <= untilMs);
        expect(await decide(times, known)).toEqual(whole?.slice(0, times.length));
      }),
      { numRuns: 50 },
    );
  });

  it('know what was heard before the first time that counts', async () => {
    const { engine } = await departments();
    const heard = [0, 500, 1000, 1500, 2000].map((t) => ({ t, anchor: 'wine', rssiDbm: -50 }));
    expect(decideAll([{ times: [3000], heard }], engine, 1000)).toEqual([['wine']]);
    expect(decideAll([{ times: [3000], heard: [] }], engine, 1000)).toEqual([[undefined]]);
  });

  it('are of each mobile on its own, whenever it came', async () => {
    const { engine } = await departments();
    const visit = (fromMs: number, anchor: string) => ({
      times: stepsBetween(fromMs, fromMs + 5000, 1000),
      heard: stepsBetween(fromMs, fromMs + 5000, 500).map((t) => ({ t, anchor, rssiDbm: -50 })),
    });
    const done: number[] = [];
    const decided = decideAll([visit(7_200_000, 'wine'), visit(0, 'bakery'), visit(2000, 'wine')], engine, 1000, (count) =>
      done.push(count),
    );
    expect(decided.map((zones) => [...new Set(zones)])).toEqual([
      [undefined, 'wine'],
      [undefined, 'bakery'],
      [undefined, 'wine'],
    ]);
    expect(done.at(-1)).toBe(3);
  });
});

it('a site is asked once a second, and ten times where scanners have a side', async () => {
  const [shopFloor, entrance] = [await departments(), await door()];
  expect([shopFloor.engine.grade, shopFloor.stepMs]).toEqual(['scanners', 1000]);
  expect([entrance.engine.grade, entrance.stepMs]).toEqual(['door', 100]);
});
