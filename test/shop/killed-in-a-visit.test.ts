import { expect, it } from 'vitest';
import type { FactOf } from '../../contract/facts/fact.ts';
import { dice } from '../../devices/simulator/dice.ts';
import { OPENING_MS, SITE, TAG, World } from '../support/virtual-shop.ts';

type VisitFact = FactOf<'visit-closed'>['data'];

const AT_END_S = 3300;
/** Facts and state are written when something happens, and every 15 s how far the visits have come. */
const UNWRITTEN_S = 17;

/** The computer lost its power: another starts with what is on its disk. */
async function killed(world: World): Promise<World> {
  // By the millisecond it draws its ids.
  const next = new World(SITE, { openingMs: world.clock.nowMs() + 13 });
  const { facts, state } = world.disk.copy();
  next.disk.facts = facts;
  for (const [key, value] of state) next.disk.state.set(key, value);
  for (const [key, value] of world.replica) next.replica.set(key, value);
  for (const [key, value] of world.keys) next.keys.set(key, value);
  for (const [subject, row] of world.members.rows) next.members.rows.set(subject, { ...row });
  for (const [hash, subject] of world.members.index) next.members.index.set(hash, subject);
  await next.open();
  return next;
}

/** Ada is in the shop three times; what the wine's scanner heard of her comes late, and makes one visit of the first two. */
async function day(killsAtS: readonly number[]): Promise<World> {
  let world = new World(SITE);
  world.member();
  await world.open();
  const nowS = (): number => (world.clock.nowMs() - OPENING_MS) / 1000;
  const report = (scanner: string, atS: number, mobile = TAG): void => {
    const payload = Buffer.from(JSON.stringify({ mobile, rssiDbm: -60, t: OPENING_MS + atS * 1000 - 40 }));
    world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic: `aislegate/shop-1/sighting/${scanner}`, payload });
  };
  const late = [
    { atS: 1500, fromS: 150, toS: 550 },
    { atS: 1900, fromS: 500, toS: 900 },
    { atS: 2300, fromS: 2000, toS: 2100 },
  ];
  const live = [
    { scanner: 'b1', fromS: 10, toS: 120 },
    { scanner: 'b1', fromS: 1000, toS: 1100 },
    { scanner: 's1', fromS: 1100, toS: 1200 },
    { scanner: 'b1', fromS: 2200, toS: 2600 },
  ];
  const kills = [...killsAtS];
  while (nowS() < AT_END_S) {
    const s = nowS();
    if (s >= (kills[0] ?? Number.POSITIVE_INFINITY)) {
      kills.shift();
      world = await killed(world);
      continue;
    }
    for (const { scanner, fromS, toS } of live) if (s >= fromS && s < toS) report(scanner, s);
    for (const { atS, fromS, toS } of late) {
      if (s < atS || s >= atS + 1) continue;
      report('w1', s, 'ble:dd8800003777');
      for (let past = fromS; past < toS; past += 1) report('w1', past);
    }
    await world.pass(1000);
  }
  return world;
}

/** As headquarters will have them, in the order of their time. */
function visitsOf(world: World): VisitFact[] {
  const latest = new Map<string, VisitFact>();
  for (const fact of world.facts('visit-closed')) {
    expect(fact.revision).not.toBe(latest.get(fact.visitId)?.revision);
    if ((latest.get(fact.visitId)?.revision ?? 0) < fact.revision) latest.set(fact.visitId, fact);
  }
  const merged = new Set([...latest.values()].flatMap(({ supersedes = [] }) => supersedes));
  return [...latest.values()].filter(({ visitId }) => !merged.has(visitId)).sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

const seconds = (text: string): number => (Date.parse(text) - OPENING_MS) / 1000;

it('tells each visit once, though the computer lost its power in the middle of visits and of what came late', {
  timeout: 300_000,
}, async () => {
  const whole = visitsOf(await day([]));
  expect(whole.map(({ openedAt, closedAt }) => [Math.round(seconds(openedAt)), Math.round(seconds(closedAt))])).toEqual([
    [10, 1199],
    [2000, 2599],
  ]);
  const chance = dice(11);
  for (let round = 0; round < 2; round += 1) {
    // Not while what came late waits in memory: that is lost with it.
    const isHarmless = (s: number): boolean => [1500, 1900, 2300].every((atS) => s < atS - 5 || s > atS + 30);
    const kills = Array.from({ length: 6 }, () => Math.round(chance.between(15, 2700))).sort((a, b) => a - b);
    const world = await day(kills.filter(isHarmless));
    const visits = visitsOf(world);
    expect(visits, `killed at ${kills}`).toHaveLength(whole.length);
    for (const [i, { openedAt, closedAt }] of visits.entries()) {
      const { openedAt: opened = '', closedAt: closed = '' } = whole[i] ?? {};
      expect(Math.abs(seconds(openedAt) - seconds(opened)), `killed at ${kills}`).toBeLessThanOrEqual(UNWRITTEN_S);
      expect(Math.abs(seconds(closedAt) - seconds(closed)), `killed at ${kills}`).toBeLessThanOrEqual(UNWRITTEN_S);
    }
    const closed = new Set(world.facts('visit-closed').flatMap(({ visitId, supersedes = [] }) => [visitId, ...supersedes]));
    expect(world.facts('visit-opened').filter(({ visitId }) => !closed.has(visitId))).toEqual([]);
    expect(world.shop.size().visitsOpen).toBe(0);
  }
  // At any moment: something of it may be lost, and nothing is told twice.
  const kills = Array.from({ length: 12 }, () => Math.round(chance.between(5, 2700)));
  const visits = visitsOf(await day([1503, 1512, 1905, ...kills].sort((a, b) => a - b)));
  for (const [i, { openedAt }] of visits.entries()) {
    const before = visits[i - 1];
    if (before) expect(before.closedAt <= openedAt, `killed at ${kills}`).toBe(true);
  }
});
