import { beforeEach, describe, expect, it } from 'vitest';
import type { MemberFields } from '../../../contract/records.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { MemoryMemberStore } from '../../../edge/adapters/memory/member-store.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createMemberDirectory, type MemberDirectory } from '../../../edge/identity/directory.ts';
import { createEnrichment } from '../../../edge/identity/enrichment.ts';
import { createIdentifierHash } from '../../../edge/identity/identifier-hash.ts';
import { createMemberIntake, type MemberIntake } from '../../../edge/identity/member-intake.ts';
import { createSealing } from '../../../edge/identity/sealing.ts';
import type { MemberSecret } from '../../../edge/ports/recognition.ts';
import { deflated } from '../../../platform/packing.ts';
import { FakeHeadquarters } from '../../fakes/fake-headquarters.ts';
import { NOON_MS } from '../../support/facts.ts';
import { sealedRecord } from '../../support/known-members.ts';

const SUBJECT = 'ab'.repeat(16);
const OTHER = 'cd'.repeat(16);
const KEY = `all.${SUBJECT}`;
const TAG = 'ble:dd8800003777';
const memberKey = new Uint8Array(32).fill(7);
const fields: MemberFields = { memberId: 'M-1', identifiers: [TAG], consents: [] };
const record = (content: object = fields, key = memberKey, subject = SUBJECT) => sealedRecord(subject, content, key);

let store: MemoryMemberStore;
let directory: MemberDirectory;
let keyRing: MemoryKeyRing;
let secrets: Map<string, readonly MemberSecret[]>;
let headquarters: FakeHeadquarters;
let refused: string[];
let intake: MemberIntake;
/** What touched the disk, in order. */
let order: string[];

beforeEach(() => {
  order = [];
  store = new (class extends MemoryMemberStore {
    override async write(...given: Parameters<MemoryMemberStore['write']>): Promise<void> {
      order.push(`store ${given[0].length}`);
      return super.write(...given);
    }
  })();
  keyRing = new (class extends MemoryKeyRing {
    override async put(keys: ReadonlyMap<string, Uint8Array>): Promise<void> {
      order.push(`keys ${keys.size}`);
      return super.put(keys);
    }
    override async destroy(subject: string): Promise<void> {
      order.push('key destroyed');
      return super.destroy(subject);
    }
  })();
  secrets = new Map();
  const recognition = {
    put: async (given: ReadonlyMap<string, readonly MemberSecret[]>) => {
      order.push(`secrets ${given.size}`);
      for (const [subject, own] of given) secrets.set(subject, own);
    },
    destroy: async (subject: string) => {
      order.push('secrets destroyed');
      secrets.delete(subject);
    },
  };
  headquarters = new FakeHeadquarters();
  headquarters.memberKeys.set(SUBJECT, memberKey);
  headquarters.memberKeys.set(OTHER, memberKey);
  refused = [];
  const hash = createIdentifierHash(new Uint8Array(32));
  directory = createMemberDirectory({ store, keyRing, hash });
  const kept = { store, keyRing, directory };
  const enrichment = createEnrichment({ ...kept, random: seededRandom(), dayOf: () => '2026-05-04' });
  const refuse = (code: string): void => void refused.push(code);
  intake = createMemberIntake({ ...kept, recognition, headquarters, hash, enrichment, nowMs: () => NOON_MS, refuse });
});

it('writes a record once its key has come from headquarters: keys and secrets first, then the record', async () => {
  await intake.take({ key: KEY, value: record() });
  expect([directory.ownerOf(TAG)?.subject, keyRing.size(), intake.waiting()]).toEqual([SUBJECT, 1, 0]);
  expect(order).toEqual(['keys 1', 'secrets 1', 'store 1']);
});

it('writes a record at once whose key is there, though headquarters is away', async () => {
  headquarters.cut();
  await keyRing.put(new Map([[SUBJECT, memberKey]]));
  await intake.take({ key: KEY, value: record() });
  expect(directory.ownerOf(TAG)?.subject).toBe(SUBJECT);
});

it('goes on waiting while headquarters cannot be reached', async () => {
  headquarters.cut();
  const taken = intake.take({ key: KEY, value: record() });
  await expect(intake.work()).rejects.toThrow();
  expect([intake.waiting(), store.size()]).toEqual([1, 0]);
  headquarters.restore();
  await intake.work();
  await taken;
  expect([intake.waiting(), store.size()]).toEqual([0, 1]);
});

it('lets nobody wait for the key of another, and marks nothing as read that still waits', async () => {
  headquarters.cut();
  await keyRing.put(new Map([[OTHER, memberKey]]));
  const first = intake.take({ key: KEY, value: record(), revision: 3 });
  const second = intake.take({
    key: `all.${OTHER}`,
    value: record({ ...fields, identifiers: ['card:1234'] }, memberKey, OTHER),
    revision: 4,
  });
  await second;
  expect([directory.ownerOf('card:1234')?.subject, directory.ownerOf(TAG), store.marks().size]).toEqual([OTHER, undefined, 0]);
  headquarters.restore();
  await intake.work();
  await first;
  expect(directory.ownerOf(TAG)?.subject).toBe(SUBJECT);
});

it('remembers how far it has read of what is for all and of what is for this shop', async () => {
  await Promise.all([
    intake.take({ key: KEY, value: record(), revision: 3 }),
    intake.take({ key: `demo.${OTHER}`, value: record(fields, memberKey, OTHER), revision: 4 }),
    intake.take({ key: `all.${'ef'.repeat(16)}`, value: undefined, revision: 5 }),
  ]);
  expect([...store.marks()]).toEqual([
    ['members/all', { key: `all.${'ef'.repeat(16)}`, revision: 5 }],
    ['members/demo', { key: `demo.${OTHER}`, revision: 4 }],
  ]);
});

it('writes hundreds of records in few goes', async () => {
  const subjects = Array.from({ length: 1500 }, (_, n) => (n + 1).toString(16).padStart(32, '0'));
  for (const subject of subjects) headquarters.memberKeys.set(subject, memberKey);
  await Promise.all(
    subjects.map((subject) => intake.take({ key: `all.${subject}`, value: record({ ...fields, identifiers: [] }, memberKey, subject) })),
  );
  expect(store.size()).toBe(1500);
  const goes = order.map((line) => line.split(' '));
  expect(Math.max(...goes.filter(([what]) => what === 'store').map(([, count]) => Number(count)))).toBe(100);
  expect(goes.filter(([what]) => what === 'keys').length).toBeLessThan(5);
});

it('keeps secrets where they are resolved, each with its phone; a gateway may know an identity key by itself, and nobody a token key', async () => {
  const token = `token-key:${'01'.repeat(16)}`;
  const irk = `irk:${'02'.repeat(16)}`;
  await intake.take({ key: KEY, value: record({ ...fields, identifiers: [TAG, token], devices: [['app:kid'], [irk]] }) });
  expect(secrets.get(SUBJECT)).toEqual([
    { identifier: token, device: 0 },
    { identifier: irk, device: 2 },
  ]);
  expect([TAG, 'app:kid', token, irk].map((identifier) => directory.ownerOf(identifier)?.device)).toEqual([0, 1, undefined, 2]);
  await intake.take({ key: KEY, value: record() });
  expect(secrets.get(SUBJECT)).toEqual([]);
});

it('forgets a member who left: the key first, then the secrets, then the record', async () => {
  await intake.take({ key: KEY, value: record() });
  order.length = 0;
  await intake.take({ key: KEY, value: undefined });
  expect([directory.size(), keyRing.size(), secrets.size]).toEqual([0, 0, 0]);
  expect(order).toEqual(['key destroyed', 'secrets destroyed', 'store 1']);
});

it('keeps a member who moved from all shops to this one, whichever of the two is told first', async () => {
  await intake.take({ key: KEY, value: record(), revision: 1 });
  await intake.take({ key: `demo.${SUBJECT}`, value: record(), revision: 3 });
  await intake.take({ key: KEY, value: undefined, revision: 2 });
  expect([store.size(), keyRing.size(), store.marks().get('members/all')?.revision]).toEqual([1, 1, 2]);
  await intake.take({ key: `demo.${SUBJECT}`, value: undefined, revision: 4 });
  expect(store.size()).toBe(0);
});

it('leaves a member unknown whose key headquarters no longer has, and says so', async () => {
  headquarters.memberKeys.clear();
  await intake.take({ key: KEY, value: record() });
  expect([directory.size(), intake.waiting(), refused]).toEqual([0, 0, ['IDN_KEY_MISSING']]);
});

describe('does not take', () => {
  it.each([
    ['a record of the wrong shape', { subject: SUBJECT }],
    ['a record under the name of another', { ...record(), subject: OTHER }],
    ['a record that is sealed in a way of the future', { ...record(), sealed: record().sealed.replace('1.', '2.') }],
  ])('%s', async (_title, value) => {
    await intake.take({ key: KEY, value });
    expect([intake.waiting(), refused]).toEqual([0, ['IDN_SEAL_BROKEN']]);
  });

  it('a record of nobody, for whom no key can be kept', async () => {
    const nobody = '0'.repeat(32);
    await intake.take({ key: `all.${nobody}`, value: record(fields, memberKey, nobody) });
    expect([intake.waiting(), refused]).toEqual([0, ['IDN_SEAL_BROKEN']]);
  });

  it.each([
    ['a record that was sealed under another key', record(fields, new Uint8Array(32).fill(8))],
    ['sealed fields that are no member', record({ memberId: '' })],
  ])('%s, and drops what it knew of the member', async (_title, value) => {
    await intake.take({ key: KEY, value: record() });
    await intake.take({ key: KEY, value });
    expect([directory.size(), directory.ownerOf(TAG), secrets.get(SUBJECT), refused]).toEqual([0, undefined, [], ['IDN_SEAL_BROKEN']]);
  });
});

it('takes the newest record of a member who changed while the key was on the way', async () => {
  await Promise.all([
    intake.take({ key: KEY, value: record() }),
    intake.take({ key: KEY, value: record({ ...fields, memberId: 'M-2' }) }),
    intake.take({ key: KEY, value: record({ ...fields, memberId: 'M-3' }) }),
  ]);
  expect([directory.fieldsOf(SUBJECT)?.memberId, intake.waiting()]).toEqual(['M-3', 0]);
});

it('tries again what the disk refused', async () => {
  const write = store.write.bind(store);
  store.write = () => Promise.reject(new Error('no space'));
  const taken = intake.take({ key: KEY, value: record() });
  await expect(intake.work()).rejects.toThrow('no space');
  store.write = write;
  await intake.work();
  await taken;
  expect([store.size(), intake.waiting()]).toEqual([1, 0]);
});

it('seals personal fields under the key of their member, and keeps nothing where there is no key', async () => {
  const sealing = createSealing({ packing: deflated, keyRing, random: seededRandom() });
  expect(sealing(SUBJECT, 'decision/1', { a: 1 })).toBeUndefined();
  await keyRing.put(new Map([[SUBJECT, memberKey]]));
  expect(sealing(SUBJECT, 'decision/1', { a: 1 })).toMatch(/^1\./u);
});
