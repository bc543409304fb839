import { beforeEach, describe, expect, it } from 'vitest';
import { memberSealContext } from '../../../contract/records.ts';
import { seal } from '../../../contract/seal.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createMemberDirectory, type MemberDirectory } from '../../../edge/identity/directory.ts';
import { createMemberIntake, type MemberIntake } from '../../../edge/identity/member-intake.ts';
import { createSealing } from '../../../edge/identity/sealing.ts';
import { FakeHeadquarters } from '../../fakes/fake-headquarters.ts';

const SUBJECT = 'ab'.repeat(16);
const KEY = `all.${SUBJECT}`;
const memberKey = new Uint8Array(32).fill(7);
const fields = { memberId: 'M-1', identifiers: ['ble:dd8800003777'], consents: [] };
const record = (key = memberKey, content: object = fields) => ({
  subject: SUBJECT,
  sealed: seal(key, memberSealContext(SUBJECT), content, new Uint8Array(12)),
});

let directory: MemberDirectory;
let keyRing: MemoryKeyRing;
let headquarters: FakeHeadquarters;
let refused: string[];
let intake: MemberIntake;
beforeEach(() => {
  directory = createMemberDirectory();
  keyRing = new MemoryKeyRing();
  headquarters = new FakeHeadquarters();
  headquarters.memberKeys.set(SUBJECT, memberKey);
  refused = [];
  intake = createMemberIntake({ directory, keyRing, headquarters, refuse: (code) => refused.push(code) });
});

it('opens a record once its key has come from headquarters, and keeps the key', async () => {
  await intake.take(KEY, record());
  expect([directory.size(), intake.waiting()]).toEqual([0, 1]);
  await intake.fetchKeys();
  expect([directory.size(), intake.waiting(), keyRing.size()]).toEqual([1, 0, 1]);
});

it('opens a record at once whose key is there, as after a restart without headquarters', async () => {
  headquarters.cut();
  await keyRing.put(new Map([[SUBJECT, memberKey]]));
  await intake.take(KEY, record());
  expect(directory.size()).toBe(1);
});

it('goes on waiting while headquarters cannot be reached', async () => {
  headquarters.cut();
  await intake.take(KEY, record());
  await expect(intake.fetchKeys()).rejects.toThrow();
  headquarters.restore();
  await intake.fetchKeys();
  expect(directory.size()).toBe(1);
});

it('forgets a member who left, and destroys the key', async () => {
  await intake.take(KEY, record());
  await intake.fetchKeys();
  await intake.take(KEY, undefined);
  expect([directory.size(), keyRing.size()]).toEqual([0, 0]);
});

it('leaves a member unknown whose key headquarters no longer has, and says so', async () => {
  headquarters.memberKeys.clear();
  await intake.take(KEY, record());
  await intake.fetchKeys();
  expect([directory.size(), intake.waiting(), refused]).toEqual([0, 0, ['IDN_KEY_MISSING']]);
});

describe('does not take', () => {
  it.each([
    ['a record of the wrong shape', { subject: SUBJECT }],
    ['a record under the name of another', { ...record(), subject: 'cd'.repeat(16) }],
  ])('%s', async (_title, value) => {
    await intake.take(KEY, value);
    expect([intake.waiting(), refused]).toEqual([0, ['IDN_SEAL_BROKEN']]);
  });

  it.each([
    ['a record that was sealed under another key', record(new Uint8Array(32).fill(8))],
    ['sealed fields that are no member', record(memberKey, { memberId: '' })],
  ])('%s, and drops what it knew of the member', async (_title, value) => {
    await intake.take(KEY, record());
    await intake.fetchKeys();
    await intake.take(KEY, value);
    expect([directory.size(), refused]).toEqual([0, ['IDN_SEAL_BROKEN']]);
  });
});

it('waits for the newest record when it changed while its key was on the way', async () => {
  await intake.take(KEY, record());
  const fetching = intake.fetchKeys();
  await intake.take(KEY, record(memberKey, { ...fields, memberId: 'M-2' }));
  await fetching;
  expect([directory.size(), intake.waiting()]).toEqual([1, 0]);
});

it('seals personal fields under the key of their member, and keeps nothing where there is no key', async () => {
  const sealing = createSealing({ keyRing, random: seededRandom() });
  expect(sealing(SUBJECT, 'decision/1', { a: 1 })).toBeUndefined();
  await keyRing.put(new Map([[SUBJECT, memberKey]]));
  expect(sealing(SUBJECT, 'decision/1', { a: 1 })).toMatch(/^1\./u);
});
