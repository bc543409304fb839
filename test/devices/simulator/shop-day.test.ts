import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Sighting } from '../../../contract/sighting.ts';
import type { Site } from '../../../contract/site.ts';
import { dice } from '../../../devices/simulator/dice.ts';
import { groupSize, streetSpeed } from '../../../devices/simulator/people.ts';
import { shopDay, type TruePosition } from '../../../devices/simulator/shop-day.ts';
import { box } from '../../support/box.ts';

const site: Site = {
  shop: { id: 'corner', name: 'Corner shop', timezone: 'Europe/Paris' },
  floor: { width: 20, depth: 16 },
  zones: [
    { id: 'entrance', name: 'Entrance', kind: 'entrance', polygon: box(7, 0, 6, 4) },
    { id: 'bakery', name: 'Bakery', polygon: box(0, 4, 10, 6) },
    { id: 'dairy', name: 'Dairy', polygon: box(10, 4, 10, 6) },
    { id: 'wine', name: 'Wine', polygon: box(0, 10, 20, 6) },
  ],
  scanners: [
    { id: 'door', x: 10, y: 1, z: 2.3, zone: 'entrance' },
    { id: 'oven', x: 5, y: 7, z: 2.3, zone: 'bakery' },
    { id: 'fridge', x: 15, y: 7, z: 2.3, zone: 'dairy' },
    { id: 'cellar', x: 10, y: 13, z: 2.3, zone: 'wine' },
  ],
};
const OPENS_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const day = (seed: number, shoppersPerHour = 30, hours = 2) =>
  shopDay({ site, seed, opensMs: OPENS_MS, closesMs: OPENS_MS + hours * HOUR_MS, shoppersPerHour });
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const long = Array.from({ length: 10 }, (_, index) => day(index + 1, 60, 10));
const visits = long.flatMap((one) => one.visits).filter((visit) => visit.person.kind === 'shopper');

describe('the people of a generated shop', () => {
  it('come as often as they were asked to, and go for minutes or for an hour', () => {
    expect(visits.filter((visit) => !visit.again).length / 100).toBeGreaterThan(50);
    expect(visits.filter((visit) => !visit.again).length / 100).toBeLessThan(70);
    const minutes = visits.filter((visit) => !visit.person.bounced).map((visit) => (visit.toMs - visit.fromMs) / 60_000);
    expect(median(minutes)).toBeGreaterThan(9);
    expect(median(minutes)).toBeLessThan(15);
  });

  it('turn round within a minute in 15 of 100 cases, and come back in 3', () => {
    const bounced = visits.filter((visit) => visit.person.bounced);
    expect(bounced.every((visit) => visit.toMs - visit.fromMs < 60_000)).toBe(true);
    expect(bounced.length / visits.length).toBeGreaterThan(0.11);
    expect(bounced.length / visits.length).toBeLessThan(0.19);
    const again = visits.filter((visit) => visit.again).length / visits.length;
    expect(again).toBeGreaterThan(0.015);
    expect(again).toBeLessThan(0.045);
  });

  it('are passed by three to ten times as many', () => {
    for (const { passersBy, visits: all } of long) {
      const entrants = all.filter((visit) => visit.person.kind === 'shopper' && !visit.again).length;
      expect(passersBy.length / entrants).toBeGreaterThan(2.4);
      expect(passersBy.length / entrants).toBeLessThan(12);
      expect(passersBy.every((person) => person.journeys.every((journey) => !journey.inside))).toBe(true);
    }
  });

  it('walk alone or in groups, the larger the slower', () => {
    const chance = dice(3);
    const sizes = Array.from({ length: 5000 }, () => groupSize(chance, 1));
    expect(Math.min(...sizes)).toBe(1);
    // The mean of a Poisson of 1 without its zeros is 1 / (1 − e⁻¹).
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeCloseTo(1.58, 1);
    expect(streetSpeed(3)).toBeLessThan(streetSpeed(1));
  });

  it('are served by employees with a badge, for their shift', () => {
    const staff = long.flatMap((one) => one.visits).filter((visit) => visit.person.kind === 'staff');
    expect(staff).toHaveLength(20);
    for (const { person, fromMs, toMs } of staff) {
      expect(person.devices[0]?.class).toBe('staff-tag');
      expect((toMs - fromMs) / HOUR_MS).toBeGreaterThan(3.9);
      expect((toMs - fromMs) / HOUR_MS).toBeLessThan(8.2);
    }
  });
});

describe('the truth of a generated day', () => {
  const positions = [...day(4).positions()];

  it('has a place and a zone for each second of each device, inside the shop while its owner is', () => {
    const { visits: all } = day(4);
    const wrong = positions.filter(({ person, tMs, x, y, zone }) => {
      const inside = all.some((visit) => visit.person.id === person.id && tMs >= visit.fromMs && tMs < visit.toMs);
      return inside ? x <= 0 || x >= 20 || y <= 0 || y >= 16 : zone !== 'out';
    });
    expect(positions.length).toBeGreaterThan(20_000);
    expect(wrong).toEqual([]);
  });

  it('moves nobody faster than people walk', () => {
    const before = new Map<string, TruePosition>();
    let fastest = 0;
    for (const now of positions) {
      const last = before.get(now.device);
      if (last && now.tMs - last.tMs === 1000) fastest = Math.max(fastest, Math.hypot(now.x - last.x, now.y - last.y));
      before.set(now.device, now);
    }
    // At the threshold, who walks aside steps round the door post.
    expect(fastest).toBeLessThan(2.2);
  });

  it('keeps who walk together within arm’s reach', () => {
    const byGroup = new Map<string, TruePosition[]>();
    for (const now of positions) {
      const key = `${now.person.group}@${now.tMs}`;
      byGroup.set(key, [...(byGroup.get(key) ?? []), now]);
    }
    const apart = [...byGroup.values()].flatMap((group) =>
      group.map((one) => Math.hypot(one.x - (group[0]?.x ?? 0), one.y - (group[0]?.y ?? 0))),
    );
    expect(apart.filter((farM) => farM > 1.2 + 1e-9)).toEqual([]);
  });
});

describe('what the scanners hear of a generated day', () => {
  const heard = [...day(4, 10, 1).sightings()];

  it('is in order of time, valid, and the same for the same seed', () => {
    expect(heard.length).toBeGreaterThan(5000);
    expect(heard.filter((sighting, index) => sighting.t < (heard[index - 1]?.t ?? 0))).toEqual([]);
    for (const sighting of heard.slice(0, 300)) expect(Value.Check(Sighting, sighting)).toBe(true);
    const again = day(4, 10, 1).sightings();
    expect([...again]).toEqual(heard);
  });

  it('can be heard from any moment on, of those who are there then', () => {
    const fromMs = OPENS_MS + HOUR_MS / 2;
    const later = [...day(4, 10, 1).sightings(fromMs)];
    expect(later[0]?.t).toBeGreaterThanOrEqual(fromMs);
    expect((later[0]?.t ?? 0) - fromMs).toBeLessThan(2000);
    const badges = (from: readonly Sighting[]) =>
      new Set(from.filter(({ mobile }) => mobile.startsWith('ibeacon:')).map(({ mobile }) => mobile));
    expect(badges(later)).toEqual(badges(heard.filter(({ t }) => t >= fromMs)));
  });

  it('is the louder the nearer: on the whole, a badge is heard best in the zone where it is', () => {
    const shop = shopDay({ site, seed: 9, opensMs: OPENS_MS, closesMs: OPENS_MS + HOUR_MS, shoppersPerHour: 0, fixtures: 0 });
    const truth = new Map([...shop.positions()].map((row) => [`${row.device}@${row.tMs}`, row.zone]));
    const best = new Map<string, Sighting>();
    for (const sighting of shop.sightings()) {
      const key = `${sighting.mobile}@${Math.round(sighting.t / 1000) * 1000}`;
      if ((sighting.rssiDbm ?? -127) > (best.get(key)?.rssiDbm ?? -127)) best.set(key, sighting);
    }
    const zoneOf = new Map(site.scanners.map((scanner) => [scanner.id, scanner.zone]));
    const judged = [...best].filter(([key]) => (truth.get(key) ?? 'out') !== 'out');
    const right = judged.filter(([key, sighting]) => zoneOf.get(sighting.anchor) === truth.get(key)).length;
    expect(judged.length).toBeGreaterThan(1000);
    expect(right / judged.length).toBeGreaterThan(0.5);
  });

  it('is nothing in a shop without people or fixtures', () => {
    const none = shopDay({ site, seed: 1, opensMs: OPENS_MS, closesMs: OPENS_MS + HOUR_MS, shoppersPerHour: 0, employees: 0, fixtures: 0 });
    expect([...none.sightings()]).toEqual([]);
    expect(none.visits).toEqual([]);
  });
});
