import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeaseDesk } from '../../../cloud/budgets/lease-desk.ts';
import { createImporter } from '../../../cloud/distribution/importer.ts';
import { answerKeys } from '../../../cloud/distribution/keys.ts';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import { recordIds } from '../../../cloud/distribution/record-ids.ts';
import { createFactStore } from '../../../cloud/facts/store.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { createEraser } from '../../../cloud/privacy/erasure.ts';
import { createExporter } from '../../../cloud/privacy/export.ts';
import { receiptOf } from '../../../cloud/privacy/receipt.ts';
import type { Fact, FactDraft } from '../../../contract/facts/fact.ts';
import type { Holdings } from '../../../contract/privacy.ts';
import type { ErasureRecord } from '../../../contract/records.ts';
import { seal } from '../../../contract/seal.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { numberedFact } from '../../../edge/journal/fact.ts';
import { deflated } from '../../../platform/packing.ts';
import { rawOf } from '../../contract/fact-store.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { stagedInMemory } from '../../fakes/staged-pages.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import {
  decision,
  exposure,
  hexId,
  NOON_MS,
  pickup,
  receipt,
  redemption,
  tap,
  visitClosed,
  visitOpened,
  zoneStay,
} from '../../support/facts.ts';
import { HQ_DATABASES } from '../../support/hq-database.ts';

let database: Database;
const TABLES =
  'members, orders, outbound, facts, dead_letters, watermarks, visits, zone_stays, superseded, decisions, exposures, redemptions, pickups, taps, receipts, member_grants, erasures, erasures_in_shops';
const MEMBERS = 'member_id,first_name,identifiers,consents\nM-1,Ada,card:90017,recognition|analytics\nM-2,Bo,card:90018,recognition\n';
const ORDERS = 'order_number,member_id,state,ready_at\nO-77,M-1,ready,2026-06-01T09:00:00Z\nO-78,M-2,ready,2026-06-01T09:00:00Z\n';
const EPOCH = 'a'.repeat(24);

/** A shop asks what may be spent on a member. */
const lend = (shop: string, member: string) => {
  const [spent, wanted, at] = [0, 1, new Date(NOON_MS).toISOString()];
  return createLeaseDesk({ database, clock: new VirtualClock(NOON_MS) }).answer(shop, { campaign: 'spring', member, spent, wanted, at });
};

/** The same fact of somebody else. */
const of = (subject: string, draft: FactDraft): FactDraft => ({ ...draft, data: { ...draft.data, subject } }) as FactDraft;
const everythingOf = (subject: string): FactDraft[] =>
  [visitOpened(1), visitClosed(1), zoneStay(1), decision(1), exposure(1), redemption(1), pickup(1, 'alerted'), tap(1), receipt(1)].map(
    (draft) => of(subject, draft),
  );

async function headquarters(seed: number) {
  await database.query(`truncate ${TABLES}`);
  const [buckets, keyRing, telemetry, clock, random] = [
    new FakeBuckets(),
    new MemoryKeyRing(),
    new FakeTelemetry(),
    new VirtualClock(NOON_MS),
    seededRandom(seed),
  ];
  const outbound = createOutbound({ database, buckets, telemetry });
  const recordSecret = 'ab'.repeat(32);
  const ids = recordIds(recordSecret);
  const importer = createImporter({ database, keyRing, outbound, openStaging: stagedInMemory, recordSecret, clock, random, telemetry });
  const told: { shop: string; record: ErasureRecord }[] = [];
  const answers = new Map<string, Holdings>();
  const shopDesk = {
    erase: (shop: string, record: ErasureRecord) => void told.push({ shop, record }),
    holdings: async (shop: string) => answers.get(shop),
  };
  const parts = { database, keyRing, outbound, buckets, ids, shopDesk, clock, random, telemetry, packing: deflated };
  const store = createFactStore({ database, clock, telemetry });
  let sequence = 0;
  const facts = (shop: string, drafts: readonly FactDraft[]): Fact[] =>
    drafts.map((draft) => numberedFact(shop, { epoch: EPOCH, sequence: ++sequence }, draft));
  await importer({ kind: 'members', mediaType: 'text/csv', text: MEMBERS });
  await importer({ kind: 'orders', shop: 'lyon', mediaType: 'text/csv', text: ORDERS });
  const subjectOf = async (memberId: string): Promise<string> => {
    const [row] = await database.query<{ subject: string }>('select subject from members where lookup = $1', [ids.memberLookup(memberId)]);
    return row?.subject ?? '';
  };
  return {
    ...parts,
    parts,
    buckets,
    told,
    answers,
    store,
    facts,
    importer,
    eraser: createEraser(parts),
    exporter: createExporter(parts),
    ada: await subjectOf('M-1'),
    bo: await subjectOf('M-2'),
    subjectOf,
  };
}

const everyRow = async (): Promise<string> => {
  const rows = await Promise.all(
    TABLES.split(', ').map((table) =>
      database.query(`select ${table === 'dead_letters' ? "*, encode(payload, 'escape') as text" : '*'} from ${table}`),
    ),
  );
  return JSON.stringify(rows);
};

for (const { name, missing, open } of HQ_DATABASES) {
  describe.skipIf(missing)(`erasing a member on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('destroys the key and leaves no row, but the numbers of facts and the tombstone', async () => {
      const { eraser, store, facts, keyRing, buckets, ada, bo, told } = await headquarters(1);
      const before = facts('lyon', [...everythingOf(ada), visitOpened(9)]);
      await store.commit(before.map(rawOf));
      await store.commit([
        { subject: 'aislegate.lyon.fact.mood', payload: Buffer.from(JSON.stringify({ data: { subject: ada }, mood: 'merry' })) },
      ]);
      for (const member of [ada, bo]) await lend('lyon', member);
      const receiptGiven = await eraser.erase({ memberId: 'M-1', by: 'officer' });

      expect(await database.query('select subject from member_grants')).toEqual([{ subject: bo }]);
      expect(keyRing.get(ada)).toBeUndefined();
      expect(keyRing.get(bo)).toBeDefined();
      expect(receiptGiven).toMatchObject({
        subject: ada,
        requestedBy: 'officer',
        pending: ['lyon'],
        complete: false,
        headquarters: {
          removed: {
            keys: 1,
            members: 1,
            orders: 1,
            facts: 9,
            'dead-letters': 1,
            visits: 1,
            decisions: 1,
            receipts: 1,
            'member-grants': 1,
          },
        },
      });
      await lend('metz', ada);
      const rows = await everyRow();
      expect(rows).not.toContain('merry');
      expect(rows.split(ada).length - 1).toBe(2);
      expect(await database.query('select subject from erasures')).toEqual([{ subject: ada }]);
      const kinds = await database.query<{ kind: string; n: number }>(
        'select kind, count(*)::int4 as n from facts group by kind order by kind',
      );
      expect(kinds).toEqual([
        { kind: 'visit-opened', n: 1 },
        { kind: 'void', n: 9 },
      ]);
      expect(await database.query('select distinct time from facts where kind = $1', ['void'])).toEqual([{ time: new Date(NOON_MS) }]);
      expect(buckets.keys('members')).toEqual([`all.${bo}`]);
      expect(buckets.keys('orders')).toHaveLength(1);
      expect(buckets.get('erasures', `all.${ada}`)).toMatchObject({ subject: ada, erasureId: receiptGiven.erasureId });
      expect(told).toMatchObject([{ shop: 'lyon', record: { subject: ada } }]);
    });

    it('lets nothing that comes late or again bring any of it back, and no number be missing', async () => {
      const { eraser, store, facts, ada } = await headquarters(2);
      const before = facts('lyon', everythingOf(ada));
      await store.commit(before.slice(0, 4).map(rawOf));
      await eraser.erase({ memberId: 'M-1', by: 'officer' });
      const [watermark] = await store.commit(before.map(rawOf));
      expect(watermark).toMatchObject({ shop: 'lyon', sequence: 9 });
      await store.commit([
        { subject: 'aislegate.lyon.fact.mood', payload: Buffer.from(JSON.stringify({ data: { subject: ada }, mood: 'merry' })) },
      ]);
      await lend('metz', ada);
      const rows = await everyRow();
      expect(rows).not.toContain('merry');
      expect(rows.split(ada).length - 1).toBe(2);
      expect(await database.query('select distinct kind from facts')).toEqual([{ kind: 'void' }]);
    });

    it('is finished at the next start where the process ended in the middle, and until then the key is withheld', async () => {
      const { eraser, keyRing, telemetry, ada, parts } = await headquarters(3);
      const ask = () => answerKeys({ database, keyRing, telemetry }, 'lyon', { subjects: [ada] });
      expect((await ask()).keys).toHaveLength(1);
      const cutShort = createEraser({
        ...parts,
        keyRing: Object.assign(new MemoryKeyRing(), { destroy: () => Promise.reject(new Error('no power')) }),
      });
      await expect(cutShort.erase({ memberId: 'M-1', by: 'officer' })).rejects.toThrow('no power');
      expect(keyRing.get(ada)).toBeDefined();
      expect((await ask()).keys).toEqual([]);
      await eraser.resume();
      expect(keyRing.get(ada)).toBeUndefined();
      expect(await database.query('select 1 as one from members where subject = $1', [ada])).toEqual([]);
      expect(await receiptOf(database, { subject: ada }, NOON_MS)).toMatchObject({ headquarters: { finishedAt: expect.any(String) } });
    });

    it('asked twice is one erasure, and of a number that nobody had it is refused', async () => {
      const { eraser, ada } = await headquarters(4);
      const first = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      const second = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      expect(second.erasureId).toBe(first.erasureId);
      expect(await database.query('select subject from erasures')).toEqual([{ subject: ada }]);
      await expect(eraser.erase({ memberId: 'M-404', by: 'officer' })).rejects.toMatchObject({ code: 'PRV_NO_MEMBER' });
    });

    it('asked for by two at once, and looked after by the timer meanwhile, says in the receipt what was there to remove', async () => {
      const { eraser } = await headquarters(10);
      const ask = () => eraser.erase({ memberId: 'M-1', by: 'officer' });
      const [one, two] = await Promise.all([ask(), ask(), eraser.resume(), eraser.resume()]);
      expect(two.erasureId).toBe(one.erasureId);
      for (const { headquarters } of [one, two]) expect(headquarters.removed).toMatchObject({ keys: 1, members: 1, orders: 1 });
      expect((await receiptOf(database, { erasureId: one.erasureId }, NOON_MS))?.headquarters.removed).toMatchObject({
        keys: 1,
        members: 1,
      });
    });

    it('ends in a receipt that names the shops that have erased, and those that are still away', async () => {
      const { eraser, store, facts, ada, clock } = await headquarters(5);
      await store.commit([...facts('lyon', [visitOpened(1)]), ...facts('metz', [visitOpened(2)])].map(rawOf));
      const { erasureId } = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      const at = new Date(NOON_MS + 5000).toISOString();
      const erased: FactDraft = {
        kind: 'erasure',
        t: NOON_MS,
        data: { erasureId, subject: ada, requestedAt: at, erasedAt: at, removed: { keys: 1 } },
      };
      await store.commit(facts('lyon', [erased]).map(rawOf));
      expect(await receiptOf(database, { erasureId }, clock.nowMs())).toMatchObject({
        shops: [{ shop: 'lyon', erasedAt: at, removed: { keys: 1 } }],
        pending: ['metz'],
        complete: false,
      });
      await store.commit(facts('metz', [erased]).map(rawOf));
      expect(await receiptOf(database, { erasureId }, clock.nowMs())).toMatchObject({ pending: [], complete: true });
    });

    it('is carried out again where a backup from before it is put back, and shops are asked to say so once more', async () => {
      const { eraser, store, facts, keyRing, ada, bo, buckets, told, ids, importer } = await headquarters(8);
      await store.commit(facts('lyon', [visitOpened(1)]).map(rawOf));
      const first = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      const tombstones = await database.query<{ erasure_id: string }>('select erasure_id from erasures');
      expect(tombstones).toEqual([{ erasure_id: first.erasureId }]);
      told.length = 0;

      await database.query('truncate erasures, erasures_in_shops');
      await database.query("insert into members (subject, lookup, scope, sealed, imported_at) values ($1, $2, 'all', 'before', now())", [
        ada,
        ids.memberLookup('M-1'),
      ]);
      await keyRing.put(new Map([[ada, new Uint8Array(32).fill(3)]]));
      await buckets.put('erasures', 'all.noise', { subject: 'noise' });
      await eraser.repeat();
      expect(keyRing.get(ada)).toBeUndefined();
      expect(await database.query('select subject from members')).toEqual([{ subject: bo }]);
      const again = await receiptOf(database, { subject: ada }, NOON_MS);
      expect(again).toMatchObject({ headquarters: { removed: { keys: 1, members: 1 } }, pending: ['lyon'] });
      expect(again?.erasureId).not.toBe(first.erasureId);
      expect(told).toMatchObject([{ shop: 'lyon', record: { subject: ada, erasureId: again?.erasureId } }]);
      // The number of the member is known again, so that an old file does not bring him back.
      const imported = await importer({ kind: 'members', mediaType: 'text/csv', text: MEMBERS });
      expect(imported.notes).toMatchObject([{ reason: expect.stringContaining('was erased') }]);

      await eraser.repeat();
      expect(told).toHaveLength(1);
    });

    it('is carried out again where only an old key file is put back', async () => {
      const { eraser, keyRing, ada } = await headquarters(9);
      const { erasureId } = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      await keyRing.put(new Map([[ada, new Uint8Array(32).fill(3)]]));
      await eraser.repeat();
      expect(keyRing.get(ada)).toBeUndefined();
      expect(await receiptOf(database, { subject: ada }, NOON_MS)).toMatchObject({ erasureId, requestedBy: 'officer' });
    });

    it('has one subject: shops that tell its number of somebody else erase nobody, and hold nothing up', async () => {
      const { eraser, store, facts, keyRing, ada, bo } = await headquarters(11);
      const { erasureId } = await eraser.erase({ memberId: 'M-1', by: 'officer' });
      const at = new Date(NOON_MS).toISOString();
      const told = (of: string, n: string): FactDraft => ({
        kind: 'erasure',
        t: NOON_MS,
        data: { erasureId: n, subject: of, requestedAt: at, erasedAt: at, removed: {} },
      });
      await store.commit(facts('nice', [told(bo, erasureId)]).map(rawOf));
      await eraser.resume();
      expect(keyRing.get(bo)).toBeDefined();
      expect(await receiptOf(database, { erasureId }, NOON_MS)).toMatchObject({ subject: ada });
      // Two shops that make up one number for two subjects: the first is believed, and what comes after goes on.
      await store.commit(
        [...facts('metz', [told(hexId(16, 8), hexId(12, 7))]), ...facts('vienne', [told(hexId(16, 9), hexId(12, 7))])].map(rawOf),
      );
      await eraser.resume();
      await eraser.resume();
      expect(await database.query('select subject from erasures where erasure_id = $1', [hexId(12, 7)])).toHaveLength(1);
      await store.commit(facts('metz', [told(bo, hexId(12, 6))]).map(rawOf));
      await eraser.resume();
      expect(keyRing.get(bo)).toBeUndefined();
    });

    it('takes over what a shop began where somebody asked there, but not of a member of another shop', async () => {
      const { eraser, store, facts, keyRing, ada, importer, subjectOf } = await headquarters(6);
      await importer({
        kind: 'members',
        shop: 'metz',
        mediaType: 'text/csv',
        text: MEMBERS.replaceAll('M-', 'N-').replaceAll('9001', '8001'),
      });
      const stranger = await subjectOf('N-1');
      const at = new Date(NOON_MS).toISOString();
      const begun = (subject: string, n: number): FactDraft => ({
        kind: 'erasure',
        t: NOON_MS,
        data: { erasureId: hexId(12, n), subject, requestedAt: at, erasedAt: at, removed: {} },
      });
      await store.commit(facts('lyon', [begun(ada, 1), begun(stranger, 2)]).map(rawOf));
      await eraser.resume();
      expect(keyRing.get(ada)).toBeUndefined();
      expect(keyRing.get(stranger)).toBeDefined();
      expect(await receiptOf(database, { erasureId: hexId(12, 1) }, NOON_MS)).toMatchObject({
        requestedBy: 'shop.lyon',
        shops: [{ shop: 'lyon' }],
      });
    });
  });

  describe.skipIf(missing)(`exporting a member on ${name}`, () => {
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    it('tells everything that is held, opened, with what the shops hold, and names those that do not answer', async () => {
      const { exporter, store, facts, ada, keyRing, answers } = await headquarters(7);
      const key = keyRing.get(ada) ?? new Uint8Array();
      const bought = { lines: [{ product: 'riesling', quantity: 1, amount: 9.5 }] };
      const own = of(ada, receipt(1));
      const sealed = seal(key, `receipt/${hexId(9, 1)}`, bought, new Uint8Array(12));
      const opened = { ...own, data: { ...own.data, lines: undefined, receiptId: hexId(9, 1), sealed } } as unknown as FactDraft;
      await store.commit([...facts('lyon', [...everythingOf(ada).slice(0, -1), opened]), ...facts('metz', [visitOpened(5)])].map(rawOf));
      await lend('lyon', ada);
      answers.set('lyon', [{ what: 'key', rows: [{ held: true }] }]);
      const told = await exporter('M-1');
      expect(told).toMatchObject({ subject: ada, shops: [{ shop: 'lyon', holdings: [{ what: 'key' }] }], away: ['metz'] });
      const kinds = told.holdings.map(({ what }) => what);
      expect(kinds).toEqual([
        'members',
        'orders',
        'visits',
        'zone-stays',
        'decisions',
        'exposures',
        'redemptions',
        'pickups',
        'taps',
        'receipts',
        'member-grants',
        'facts',
      ]);
      const text = JSON.stringify(told);
      for (const clear of ['Ada', 'card:90017', 'O-77', 'riesling']) expect(text).toContain(clear);
      expect(text).not.toContain('Bo');
      await expect(exporter('M-404')).rejects.toMatchObject({ code: 'PRV_NO_MEMBER' });
    });
  });
}
