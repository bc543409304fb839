import { beforeEach, describe, expect, it } from 'vitest';
import { type FactDraft, factKind } from '../../../contract/facts/fact.ts';
import type { ErasureRecord } from '../../../contract/records.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../../edge/adapters/memory/journal.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { MemoryMemberStore } from '../../../edge/adapters/memory/member-store.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { MemoryReplica } from '../../../edge/adapters/memory/replica.ts';
import { createEraser, type Eraser } from '../../../edge/privacy/eraser.ts';
import { guardJournal } from '../../../edge/privacy/guarded-journal.ts';
import { createTombstones, TOMBSTONE_PREFIX } from '../../../edge/privacy/tombstones.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hexId, NOON_MS, tap, visitOpened, zoneStay } from '../../support/facts.ts';

const ADA = 'ab'.repeat(16);
const BO = 'cd'.repeat(16);
const ORDER: ErasureRecord = { erasureId: hexId(12, 1), subject: ADA, requestedAt: new Date(NOON_MS).toISOString() };
const of = (subject: string, draft: FactDraft): FactDraft => ({ ...draft, data: { ...draft.data, subject } }) as FactDraft;

/** What survives a restart. */
let disk: JournalDisk;
let keys: Map<string, Buffer>;
let members: MemoryMemberStore;
let orders: Map<string, string>;
const clock = new VirtualClock(NOON_MS);

beforeEach(async () => {
  disk = new JournalDisk();
  keys = new Map([ADA, BO].map((subject) => [subject, Buffer.alloc(32, 7)]));
  members = new MemoryMemberStore();
  orders = new Map();
  await members.write([ADA, BO].map((subject) => ({ subject, record: new Uint8Array(40), index: [] })));
});

function open({ destroy }: { destroy?: () => Promise<void> } = {}) {
  const random = seededRandom(disk.facts.length + 1);
  const journal = new MemoryJournal({ shop: 'demo', clock, random, disk });
  const tombstones = createTombstones(journal.state(TOMBSTONE_PREFIX));
  const keyRing = new MemoryKeyRing(keys);
  const replica = new MemoryReplica(orders);
  const forgotten: string[] = [];
  const secretsGone: string[] = [];
  const accounted: { erasureId: string; removed: object }[] = [];
  const eraser: Eraser = createEraser({
    journal,
    tombstones,
    keyRing: { get: (subject) => keyRing.get(subject), destroy: destroy ?? ((subject) => keyRing.destroy(subject)) },
    recognition: { destroy: async (subject) => void secretsGone.push(subject) },
    members,
    replica,
    prefixes: ['visit/', 'shown/', 'delivery/'],
    forget: async (subject) => void forgotten.push(subject),
    alone: (task) => task(),
    account: async (record, removed) => {
      accounted.push({ erasureId: record.erasureId, removed });
      throw new Error('no room in the audit log');
    },
    clock,
    telemetry: new FakeTelemetry(),
  });
  return { journal, guarded: guardJournal(journal, tombstones), tombstones, eraser, replica, forgotten, secretsGone, accounted };
}

const kinds = (journal: MemoryJournal) => journal.read(undefined, 100).map(factKind);

describe('erasing somebody from a shop', () => {
  it('takes key, secrets, record, orders, memory and facts, and tells headquarters how many of each', async () => {
    const { journal, eraser, replica, forgotten, secretsGone, accounted } = open();
    await journal.append(
      [of(ADA, visitOpened(1)), of(BO, visitOpened(2)), of(ADA, tap(3))],
      [
        { key: `visit/${ADA}+1`, value: { open: true } },
        { key: `visit/${BO}`, value: { open: true } },
        { key: 'delivery/till', value: { subject: ADA } },
      ],
    );
    replica.put({ bucket: 'orders', key: 'demo.1', value: { subject: ADA } });
    replica.put({ bucket: 'orders', key: 'demo.2', value: { subject: BO } });
    expect(eraser.take(ORDER)).toBe(true);
    await eraser.work();

    expect([...keys.keys()]).toEqual([BO]);
    expect([members.get(ADA), members.get(BO)?.subject]).toEqual([undefined, BO]);
    expect([forgotten, secretsGone]).toEqual([[ADA], [ADA]]);
    // It does not wait for the audit log, which has no room here.
    expect(accounted).toMatchObject([{ erasureId: ORDER.erasureId, removed: { keys: 1, facts: 2, orders: 1 } }]);
    expect([...orders.keys()]).toEqual(['orders/demo.2']);
    expect([journal.state('visit/').map(({ key }) => key), journal.state('delivery/')]).toEqual([[`visit/${BO}`], []]);
    expect(kinds(journal)).toEqual(['void', 'visit-opened', 'void', 'erasure']);
    expect(journal.read(undefined, 100).at(-1)?.data).toEqual({
      ...ORDER,
      erasedAt: new Date(NOON_MS).toISOString(),
      removed: { keys: 1, members: 1, remembered: 2, facts: 2, orders: 1 },
    });
    expect(eraser.waiting()).toBe(0);
  });

  it('is told once however often it is ordered, and again to whoever orders it under another number', async () => {
    const { journal, eraser } = open();
    for (let time = 0; time < 3; time += 1) {
      eraser.take(ORDER);
      await eraser.work();
    }
    expect(kinds(journal)).toEqual(['erasure']);
    eraser.take({ ...ORDER, erasureId: hexId(12, 2) });
    await eraser.work();
    expect(journal.read(undefined, 9).map(({ data }) => (data as { erasureId: string }).erasureId)).toEqual([hexId(12, 1), hexId(12, 2)]);
  });

  it('refuses what is no order', () => {
    const { eraser } = open();
    for (const wrong of [undefined, {}, { ...ORDER, subject: 'M-1' }, 'erase']) expect(eraser.take(wrong)).toBe(false);
  });

  it('is finished after a restart where the power went in the middle, whatever was done by then', async () => {
    const first = open({ destroy: () => Promise.reject(new Error('no power')) });
    await first.journal.append([of(ADA, visitOpened(1))]);
    first.eraser.take(ORDER);
    await expect(first.eraser.work()).rejects.toThrow('no power');
    expect(keys.has(ADA)).toBe(true);
    await first.guarded.append([of(ADA, zoneStay(1))]);
    expect(kinds(first.journal)).toEqual(['visit-opened']);

    const second = open();
    expect(second.eraser.waiting()).toBe(1);
    await second.eraser.work();
    expect(keys.has(ADA)).toBe(false);
    expect(kinds(second.journal)).toEqual(['void', 'erasure']);
  });

  it('waits for a disk that is full, and is not told before it is done', async () => {
    const { journal, eraser } = open();
    disk.broken = true;
    eraser.take(ORDER);
    await expect(eraser.work()).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    disk.broken = false;
    await eraser.work();
    expect(kinds(journal)).toEqual(['erasure']);
  });

  it('is told to who ordered it a second time once the disk has room again', async () => {
    const { journal, eraser } = open();
    eraser.take(ORDER);
    await eraser.work();
    const again = { ...ORDER, erasureId: hexId(12, 2) };
    disk.broken = true;
    eraser.take(again);
    await expect(eraser.work()).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
    expect(eraser.waiting()).toBe(1);
    disk.broken = false;
    await eraser.work();
    expect(journal.read(undefined, 100).map(({ data }) => data)).toMatchObject([ORDER, again]);
  });
});

describe('what comes late of somebody who was erased', () => {
  it('is not written, after a restart neither; what is of others is', async () => {
    const first = open();
    first.eraser.take(ORDER);
    await first.eraser.work();
    for (const { guarded, journal } of [first, open()]) {
      const told = await guarded.append(
        [of(ADA, visitOpened(1)), of(BO, visitOpened(2))],
        [
          { key: `visit/${ADA}`, value: { open: true } },
          { key: 'delivery/till', value: { subject: ADA } },
          { key: `shown/${BO}`, value: { counts: {} } },
        ],
      );
      expect(told.map(factKind)).toEqual(['visit-opened']);
      expect(
        journal
          .read(undefined, 100)
          .filter(({ subject }) => subject === ADA)
          .map(factKind),
      ).toEqual(['erasure']);
      expect(['visit/', 'delivery/', 'shown/'].flatMap((prefix) => journal.state(prefix)).map(({ key }) => key)).toEqual([`shown/${BO}`]);
    }
  });
});
