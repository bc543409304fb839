import { beforeEach, describe, expect, it } from 'vitest';
import type { FactOf } from '../../contract/facts/fact.ts';
import { ADA, OPENING_MS, SITE, TAG, World } from '../support/virtual-shop.ts';

type VisitFact = FactOf<'visit-closed'>['data'];

const MINUTE_MS = 60_000;
/** From a scanner to the shop. */
const TAKES_MS = 40;
let world: World;
beforeEach(async () => {
  world = new World({ ...SITE, settings: { offers: { exploreShare: 0 } } });
  world.member();
  world.offer('bread', 'bakery');
  await world.open();
});

/** What a scanner says that has a clock of its own, now, of what it heard at a time of the day. */
function report(scanner: string, atMs: number, mobile = TAG): void {
  const payload = Buffer.from(JSON.stringify({ mobile, rssiDbm: -60, t: atMs - TAKES_MS }));
  world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'mqtt', topic: `aislegate/shop-1/sighting/${scanner}`, payload });
}
/** It hears somebody else, too; by that its clock is known. */
const lives = (scanner: string): void => report(scanner, world.clock.nowMs(), 'ble:dd8800003777');
async function walk(scanner: string, seconds: number): Promise<void> {
  for (let s = 0; s < seconds; s += 1) {
    report(scanner, world.clock.nowMs());
    await world.pass(1000);
  }
}
function backlog(scanner: string, fromMs: number, seconds: number): void {
  lives(scanner);
  for (let s = 0; s < seconds; s += 1) report(scanner, fromMs + s * 1000);
}
/** As headquarters will have them. */
function visits(): VisitFact[] {
  const latest = new Map<string, VisitFact>();
  for (const fact of world.facts('visit-closed')) {
    if ((latest.get(fact.visitId)?.revision ?? 0) < fact.revision) latest.set(fact.visitId, fact);
  }
  const merged = new Set([...latest.values()].flatMap(({ supersedes = [] }) => supersedes));
  return [...latest.values()].filter(({ visitId }) => !merged.has(visitId));
}

describe('a scanner that was cut off and brings what it kept', () => {
  it('makes two visits one, told anew with a higher revision and with the id that is no more', async () => {
    await walk('b1', 60);
    const goneMs = world.clock.nowMs();
    await world.pass(900_000);
    await walk('b1', 60);
    await world.pass(700_000);
    expect(visits()).toHaveLength(2);
    const [first, second] = visits();
    backlog('w1', goneMs + 60_000, 400);
    await world.pass(30_000);
    expect(visits()).toMatchObject([
      {
        visitId: first?.visitId,
        revision: 2,
        supersedes: [second?.visitId],
        openedAt: first?.openedAt,
        closedAt: second?.closedAt,
        zones: 2,
        stays: 3,
      },
    ]);
    expect(world.facts('zone-stay').filter(({ visitId }) => visitId === first?.visitId)).toHaveLength(3);
  });

  it('shows nobody an offer and rings no phone: that was hours ago', async () => {
    world.order();
    await world.pass(250);
    await world.pass(20 * MINUTE_MS);
    backlog('b1', OPENING_MS + 10 * MINUTE_MS, 120);
    await world.pass(MINUTE_MS);
    expect(visits()).toMatchObject([{ subject: ADA, revision: 1, dwellMs: 119_000 }]);
    expect([world.shown('bakery-screen'), world.facts('decision'), world.alerts()]).toEqual([[], [], []]);
  });

  it('is too late after as long as the shop says, and counted as refused', async () => {
    await world.close();
    world = new World({ ...SITE, settings: { presence: { logLateMs: 15 * MINUTE_MS } } });
    world.member();
    await world.open();
    await walk('b1', 60);
    await world.pass(16 * MINUTE_MS);
    const told = world.facts('visit-closed').length;
    backlog('w1', OPENING_MS + MINUTE_MS, 10);
    await world.pass(30_000);
    expect(world.facts('visit-closed')).toHaveLength(told);
    expect(world.telemetry.value('aislegate_refused_total', { source: 'mqtt', code: 'ING_LATE' })).toBe(10);
  });

  it('still makes a visit longer after the shop was restarted', async () => {
    await walk('b1', 60);
    const goneMs = world.clock.nowMs();
    await world.pass(700_000);
    await world.close();
    await world.clock.advance(10 * MINUTE_MS);
    await world.open();
    await walk('b1', 5);
    backlog('w1', goneMs, 120);
    await world.pass(700_000);
    const [visit] = visits();
    expect(visit).toMatchObject({ revision: 2, stays: 2, zones: 2 });
    expect(visits()).toHaveLength(2);
  });

  it('says nothing of a member whose consent has ended since', async () => {
    await walk('b1', 60);
    await world.pass(700_000);
    const told = world.disk.facts.length;
    world.member([]);
    await world.pass(30_000);
    backlog('w1', OPENING_MS + 300_000, 100);
    await world.pass(60_000);
    expect(world.disk.facts).toHaveLength(told);
    expect([...world.disk.state.keys()].filter((key) => key.startsWith('visit/'))).toEqual([]);
  });
});

it('ends a visit at midnight, and does not count it on two days', async () => {
  // Paris is two hours ahead in summer.
  const midnight = Date.UTC(2026, 5, 1, 22);
  world = new World(SITE, { openingMs: midnight - 63_000 });
  world.member();
  await world.open();
  await walk('b1', 120);
  await world.pass(700_000);
  expect(visits().map(({ end }) => end)).toEqual(['midnight', 'silent']);
  const [before, after] = visits();
  expect(Date.parse(before?.closedAt ?? '')).toBeLessThanOrEqual(midnight);
  expect(Date.parse(after?.openedAt ?? '')).toBeGreaterThanOrEqual(midnight);
});
