import { beforeEach, expect, it } from 'vitest';
import type { WifiAssociation } from '../../../contract/business-event.ts';
import { PURPOSES } from '../../../contract/records.ts';
import { WAYS } from '../../../contract/ways.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createGuests, type Guests } from '../../../edge/identity/guests.ts';
import { createIdentifierHash } from '../../../edge/identity/identifier-hash.ts';
import type { StateChange } from '../../../edge/ports/journal.ts';

const T = Date.UTC(2026, 5, 1, 9);
const HOUR_MS = 3_600_000;
const PHONE = 'wifi:020000aabb01';
const ADA = { subject: 'aa'.repeat(16), device: 1 };
const hash = createIdentifierHash(new Uint8Array(32).fill(3));

let disk: Map<string, object>;
let guests: Guests;
const open = (): Guests =>
  createGuests({
    settings: { guestMs: 4 * HOUR_MS, ways: new Set(WAYS) },
    hash,
    random: seededRandom(1),
    saved: [...disk].map(([key, value]) => ({ key, value })),
  });

function save(changes: readonly StateChange[]): void {
  for (const { key, value } of changes)
    if (value) disk.set(key, value);
    else disk.delete(key);
}

function joins(more: Partial<WifiAssociation> = {}, member?: typeof ADA): boolean {
  const t = more.t ?? T;
  const admitted = guests.admit({ type: 'wifi-association', network: 'guests', address: PHONE, t, rx: t, termsAt: t, ...more }, member);
  if (admitted) save(admitted.changes);
  admitted?.written();
  return admitted !== undefined;
}
const guestAt = (t: number): string | undefined => guests.at(PHONE, t)?.owner.subject;

beforeEach(() => {
  disk = new Map();
  guests = open();
});

it('who agreed to the terms is a guest under a random name until they are over, and agrees to being known and counted', () => {
  expect(guests.at(PHONE, T)).toBeUndefined();
  joins();
  const guest = guestAt(T) ?? '';
  expect(guest).toMatch(/^[0-9a-f]{32}$/u);
  expect(guests.at(PHONE, T)?.kind).toBe('guest');
  expect([guestAt(T - 1), guestAt(T + 4 * HOUR_MS - 1), guestAt(T + 4 * HOUR_MS)]).toEqual([undefined, guest, undefined]);
  expect(PURPOSES.filter((purpose) => guests.allows(guest, purpose, T))).toEqual(['recognition', 'analytics']);
  expect(PURPOSES.filter((purpose) => guests.allows(guest, purpose, T + 4 * HOUR_MS))).toEqual([]);
  expect(guests.allows(ADA.subject, 'recognition', T)).toBeUndefined();
});

it('nobody is a guest before it is on disk', () => {
  guests.admit({ type: 'wifi-association', network: 'guests', address: PHONE, t: T, rx: T, termsAt: T }, undefined);
  expect(guestAt(T)).toBeUndefined();
});

it('a restart forgets no guest, and the disk has no address', () => {
  joins();
  const before = guestAt(T);
  guests = open();
  expect(guestAt(T)).toBe(before);
  expect(guests.allows(before ?? '', 'analytics', T)).toBe(true);
  expect(JSON.stringify([...disk])).not.toContain('020000aabb01');
});

it('who joins again is the same guest, but never for longer than a day', () => {
  joins();
  const guest = guestAt(T);
  for (let hour = 3; hour <= 21; hour += 3) joins({ t: T + hour * HOUR_MS });
  expect(guestAt(T + 24 * HOUR_MS - 1)).toBe(guest);
  expect(guestAt(T + 24 * HOUR_MS)).toBeUndefined();
  joins({ t: T + 24 * HOUR_MS });
  expect(guestAt(T + 24 * HOUR_MS)).toMatch(/^[0-9a-f]{32}$/u);
  expect(guestAt(T + 24 * HOUR_MS)).not.toBe(guest);
});

it('terms of long ago admit nobody', () => {
  expect(joins({ termsAt: T - 4 * HOUR_MS })).toBe(false);
  expect(guestAt(T)).toBeUndefined();
});

it('who takes the terms back is forgotten at once', () => {
  joins();
  const guest = guestAt(T) ?? '';
  expect(joins({ t: T + 1000, isWithdrawn: true })).toBe(true);
  expect([guestAt(T + 2000), guests.allows(guest, 'analytics', T), guests.size(), disk.size]).toEqual([undefined, undefined, 0, 0]);
});

it('who signs in with a card is that member from then on, and has no consent of a guest', () => {
  joins();
  const guest = guestAt(T) ?? '';
  joins({ t: T + 1000 }, ADA);
  expect(guests.at(PHONE, T + 1000)).toEqual({ kind: 'member', owner: ADA });
  expect(guests.allows(guest, 'analytics', T + 1000)).toBeUndefined();
  expect(guests.allows(ADA.subject, 'recognition', T + 1000)).toBeUndefined();
});

it('whoever is erased is no longer behind any address', () => {
  joins({}, ADA);
  joins({ address: 'wifi:020000aabb02' }, ADA);
  joins({ address: 'wifi:020000aabb03' });
  save(guests.forget(ADA.subject));
  expect([guests.size(), disk.size, guests.at(PHONE, T)]).toEqual([1, 1, undefined]);
});

it('who left long ago is forgotten with those who come', () => {
  joins();
  joins({ address: 'wifi:020000aabb02', t: T + 5 * HOUR_MS });
  expect([guests.size(), disk.size]).toEqual([1, 1]);
});
