import { beforeEach, describe, expect, it } from 'vitest';
import { WAYS, type Way } from '../../../contract/ways.ts';
import type { Owner } from '../../../edge/identity/directory.ts';
import { createResolver, type GuestOwner, type Heard, type Resolver } from '../../../edge/identity/resolver.ts';
import type { SecretMatch } from '../../../edge/ports/recognition.ts';

const T = Date.UTC(2026, 5, 1, 9);
const ADA = 'aa'.repeat(16);
const BOB = 'bb'.repeat(16);
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
const TOKEN = `token:${'0a'.repeat(16)}`;
const EID = 'eddystone-eid:3439c83a6564bfdf';
const RPA = 'rpa:7081940dfbaa';

const heard = (mobile: string, more: Partial<Heard> = {}): Heard => ({ t: T, rx: T, anchor: 'b1', radio: 'ble', mobile, ...more });

/** What is known of identifiers, by them. */
let owners: Map<string, Owner>;
let secrets: Map<string, SecretMatch | 'trying'>;
let guests: Map<string, GuestOwner>;
let ignored: Map<string, 'staff' | 'fixture'>;
let agreed: (subject: string, t: number) => boolean;
let suspects: Set<string>;
/** Undefined where there are few keys. */
let proven: Set<string> | undefined;
let known: [string, number][];
let claims: [SecretMatch, Way, string | undefined][];

function resolver(ways: readonly Way[] = WAYS): Resolver {
  const certain = (kind: string) => (value: string) => {
    const match = secrets.get(`${kind}:${value}`);
    return match === 'trying' ? undefined : match;
  };
  return createResolver({
    ownerOf: (identifier) => owners.get(identifier),
    allows: (subject, purpose, t) => purpose === 'recognition' && agreed(subject, t),
    recognition: {
      token: certain('token'),
      ephemeral: certain('eddystone-eid'),
      address: (value) => secrets.get(`rpa:${value}`),
    },
    ignored,
    settings: { ways: new Set(ways) },
    guestAt: (identifier) => guests.get(identifier),
    secondProof: {
      isNeeded: () => proven !== undefined,
      isGiven: ({ subject }) => proven?.has(subject) ?? false,
      knownAt: (subject, t) => void known.push([subject, t]),
    },
    suspicion: {
      claim(of, way, _heard, identifier) {
        claims.push([of, way, identifier]);
        return of.stale || suspects.has(of.subject) ? 'suspect' : 'trusted';
      },
    },
  });
}

beforeEach(() => {
  owners = new Map();
  secrets = new Map();
  guests = new Map();
  ignored = new Map();
  agreed = () => true;
  suspects = new Set();
  proven = undefined;
  known = [];
  claims = [];
});

const own = (subject: string, device = 0): Owner => ({ subject, device });

describe('of several members that one advert claims to be', () => {
  it('the one of the surest way is believed, wherever it stands in the advert', () => {
    owners.set(TAG, own(ADA));
    secrets.set(TOKEN, own(BOB));
    expect(resolver().resolve(heard(TAG, { also: [TOKEN] }))).toEqual({ kind: 'member', id: BOB, track: BOB, way: 'token' });
    expect(resolver().resolve(heard(TOKEN, { also: [TAG] }))).toMatchObject({ id: BOB, way: 'token' });
  });

  it('the payload is believed before the address, where both are equally sure', () => {
    owners.set(TAG, own(ADA)).set('ble:dd8800003777', own(BOB));
    expect(resolver().resolve(heard(TAG, { also: ['ble:dd8800003777'] }))).toMatchObject({ id: ADA, way: 'beacon' });
  });

  it('nobody else is believed where the surest one did not agree', () => {
    owners.set(TAG, own(ADA));
    secrets.set(TOKEN, own(BOB));
    agreed = (subject) => subject === ADA;
    expect(resolver().resolve(heard(TAG, { also: [TOKEN] }))).toBe('no-consent');
  });

  it('the less sure one is believed where the shop does not use the surer way', () => {
    owners.set(TAG, own(ADA));
    secrets.set(TOKEN, own(BOB));
    expect(resolver(['beacon']).resolve(heard(TOKEN, { also: [TAG] }))).toMatchObject({ id: ADA, way: 'beacon' });
  });
});

describe('several identifiers of one member', () => {
  it('lead to one track, by the surest of them', () => {
    owners.set(TAG, own(ADA)).set('card:20001234', own(ADA));
    for (const of of [TOKEN, EID, RPA]) secrets.set(of, own(ADA));
    const who = (mobile: string, more: Partial<Heard> = {}) => resolver().resolve(heard(mobile, more));
    const found = [TAG, 'card:20001234', TOKEN, EID, RPA].map((one) => who(one));
    expect(found).toMatchObject(
      ['beacon', 'card', 'token', 'eddystone-eid', 'resolvable-address'].map((way) => ({ id: ADA, track: ADA, way })),
    );
    expect(who(TAG, { also: [RPA, TOKEN] })).toMatchObject({ way: 'token' });
  });

  it('are several tracks where they are of several phones of a household', () => {
    secrets.set(TOKEN, own(ADA)).set(RPA, own(ADA, 1));
    expect(resolver().resolve(heard(TOKEN))).toMatchObject({ id: ADA, track: ADA });
    expect(resolver().resolve(heard(RPA))).toMatchObject({ id: ADA, track: `${ADA}+1` });
  });
});

describe('an address', () => {
  it('that is being resolved is nobody yet, unless the advert says more', () => {
    secrets.set(RPA, 'trying');
    expect(resolver().resolve(heard(RPA))).toBe('trying');
    owners.set(TAG, own(ADA));
    expect(resolver().resolve(heard(RPA, { also: [TAG] }))).toMatchObject({ id: ADA });
  });

  it('is nobody with many keys, where nothing else says that the member is here', () => {
    secrets.set(RPA, own(ADA));
    owners.set(TAG, own(BOB));
    proven = new Set();
    expect(resolver().resolve(heard(RPA))).toBe('unproven');
    expect(resolver().resolve(heard(RPA, { also: [TAG] }))).toMatchObject({ id: BOB, way: 'beacon' });
    proven.add(ADA);
    expect(resolver().resolve(heard(RPA, { also: [TAG] }))).toMatchObject({ id: ADA, way: 'resolvable-address' });
    agreed = (subject) => subject === BOB;
    expect(resolver().resolve(heard(RPA))).toBe('unproven');
    expect(resolver().resolve(heard(RPA, { also: [TAG] }))).toMatchObject({ id: BOB });
  });

  it('is no proof of itself, and every other way in which a member is believed is one', () => {
    secrets.set(RPA, own(ADA)).set(TOKEN, own(ADA));
    owners.set(TAG, own(BOB)).set('card:20001234', own(ADA, 1));
    guests.set('wifi:020000aabb01', { kind: 'guest', owner: own('cc'.repeat(16)) });
    suspects.add(BOB);
    for (const mobile of [RPA, TOKEN, TAG, 'wifi:020000aabb01', 'card:20001234']) resolver().resolve(heard(mobile));
    expect(known).toEqual([
      [ADA, T],
      [ADA, T],
    ]);
  });

  it('of a type that is not reported is tried where it can be a resolvable one', () => {
    secrets.set(RPA, own(ADA)).set('rpa:c081940dfbaa', own(ADA)).set('rpa:3081940dfbaa', own(ADA));
    const who = (address: string, more: Partial<Heard> = {}) => resolver().resolve(heard(address, more));
    expect(who('ble:7081940dfbaa')).toMatchObject({ id: ADA, way: 'resolvable-address' });
    expect([who('ble:c081940dfbaa'), who('ble:3081940dfbaa')]).toEqual(['anonymous', 'anonymous']);
    expect(who('ble:7081940dfbaa', { randomized: false })).toBe('anonymous');
    expect(resolver(['token']).resolve(heard(RPA))).toBe('anonymous');
  });

  it('that a gateway resolved by itself is told by its key, in either byte order', () => {
    owners.set('irk:ec0234a357c8ad05341010a60a397d9b', own(ADA));
    for (const key of ['ec0234a357c8ad05341010a60a397d9b', '9b7d390aa610103405adc857a33402ec']) {
      expect(resolver().resolve(heard(`irk:${key}`))).toMatchObject({ id: ADA, way: 'resolvable-address' });
    }
    expect(resolver(['beacon']).resolve(heard('irk:ec0234a357c8ad05341010a60a397d9b'))).toBe('anonymous');
  });

  it('that never comes again is asked for in no record', () => {
    for (const one of ['nrpa:3081940dfbaa', `token-key:${'0'.repeat(32)}`, `eid-key:${'0'.repeat(32)}-10-0`]) {
      owners.set(one, own(ADA));
      expect(resolver().resolve(heard(one))).toBe('anonymous');
    }
  });
});

it('a token of a fixed length of its own is a beacon, which anybody could copy', () => {
  owners.set('token:00aa11bb', own(ADA)).set(TOKEN, own(BOB));
  expect(resolver().resolve(heard('token:00aa11bb'))).toMatchObject({ id: ADA, way: 'beacon' });
  expect(resolver().resolve(heard(TOKEN))).toMatchObject({ id: BOB, way: 'beacon' });
});

describe('what a phone reports', () => {
  const report = (mobile: string): Heard => heard(mobile, { radio: 'app' });

  it('is of a member only where it is signed, whatever it says of itself', () => {
    owners.set('app:7', own(ADA)).set(TAG, own(ADA));
    secrets.set(TOKEN, own(ADA));
    for (const mobile of ['app:7', TAG, TOKEN]) expect(resolver().resolve(report(mobile))).toBe('anonymous');
    expect(resolver().resolve(report('app:7'), own(ADA, 2))).toEqual({ kind: 'member', id: ADA, track: `${ADA}+2`, way: 'app-report' });
    expect(resolver(['token']).resolve(report('app:7'), own(ADA))).toBe('anonymous');
  });
});

describe('a phone on the guest Wi-Fi', () => {
  const WIFI = 'wifi:020000aabb01';

  it('is a guest, or the member who signed in, and else whoever has that address', () => {
    owners.set(WIFI, own(ADA));
    expect(resolver().resolve(heard(WIFI))).toMatchObject({ kind: 'member', id: ADA, way: 'beacon' });
    guests.set(WIFI, { kind: 'guest', owner: own(BOB) });
    expect(resolver().resolve(heard(WIFI))).toEqual({ kind: 'guest', id: BOB, track: BOB, way: 'guest-wifi' });
    guests.set(WIFI, { kind: 'member', owner: own(BOB, 1) });
    expect(resolver().resolve(heard(WIFI))).toEqual({ kind: 'member', id: BOB, track: `${BOB}+1`, way: 'guest-wifi' });
    expect(resolver(['beacon']).resolve(heard(WIFI))).toMatchObject({ id: ADA });
  });

  it('is never suspect as a guest', () => {
    guests.set(WIFI, { kind: 'guest', owner: own(BOB) });
    suspects.add(BOB);
    expect(resolver().resolve(heard(WIFI))).toMatchObject({ kind: 'guest' });
    expect(claims).toEqual([]);
  });
});

it('whatever belongs to the shop is nobody, whoever claims it', () => {
  ignored.set(TAG, 'staff').set(RPA, 'fixture');
  owners.set(TAG, own(ADA));
  secrets.set(TOKEN, own(ADA));
  expect(resolver().resolve(heard(TOKEN, { also: [TAG] }))).toBe('staff');
  expect(resolver().resolve(heard(RPA))).toBe('fixture');
});

it('consent is asked for the moment and for now, and who did not agree is never looked at for copies', () => {
  owners.set(TAG, own(ADA));
  agreed = (_subject, t) => t === T;
  expect(resolver().resolve(heard(TAG))).toMatchObject({ id: ADA });
  expect(resolver().resolve(heard(TAG, { rx: T + 1 }))).toBe('no-consent');
  expect(resolver().resolve(heard(TAG, { t: T - 1, rx: T }))).toBe('no-consent');
  expect(claims).toEqual([[own(ADA), 'beacon', TAG]]);
});

it('who cannot be there is suspect, and so is whoever plays back what is over', () => {
  owners.set(TAG, own(ADA));
  secrets.set(TOKEN, { ...own(BOB), stale: true });
  suspects.add(ADA);
  expect(resolver().resolve(heard(TAG))).toBe('suspect');
  expect(resolver().resolve(heard(TOKEN))).toBe('suspect');
  expect(claims[1]).toEqual([{ ...own(BOB), stale: true }, 'token', TOKEN]);
});
