import { expect, it } from 'vitest';
import type { MemberFields, Purpose } from '../../../contract/records.ts';
import { knownMembers } from '../../support/known-members.ts';

const T = Date.UTC(2026, 5, 1);
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
const PHONE = 'ble:dd8800003777';
const ADA = 'ab'.repeat(16);
const BOB = 'cd'.repeat(16);

function member(purposes: Purpose[], identifiers = [TAG], more: Partial<MemberFields> = {}): MemberFields {
  const consents = purposes.map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));
  return { memberId: 'M-1', firstName: 'Ada', identifiers, consents, affinities: { wine: 0.5 }, ...more };
}

it('knows whose an identifier is, and which phone of a household', async () => {
  const { directory, put } = knownMembers();
  await put(ADA, member(['recognition'], [TAG, 'card:1234'], { devices: [['app:kid'], [PHONE, 'wifi:021122334455']] }));
  expect([TAG, 'card:1234', 'app:kid', PHONE, 'wifi:021122334455', 'card:9999'].map((one) => directory.ownerOf(one))).toEqual([
    { subject: ADA, device: 0 },
    { subject: ADA, device: 0 },
    { subject: ADA, device: 1 },
    { subject: ADA, device: 2 },
    { subject: ADA, device: 2 },
    undefined,
  ]);
});

it('answers what a member agreed to, at that moment', async () => {
  const { directory, put } = knownMembers();
  await put(ADA, member(['personal-offers']));
  const before = Date.UTC(2025, 5, 1);
  const asked = [directory.allows(ADA, 'personal-offers', T), directory.allows(ADA, 'personal-offers', before)];
  expect([...asked, directory.allows(ADA, 'recognition', T), directory.allows(BOB, 'recognition', T)]).toEqual([true, false, false, false]);
});

it('gives the first name for staff assistance only, and the profile for personal offers only', async () => {
  const { directory, put } = knownMembers();
  await put(ADA, member(['recognition', 'staff-assistance']));
  await put(BOB, member(['recognition', 'personal-offers'], []));
  expect([directory.firstName(ADA, T), directory.profile(ADA, T)]).toEqual(['Ada', undefined]);
  expect([directory.firstName(BOB, T), directory.profile(BOB, T)]).toEqual([
    undefined,
    { segments: [], purchases: [], offers: [], vouchers: [] },
  ]);
  expect([directory.firstName('00'.repeat(16), T), directory.profile('00'.repeat(16), T)]).toEqual([undefined, undefined]);
});

it('forgets a tag that a member no longer has, and the member', async () => {
  const { directory, put, remove } = knownMembers();
  await put(ADA, member(['recognition']));
  expect(directory.ownerOf(TAG)?.subject).toBe(ADA);
  await put(ADA, member(['recognition'], [PHONE]));
  expect([directory.ownerOf(TAG), directory.ownerOf(PHONE)?.subject]).toEqual([undefined, ADA]);
  await remove(ADA);
  expect([directory.ownerOf(PHONE), directory.fieldsOf(ADA), directory.size()]).toEqual([undefined, undefined, 0]);
});

it('leaves a tag that was handed on with its new owner when the old one goes', async () => {
  const { directory, put, remove } = knownMembers();
  await put(ADA, member(['recognition']));
  await put(BOB, member(['recognition']));
  await remove(ADA);
  expect(directory.ownerOf(TAG)?.subject).toBe(BOB);
});

it('allows nothing with somebody whose key is destroyed, though the record still stands there', async () => {
  const { directory, put, keyRing, store } = knownMembers();
  await put(ADA, member(['recognition']));
  await keyRing.destroy(ADA);
  directory.forget(ADA);
  expect([directory.fieldsOf(ADA), directory.allows(ADA, 'recognition', T)]).toEqual([undefined, false]);
  expect(store.size()).toBe(1);
});

it('finds a member by number, by an identifier, or by the subject, for whoever may ask', async () => {
  const { directory, put } = knownMembers();
  await put(ADA, member(['recognition']));
  expect(['M-1', TAG, ADA, 'M-2', 'card:1234', BOB, ''].map((text) => directory.subjectOf(text))).toEqual([
    ADA,
    ADA,
    ADA,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('holds open those who were asked for last, and reads the others again', async () => {
  const { directory, put, opened } = knownMembers({ mostOpened: 2 });
  const subjects = [ADA, BOB, 'ef'.repeat(16)] as const;
  for (const [n, subject] of subjects.entries()) await put(subject, member(['recognition'], [`card:000${n}`]));
  for (const subject of [ADA, BOB, ADA, subjects[2], ADA, BOB]) directory.fieldsOf(subject);
  // Bob made room for the third, and came back.
  expect(opened()).toEqual([ADA, BOB, subjects[2], BOB]);
});
