import { describe, expect, it } from 'vitest';
import type { Site } from '../../../contract/site.ts';
import { chanceToBuy, type Shown } from '../../../devices/simulator/purchases.ts';
import { shopDay } from '../../../devices/simulator/shop-day.ts';

const zone = (id: string, x: number, kind = 'department') => ({
  id,
  name: id,
  kind,
  polygon: [
    [x, 0],
    [x + 5, 0],
    [x + 5, 10],
    [x, 10],
  ],
});
const site: Site = {
  shop: { id: 'corner', name: 'Corner shop', timezone: 'Europe/Paris' },
  floor: { width: 20, depth: 10 },
  zones: [zone('entrance', 0, 'entrance'), zone('bakery', 5), zone('wine', 10), zone('tills', 15, 'tills')],
  scanners: [{ id: 'one', x: 10, y: 5 }],
};
const HOUR_MS = 3_600_000;
const day = shopDay({ site, seed: 12, opensMs: 0, closesMs: 10 * HOUR_MS, shoppersPerHour: 60, passing: 1 });
const shoppers = day.people.filter(({ kind }) => kind === 'shopper');
const bought = day.receipts();

describe('what shoppers of a generated shop buy', () => {
  it('is paid at the tills before they leave, and by nobody who turned round or works there', () => {
    const byId = new Map(day.people.map((person) => [person.id, person]));
    for (const { person: id, tMs, zone: till } of bought) {
      const person = byId.get(id);
      expect(person).toMatchObject({ kind: 'shopper', bounced: false });
      expect(till).toBe('tills');
      expect(person?.journeys.some(({ inside }) => inside && tMs >= inside.fromMs && tMs <= inside.toMs)).toBe(true);
    }
    expect(bought.length / new Set(shoppers.map(({ group }) => group)).size).toBeGreaterThan(0.5);
    expect(bought.map(({ tMs }) => tMs)).toEqual(bought.map(({ tMs }) => tMs).toSorted((a, b) => a - b));
  });

  it('follows what they like, and how long they stood there', () => {
    const shares = (liked: boolean) => {
      const stops = shoppers.flatMap(({ journeys }) => journeys.flatMap(({ considered = [] }) => considered));
      const chosen = stops.filter(({ interest }) => interest > 1 === liked);
      return chosen.filter((stop) => stop.luck < chanceToBuy(stop, false)).length / chosen.length;
    };
    expect(shares(true)).toBeGreaterThan(2 * shares(false));
    expect(chanceToBuy({ interest: 1, dwellMs: 60_000 }, false)).toBeGreaterThan(chanceToBuy({ interest: 1, dwellMs: 10_000 }, false));
  });

  it('is more where an offer was seen, by the odds that the offer has, and never less', () => {
    const lines = (shown: readonly Shown[], odds?: number) => {
      const told = odds === undefined ? day.receipts(shown) : day.receipts(shown, odds);
      return told.flatMap((receipt) => receipt.lines).filter(({ category }) => category === 'wine').length;
    };
    const everybody = shoppers.flatMap(({ id, journeys }) =>
      journeys.flatMap(({ considered = [] }) => considered.map(({ tMs }): Shown => ({ person: id, zone: 'wine', tMs }))),
    );
    expect(lines(everybody)).toBeGreaterThan(1.3 * lines([]));
    expect(lines(everybody, 1)).toBe(lines([]));
    const elsewhere = everybody.map((shown) => ({ ...shown, zone: 'bakery' }));
    expect(lines(elsewhere)).toBe(lines([]));
    const yesterday = everybody.map((shown) => ({ ...shown, tMs: shown.tMs - 86_400_000 }));
    expect(lines(yesterday)).toBe(lines([]));
  });

  it('adds up on each receipt', () => {
    for (const { lines, total } of bought)
      expect(total).toBeCloseTo(
        lines.reduce((sum, { amount }) => sum + amount, 0),
        2,
      );
  });
});
