import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import type { Settings, Site } from '../../../contract/site.ts';
import type { Way } from '../../../contract/ways.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { createSuspicion, type Incident, type Suspicion } from '../../../edge/identity/suspicion.ts';
import { RECORDED_DOOR, RECORDED_WALKS } from '../../support/recorded-data.ts';
import { type RecordedShop, recordedDoor, recordedStills, recordedWalks } from '../../support/recorded-shops.ts';

const ADA = 'ab'.repeat(16);
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
const KEYRING = 'eddystone-uid:00010203040506070809-000000000001';
const CARD = 'card:9900001';
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const MINUTE_S = 60;

/** A long shop with a car park behind it; of two scanners only the zone is known. */
const SITE: Site = {
  shop: { id: 'shop-1', name: 'Long shop', timezone: 'Europe/Paris' },
  floor: { width: 80, depth: 10 },
  zones: ['door', 'middle', 'back', 'cellar', 'loft'].map((id) => ({ id, name: id })),
  scanners: [
    { id: 'door', x: 0, y: 5, zone: 'door' },
    { id: 'shelf', x: 4, y: 5, zone: 'door' },
    { id: 'middle', x: 30, y: 5, zone: 'middle' },
    { id: 'back', x: 70, y: 5, zone: 'back' },
    { id: 'cellar', zone: 'cellar' },
    { id: 'stairs', zone: 'cellar' },
    { id: 'loft', zone: 'loft' },
    { id: 'gate', x: -20, y: 5, side: 'outside' },
    { id: 'ramp', x: -90, y: 5, side: 'outside' },
  ],
  beacons: [
    { id: 'ibeacon:00000000-0000-0000-0000-000000000001-1-1', x: 0, y: 5 },
    { id: 'ibeacon:00000000-0000-0000-0000-000000000001-1-2', x: 70, y: 5 },
  ],
};

interface Told {
  readonly s: number;
  readonly anchor: string;
  readonly rssiDbm?: number;
  readonly way?: Way;
  readonly mobile?: string;
  readonly device?: number;
  /** The scanner does not say how strongly. */
  readonly isSilent?: boolean;
  readonly more?: Partial<Sighting>;
}

class Guard {
  readonly suspicion: Suspicion;
  readonly #shared: boolean;

  constructor({ shared = false, identity = {} }: { shared?: boolean; identity?: Settings['identity'] } = {}) {
    this.#shared = shared;
    this.suspicion = createSuspicion({ shop: shopOf({ ...SITE, settings: { identity } }), sharesCard: () => this.#shared });
  }

  hear({
    s,
    anchor,
    rssiDbm = -50,
    way = 'beacon',
    mobile = TAG,
    device = 0,
    isSilent = way === 'card',
    more = {},
  }: Told): 'trusted' | 'suspect' {
    const t = NOON_MS + s * 1000;
    const heard = { t, anchor, mobile, radio: 'ble', ...(!isSilent && { rssiDbm }), ...more } as const;
    return this.suspicion.claim({ subject: ADA, device }, way, way === 'card' ? { ...heard, radio: 'card' } : heard);
  }

  /** Heard each second, for some seconds. */
  stand(anchor: string, from: number, to: number, more: Omit<Told, 's' | 'anchor'> = {}): string[] {
    const told: string[] = [];
    for (let s = from; s < to; s += 1) told.push(this.hear({ s, anchor, ...more }));
    return told;
  }

  incidents(): readonly Incident[] {
    return this.suspicion.incidents();
  }
}

describe('an identifier near two scanners that stand far apart', () => {
  it('is suspect within seconds, told once with both scanners, and leads to nobody for as long as the shop says', () => {
    const guard = new Guard();
    expect(guard.stand('door', 0, 5)).toEqual(Array(5).fill('trusted'));
    expect(guard.stand('back', 2.5, 5.5)).toEqual(['trusted', 'suspect', 'suspect']);
    expect(guard.incidents()).toEqual([
      { action: 'identifier-cloned', at: NOON_MS + 3500, track: ADA, way: 'beacon', scanners: ['door', 'back'], isAlone: true },
    ]);
    expect(guard.stand('door', 6, 10)).toEqual(Array(4).fill('suspect'));
    expect(guard.hear({ s: 14 * MINUTE_S, anchor: 'middle' })).toBe('suspect');
    expect(guard.hear({ s: 16 * MINUTE_S, anchor: 'middle' })).toBe('trusted');
    expect(guard.incidents()).toEqual([]);
  });

  it('stays one incident while it goes on, however long', () => {
    const guard = new Guard({ identity: { suspectMs: 60_000 } });
    for (let s = 0; s < 10 * MINUTE_S; s += 1) {
      guard.hear({ s, anchor: 'door' });
      guard.hear({ s, anchor: 'back' });
    }
    expect(guard.incidents()).toHaveLength(1);
  });

  it('is suspect after some more of it where the scanners stand nearer to each other', () => {
    const guard = new Guard();
    const told: string[] = [];
    for (let s = 0; s < 20; s += 1) told.push(guard.hear({ s, anchor: 'door' }), guard.hear({ s, anchor: 'middle' }));
    expect(told.slice(0, 4)).toEqual(Array(4).fill('trusted'));
    expect(told.at(-1)).toBe('suspect');
  });

  it('is suspect where only the zones of both scanners are known, once it was touching both for a while', () => {
    const guard = new Guard();
    const told = (rssiDbm: number): string[] =>
      Array.from({ length: 30 }, (_, s) => [
        guard.hear({ s, anchor: 'cellar', rssiDbm }),
        guard.hear({ s, anchor: 'loft', rssiDbm }),
      ]).flat();
    expect(new Set(told(-50))).toEqual(new Set(['trusted']));
    expect(told(-38).at(-1)).toBe('suspect');
  });

  it('is suspect where positions come from elsewhere', () => {
    const guard = new Guard();
    const at = (s: number, x: number, accuracyM = 3): string =>
      guard.hear({ s, anchor: 'meraki', more: { position: { x, y: 0, accuracyM } } });
    expect([at(0, 0), at(1, 0), at(2, 1)]).toEqual(Array(3).fill('trusted'));
    expect([at(3, 200, 50), at(4, 200, 50)]).toEqual(['trusted', 'trusted']);
    expect(guard.incidents()).toEqual([]);
    expect([at(5, 60), at(6, 60)]).toEqual(['trusted', 'suspect']);
  });

  it('is suspect where phones tell which beacon they hear', () => {
    const guard = new Guard();
    const beacon = (number: number): string => `ibeacon:00000000-0000-0000-0000-000000000001-1-${number}`;
    const told = [0, 1, 2, 3].map((s) =>
      guard.hear({ s, anchor: beacon(s < 2 ? 1 : 2), way: 'app-report', more: { radio: 'app' }, rssiDbm: -48 }),
    );
    expect(told).toEqual(['trusted', 'trusted', 'trusted', 'suspect']);
  });

  it('does not drag along what is surer, or another identifier of the same member', () => {
    const guard = new Guard();
    guard.stand('door', 0, 5, { way: 'token', mobile: 'token:00' });
    guard.stand('door', 0, 5);
    guard.stand('back', 5, 8);
    expect(guard.incidents()).toMatchObject([{ way: 'beacon', isAlone: false }]);
    expect(guard.hear({ s: 9, anchor: 'door', way: 'token', mobile: 'token:01' })).toBe('trusted');
    expect(guard.hear({ s: 9, anchor: 'door', mobile: KEYRING })).toBe('trusted');
  });

  it('is suspect as a token, too, whose next window has begun meanwhile', () => {
    const guard = new Guard();
    guard.stand('door', 0, 3, { way: 'token', mobile: 'token:00' });
    expect(guard.stand('back', 3, 6, { way: 'token', mobile: 'token:01' }).at(-1)).toBe('suspect');
  });

  it('is nobody else: each member is judged alone, and is forgotten when asked', () => {
    const guard = new Guard();
    guard.stand('door', 0, 3);
    guard.stand('back', 3, 6);
    guard.suspicion.forget('cd'.repeat(16));
    expect(guard.hear({ s: 7, anchor: 'door' })).toBe('suspect');
    guard.suspicion.forget(ADA);
    expect(guard.incidents()).toEqual([]);
    expect(guard.hear({ s: 8, anchor: 'door' })).toBe('trusted');
  });
});

describe('what is no reason to suspect anybody', () => {
  it('a walk through the whole shop, there and back', () => {
    const guard = new Guard();
    const level = (metres: number): number => Math.round(-45 - 20 * Math.log10(Math.max(0.5, metres)));
    for (let s = 0; s < 120; s += 0.5) {
      const x = 70 - Math.abs(70 - (s / 60) * 70);
      for (const [anchor, at] of [
        ['door', 0],
        ['middle', 30],
        ['back', 70],
      ] as const) {
        expect(guard.hear({ s, anchor, rssiDbm: level(Math.hypot(x - at, 1.5)) })).toBe('trusted');
      }
    }
    expect(guard.incidents()).toEqual([]);
  });

  it('somebody who stands between two scanners, whatever their readings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ rssiDbm: fc.integer({ min: -100, max: -40 }), anchor: fc.constantFrom('door', 'shelf') })),
        (readings) => {
          const guard = new Guard();
          readings.forEach(({ rssiDbm, anchor }, s) => void guard.hear({ s: s / 4, anchor, rssiDbm }));
          expect(guard.incidents()).toEqual([]);
        },
      ),
    );
  });

  it('a packet that is broken, or a scanner that is', () => {
    const guard = new Guard();
    guard.stand('door', 0, 10);
    guard.hear({ s: 10, anchor: 'back', rssiDbm: -30 });
    guard.stand('door', 11, 40);
    guard.stand('back', 40, 50, { rssiDbm: 1 });
    expect(guard.incidents()).toEqual([]);
  });

  it('a scanner far away that hears faintly, one that nobody knows, and one that says no level', () => {
    const guard = new Guard();
    guard.stand('door', 0, 10);
    guard.stand('back', 0, 10, { rssiDbm: -85 });
    guard.stand('elsewhere', 0, 10);
    for (let s = 0; s < 10; s += 1) guard.hear({ s, anchor: 'back', isSilent: true });
    guard.stand('cellar', 0, 10);
    guard.stand('stairs', 0, 10);
    expect(guard.incidents()).toEqual([]);
  });

  it('a scanner whose clock is some seconds off', () => {
    const guard = new Guard();
    for (let round = 0; round < 5; round += 1) {
      guard.stand('door', round * 60, round * 60 + 20);
      guard.stand('middle', round * 60 + 25, round * 60 + 45);
    }
    expect(guard.incidents()).toEqual([]);
  });

  it('a car that drives through the car park', () => {
    const guard = new Guard();
    guard.stand('ramp', 0, 2);
    guard.stand('gate', 6, 8);
    expect(guard.incidents()).toEqual([]);
  });

  it('two phones of a household, and its card', () => {
    const guard = new Guard({ shared: true });
    for (let s = 0; s < 60; s += 1) {
      expect(guard.hear({ s, anchor: 'door' })).toBe('trusted');
      expect(guard.hear({ s, anchor: 'back', device: 1, mobile: KEYRING })).toBe('trusted');
    }
    expect(guard.hear({ s: 60, anchor: 'back', way: 'card', mobile: CARD })).toBe('trusted');
    expect(guard.incidents()).toEqual([]);
  });

  it('anything, where the shop suspects nobody', () => {
    const guard = new Guard({ identity: { suspectMs: 0 } });
    guard.stand('door', 0, 5);
    expect(guard.stand('back', 5, 10)).toEqual(Array(5).fill('trusted'));
  });
});

describe('a card at a reader, and the phone of its holder far from it', () => {
  it('believes the card before a beacon that anybody could copy', () => {
    const guard = new Guard();
    guard.stand('door', 0, 5);
    expect(guard.hear({ s: 5, anchor: 'back', way: 'card', mobile: CARD })).toBe('trusted');
    expect(guard.hear({ s: 6, anchor: 'door' })).toBe('suspect');
    expect(guard.incidents()).toMatchObject([{ way: 'beacon', isAlone: false }]);
  });

  it('believes a token before a card', () => {
    const guard = new Guard();
    guard.stand('door', 0, 5, { way: 'token', mobile: 'token:00' });
    expect(guard.hear({ s: 5, anchor: 'back', way: 'card', mobile: CARD })).toBe('suspect');
    expect(guard.hear({ s: 6, anchor: 'door', way: 'token', mobile: 'token:00' })).toBe('trusted');
  });

  it('does not believe a card that is tapped at two readers at once', () => {
    const guard = new Guard();
    expect(guard.hear({ s: 0, anchor: 'door', way: 'card', mobile: CARD })).toBe('trusted');
    expect(guard.hear({ s: 2, anchor: 'back', way: 'card', mobile: CARD })).toBe('suspect');
  });
});

describe('an identifier whose time is over', () => {
  const replay = (guard: Guard, s: number): string =>
    guard.suspicion.claim({ subject: ADA, device: 0, stale: true }, 'token', {
      t: NOON_MS + s * 1000,
      anchor: 'back',
      mobile: 'token:00',
      radio: 'ble',
      rssiDbm: -50,
    });

  it('leads to nobody, is told once, and leaves the member who is really here alone', () => {
    const guard = new Guard();
    expect(guard.stand('door', 0, 5, { way: 'token', mobile: 'token:01' })).not.toContain('suspect');
    expect([replay(guard, 2), replay(guard, 3), replay(guard, 60)]).toEqual(['suspect', 'suspect', 'suspect']);
    expect(guard.hear({ s: 61, anchor: 'door', way: 'token', mobile: 'token:01' })).toBe('trusted');
    expect(guard.incidents()).toEqual([
      { action: 'identifier-replayed', at: NOON_MS + 2000, track: ADA, way: 'token', scanners: ['back'], isAlone: false },
    ]);
    replay(guard, 20 * MINUTE_S);
    expect(guard.incidents()).toHaveLength(1);
  });
});

it('remembers no more people than fit', () => {
  const guard = new Guard();
  guard.stand('door', 0, 3);
  guard.stand('back', 3, 6);
  const heard = { t: NOON_MS, anchor: 'door', mobile: TAG, radio: 'ble', rssiDbm: -50 } as const;
  for (let number = 0; number < 20_000; number += 1) {
    guard.suspicion.claim({ subject: number.toString(16).padStart(32, '0'), device: 0 }, 'beacon', heard);
  }
  expect(guard.hear({ s: 7, anchor: 'door' })).toBe('trusted');
});

describe.skipIf(!existsSync(RECORDED_WALKS) || !existsSync(RECORDED_DOOR))('people who were recorded, with all the noise there is', () => {
  it.each<[string, () => RecordedShop]>([
    ['the walks, of which scanners say where they stand', () => recordedWalks({ layout: 'quad4', scanners: 'positions' })],
    ['the walks, of which scanners say their zone only', () => recordedWalks({ layout: 'grid9', scanners: 'zones' })],
    ['those who stand', () => recordedStills({ layout: 'grid9', scanners: 'positions' })],
    ['those who stand, of which scanners say their zone only', () => recordedStills({ layout: 'grid9', scanners: 'zones' })],
    ['those who walk through the door', () => recordedDoor('walk')],
    ['those who drive past it', () => recordedDoor('car')],
  ])('are never suspect: %s', (_title, recorded) => {
    const { site, sightings } = recorded();
    const suspicion = createSuspicion({ shop: shopOf(site), sharesCard: () => false });
    const subjects = new Map([...new Set(sightings.map(({ mobile }) => mobile))].map((mobile, at) => [mobile, `${at}`.padStart(32, '0')]));
    const suspects = sightings.filter(
      (heard) => suspicion.claim({ subject: subjects.get(heard.mobile) ?? '', device: 0 }, 'beacon', heard) === 'suspect',
    );
    expect(suspects).toEqual([]);
    expect(suspicion.incidents()).toEqual([]);
  });
});
