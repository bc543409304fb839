import { expect, it } from 'vitest';
import { DEMO_SITE } from '../../../cli/demo/shop.ts';
import { replayInProcess } from '../../../cli/replay/in-process.ts';
import type { Fact } from '../../../contract/facts/fact.ts';
import { memberSealContext, PURPOSES } from '../../../contract/records.ts';
import { seal } from '../../../contract/seal.ts';
import type { TraceLine } from '../../../contract/trace.ts';
import { DEMO_BEACON } from '../../../devices/simulator/demo-beacon.ts';
import { generateWalk } from '../../../devices/simulator/walk.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { memoryModelStore } from '../../../edge/adapters/memory/model-store.ts';
import { MemoryReplica } from '../../../edge/adapters/memory/replica.ts';
import { shopOf } from '../../../edge/config/shop.ts';

const START_MS = Date.UTC(2026, 5, 1, 9);
const SUBJECT = 'ab'.repeat(16);
const KEY = Buffer.alloc(32, 7);
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949';
const CARD = '000123456789';
const period = { startsAt: '2026-01-01T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' };

function knownShop() {
  const consents = PURPOSES.map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));
  const fields = { memberId: 'M-1', identifiers: [DEMO_BEACON, TAG, `card:${CARD}`], consents };
  const replica = new MemoryReplica();
  const sealed = seal(KEY, memberSealContext(SUBJECT), fields, new Uint8Array(12));
  replica.put({ bucket: 'members', key: `all.${SUBJECT}`, value: { subject: SUBJECT, sealed } });
  for (const { id } of DEMO_SITE.zones) {
    const offer = { id: `${id}-1`, campaign: 'c', title: id, kind: 'percent-off', category: id, zones: [id], ...period };
    replica.put({ bucket: 'catalogue', key: `all.${id}-1`, value: offer });
  }
  return { shop: shopOf(DEMO_SITE), replica, keyRing: new MemoryKeyRing(new Map([[SUBJECT, KEY]])) };
}

async function* each(lines: readonly TraceLine[]): AsyncGenerator<TraceLine> {
  yield* lines;
}

const walk = generateWalk({ site: DEMO_SITE, seed: 7, mobile: DEMO_BEACON, startMs: START_MS, durationMs: 90_000 });

async function replay(seed: number, shop = knownShop(), lines = walk.lines) {
  const facts: Fact[] = [];
  const replayed = await replayInProcess({
    ...shop,
    lines: each(lines),
    firstMs: START_MS,
    models: memoryModelStore(),
    modelKeys: [],
    seed,
    onFact: (fact) => facts.push(fact),
  });
  return { facts, replayed };
}

it('lives a recorded walk again, to the end of the visit', async () => {
  const { facts, replayed } = await replay(1);
  expect(replayed).toMatchObject({ messages: walk.lines.length, members: 1, refused: {}, facts: { 'visit-opened': 1, 'visit-closed': 1 } });
  const kinds = facts.map((fact) => fact.type);
  expect([kinds[0], kinds.at(-1)]).toEqual(['aislegate.fact.visit-opened', 'aislegate.fact.visit-closed']);
  expect(replayed.facts['decision']).toBeGreaterThanOrEqual(replayed.facts['zone-stay'] ?? 0);
  expect(replayed.facts['exposure']).toBeGreaterThan(0);
});

it('gives the same facts to the letter for the same seed, and other ids for another', async () => {
  const [one, again, other] = await Promise.all([replay(1), replay(1), replay(2)]);
  expect(one.facts).toEqual(again.facts);
  expect(one.facts[0]?.id).not.toBe(other.facts[0]?.id);
});

it('counts strangers where no member is known, and tells nothing of them', async () => {
  const { facts, replayed } = await replay(1, { ...knownShop(), replica: new MemoryReplica() });
  expect(facts).toEqual([]);
  expect(replayed).toMatchObject({ members: 0, sightings: { anonymous: walk.lines.length } });
});

it('hears what came by the radio and over HTTP as well, and keeps business events', async () => {
  // An iBeacon as the edge's own radio reports it (Core 5.4, Vol 4 Part E §7.7.65.2), at -61 dBm.
  const report = '043e2a02010301010000eeffc01e0201061aff4c000215426c7565436861726d426561636f6e730efe1355c5c3';
  const radio = Array.from({ length: 40 }, (_, half): TraceLine => {
    return { t: START_MS + half * 500, source: 'radio', topic: 'radio/ceiling-1', payload: report, encoding: 'hex' };
  });
  const tap = { source: 'http', topic: '/ingest/card-tap', payload: { reader: 'till-1', card: CARD } } as const;
  const stale = { source: 'mqtt', topic: 'aislegate/shop/card/till-1/tap', payload: { card: CARD }, retained: true } as const;
  const lines: TraceLine[] = [...radio, { t: START_MS + 20_000, ...tap }, { t: START_MS + 20_000, ...stale }];
  const { facts, replayed } = await replay(1, knownShop(), lines);
  expect(replayed).toMatchObject({ messages: 42, refused: { ING_STALE: 1 }, facts: { 'visit-opened': 1, tap: 1, 'visit-closed': 1 } });
  expect(JSON.stringify(facts)).not.toContain(CARD);
});
