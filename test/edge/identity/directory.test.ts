import { expect, it } from 'vitest';
import type { MemberFields, Purpose } from '../../../contract/records.ts';
import type { Sighting } from '../../../contract/sighting.ts';
import { createMemberDirectory } from '../../../edge/identity/directory.ts';

const T = Date.UTC(2026, 5, 1);
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
const sighting = (mobile: string, also?: string[]): Sighting => ({
  t: T,
  rx: T,
  anchor: 'a',
  mobile,
  radio: 'ble',
  ...(also ? { also } : {}),
});

function member(purposes: Purpose[], identifiers = [TAG]): MemberFields {
  const consents = purposes.map((purpose) => ({ purpose, givenAt: '2026-01-01T00:00:00Z' }));
  return { memberId: 'M-1', firstName: 'Ada', identifiers, consents, affinities: { wine: 0.5 } };
}

it('recognises a member who agreed to it, by the payload or by the address beside it', () => {
  const directory = createMemberDirectory();
  directory.put('s1', member(['recognition']));
  expect(directory.resolve(sighting(TAG))).toEqual({ kind: 'member', id: 's1' });
  expect(directory.resolve(sighting('ble:dd8800003777', [TAG]))).toEqual({ kind: 'member', id: 's1' });
});

it('does not recognise a member who did not agree, and says only that', () => {
  const directory = createMemberDirectory();
  directory.put('s1', member(['personal-offers']));
  expect(directory.resolve(sighting(TAG))).toBe('no-consent');
});

it('knows nobody behind an identifier that no member has', () => {
  expect(createMemberDirectory().resolve(sighting(TAG))).toBe('anonymous');
});

it('gives the first name for staff assistance only, and the profile for personal offers only', () => {
  const directory = createMemberDirectory();
  directory.put('s1', member(['recognition', 'staff-assistance']));
  directory.put('s2', member(['recognition', 'personal-offers'], []));
  expect([directory.firstName('s1', T), directory.profile('s1', T)]).toEqual(['Ada', undefined]);
  expect([directory.firstName('s2', T), directory.profile('s2', T)]).toEqual([undefined, { segments: [], affinities: { wine: 0.5 } }]);
  expect([directory.firstName('s3', T), directory.profile('s3', T)]).toEqual([undefined, undefined]);
});

it('forgets a tag that a member no longer has', () => {
  const directory = createMemberDirectory();
  directory.put('s1', member(['recognition']));
  directory.put('s1', member(['recognition'], ['ble:dd8800003777']));
  expect(directory.resolve(sighting(TAG))).toBe('anonymous');
  directory.remove('s1');
  expect(directory.size()).toBe(0);
  expect(directory.resolve(sighting('ble:dd8800003777'))).toBe('anonymous');
});

it('leaves a tag that was handed on with its new owner when the old one goes', () => {
  const directory = createMemberDirectory();
  directory.put('s1', member(['recognition']));
  directory.put('s2', member(['recognition']));
  directory.remove('s1');
  expect(directory.resolve(sighting(TAG))).toEqual({ kind: 'member', id: 's2' });
});
