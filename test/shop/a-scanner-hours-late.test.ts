import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFactStore } from '../../cloud/facts/store.ts';
import { footfall } from '../../cloud/footfall/footfall.ts';
import { paths } from '../../cloud/footfall/paths.ts';
import { visits } from '../../cloud/footfall/visits.ts';
import { zoneStays } from '../../cloud/footfall/zone-stays.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { presenceFact } from '../../edge/journal/presence-facts.ts';
import { createPresenceEngine } from '../../edge/presence/engine/create-engine.ts';
import { createPresence } from '../../edge/presence/presence.ts';
import { rawOf } from '../contract/fact-store.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { hexId } from '../support/facts.ts';
import { hqDatabase } from '../support/hq-database.ts';
import { shopWith, TEN_MS } from '../support/walks.ts';

/** The edge decides what is this old, and takes what comes until then in any order. */
const WAIT_MS = 2000;
const HOUR_MS = 3_600_000;
const SIX_HOURS_MS = 6 * HOUR_MS;
const EVENING_MS = TEN_MS + 8 * HOUR_MS;
const ALL_TOLD = { figures: 1, paths: 1 };
const PERIOD = { from: new Date(TEN_MS).toISOString(), to: new Date(TEN_MS + 2 * HOUR_MS).toISOString(), limit: 1000 };
const SCANNERS = ['b1', 'w1', 't1'] as const;
const shop = shopWith();

interface Heard {
  readonly subject: string;
  readonly anchor: string;
  readonly t: number;
  readonly rssiDbm: number;
}

/** Two hours with twelve members who go from scanner to scanner, minutes at each, heard by one at a time; some take very long over the wine. */
const heard: readonly Heard[] = (() => {
  const random = seededRandom(3);
  return Array.from({ length: 12 }, (_, n) => {
    let t = TEN_MS + Math.round(random.unit() * HOUR_MS);
    return [0, 1, 2, 3].flatMap((step): Heard[] => {
      const anchor = SCANNERS[(n + step) % 3] ?? 'b1';
      const seconds = anchor === 'w1' && n % 3 === 0 ? 700 : 60 + Math.round(random.unit() * 120);
      t += 15_000;
      const from = t;
      t += seconds * 1000;
      return Array.from({ length: seconds }, (_, s) => ({
        subject: hexId(2, n),
        anchor,
        t: from + s * 1000,
        rssiDbm: Math.round(-58 + 4 * (random.unit() - 0.5)),
      }));
    });
  }).flat();
})();

interface Arrival extends Heard {
  readonly at: number;
}

/** What the shop tells of radio that reached it in this way. */
function told(arrivals: readonly Arrival[]): FactDraft[] {
  let ids = 0;
  const presence = createPresence({ shop, engine: createPresenceEngine(shop), id: () => hexId(1, ++ids) });
  const drafts: FactDraft[] = [];
  const pass = (now: number): void => {
    drafts.push(
      ...presence
        .advance(now - WAIT_MS)
        .map(presenceFact)
        .filter((draft) => draft !== undefined),
    );
  };
  let now = TEN_MS;
  for (const { subject, anchor, t, rssiDbm, at } of [...arrivals].sort((a, b) => a.at - b.at)) {
    for (; now <= at; now += 500) pass(now);
    presence.observe(subject, { t, rx: at, anchor, mobile: 'ble:dd8800003777', radio: 'ble', rssiDbm });
  }
  for (; now <= EVENING_MS; now += 60_000) pass(now);
  return drafts;
}

describe('one day of radio, told to headquarters', () => {
  let database: Database;
  beforeAll(async () => {
    database = await hqDatabase();
  });
  afterAll(() => database.close());

  const reportsOf = async (name: string, arrivals: readonly Arrival[]) => {
    const store = createFactStore({ database, clock: new VirtualClock(EVENING_MS), telemetry: new FakeTelemetry() });
    const drafts = told(arrivals);
    await store.commit(drafts.map((draft, i) => rawOf(numberedFact(name, { epoch: 'a'.repeat(24), sequence: i + 1 }, draft))));
    expect(await database.query('select reason from dead_letters')).toEqual([]);
    return {
      visits: await visits(database, name, PERIOD),
      zoneStays: await zoneStays(database, name, PERIOD),
      footfall: await footfall(database, name, PERIOD, EVENING_MS, ALL_TOLD),
      paths: await paths(database, name, PERIOD, EVENING_MS, ALL_TOLD),
    };
  };

  it('comes to the same in order, out of order, three times over, and nearly so with one scanner six hours late', async () => {
    const inOrder = await reportsOf(
      'in-order',
      heard.map((one) => ({ ...one, at: one.t })),
    );
    expect(inOrder.visits).toHaveLength(12);
    expect(inOrder.footfall.visits).toMatchObject({ visits: 12, open: 0, revised: 0 });

    const random = seededRandom(4);
    const delayed = (one: Heard): Arrival => ({ ...one, at: one.t + Math.round(random.unit() * 1400) });
    expect(await reportsOf('out-of-order', heard.map(delayed))).toEqual(inOrder);
    expect(
      await reportsOf(
        'thrice',
        heard.flatMap((one) => [{ ...one, at: one.t }, delayed(one), delayed(one)]),
      ),
    ).toEqual(inOrder);

    const late = await reportsOf(
      'late',
      heard.map((one) => ({ ...one, at: one.t + (one.anchor === 'w1' ? SIX_HOURS_MS : 0) })),
    );
    expect(late.footfall.visits.revised).toBeGreaterThan(0);
    expect(late.paths.transitions).toEqual(inOrder.paths.transitions);
    expect(late.footfall.quarters).toEqual(inOrder.footfall.quarters);
    const spans = ({ visits: rows }: typeof inOrder) => rows.map(({ openedAt, closedAt }) => ({ openedAt, closedAt }));
    expect(spans(late)).toEqual(spans(inOrder));
    // The seconds between two scanners are nobody's when they come apart: told as unknown, and missing from the dwell.
    expect(late.footfall.visits.unknownShare).toBeLessThan(0.06);
    const [there, here] = [inOrder.footfall.zones, late.footfall.zones];
    expect(here.map(({ zone, stays }) => [zone, stays])).toEqual(there.map(({ zone, stays }) => [zone, stays]));
    for (const [i, { dwellMs }] of there.entries()) expect(Math.abs((here[i]?.dwellMs ?? 0) / dwellMs - 1)).toBeLessThan(0.12);
  });
});
