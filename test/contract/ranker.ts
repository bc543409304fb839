import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { OFFER_KINDS } from '../../contract/offers/offer.ts';
import type { Ranker } from '../../edge/ports/ranker.ts';
import { type FeatureInput, featureRow } from '../../models/offer-ranker/features.ts';

const plain: FeatureInput = {
  offer: { id: 'rolls', category: 'bakery', kind: 'percent-off', value: 20 },
  member: { affinities: { bakery: 0.2, wine: 0.1 } },
  zone: 'bakery',
  hour: 11,
  weekday: 3,
  shownBefore: 0,
};

const anyInput: fc.Arbitrary<FeatureInput> = fc.record({
  offer: fc.record(
    {
      id: fc.constant('any'),
      category: fc.constantFrom('bakery', 'dairy', 'constructor'),
      kind: fc.constantFrom(...OFFER_KINDS),
      value: fc.double({ min: 0, max: 1e6, noNaN: true }),
      zones: fc.array(fc.constantFrom('bakery', 'dairy')),
    },
    { requiredKeys: ['id', 'category', 'kind'] },
  ),
  member: fc.record(
    { affinities: fc.dictionary(fc.constantFrom('bakery', 'dairy'), fc.double({ min: 0, max: 1, noNaN: true })) },
    { requiredKeys: [] },
  ),
  zone: fc.constantFrom('bakery', 'dairy'),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 0, max: 6 }),
  dwellMs: fc.integer({ min: 0, max: 86_400_000 }),
  shownBefore: fc.integer({ min: 0, max: 10_000 }),
});

/** What every ranker promises, real or fake. */
export function rankerContract(name: string, open: () => Promise<Ranker>): void {
  describe(`${name} as a ranker`, () => {
    let ranker: Ranker;
    beforeAll(async () => {
      ranker = await open();
    });
    const chance = (input: FeatureInput): number => ranker.score([featureRow(input)])[0] ?? Number.NaN;

    it('names its version for the decision record', () => {
      expect(ranker.version).toMatch(/^\S{1,120}$/u);
    });

    it('gives every offer a probability, whatever is known of the shopper', () => {
      fc.assert(
        fc.property(fc.array(anyInput, { maxLength: 20 }), (inputs) => {
          const scores = ranker.score(inputs.map(featureRow));
          expect(scores).toHaveLength(inputs.length);
          for (const score of scores) expect(score).toSatisfy((value: number) => value >= 0 && value <= 1);
        }),
      );
    });

    it('scores an offer the same alone and among others, now and again', () => {
      const other: FeatureInput = { ...plain, offer: { ...plain.offer, category: 'wine' }, shownBefore: 3 };
      const together = ranker.score([other, plain, other].map(featureRow));
      expect(together[1]).toBeCloseTo(chance(plain), 5);
      expect(together[0]).toBe(together[2]);
      expect(chance(plain)).toBe(chance(plain));
    });

    it('prefers what the shopper buys', () => {
      expect(chance({ ...plain, member: { affinities: { bakery: 0.6 } } })).toBeGreaterThan(
        chance({ ...plain, member: { affinities: { bakery: 0.01, wine: 0.6 } } }),
      );
    });

    it('prefers an offer of the zone the shopper is in', () => {
      const here = { ...plain, offer: { ...plain.offer, zones: ['bakery'] } };
      expect(chance(here)).toBeGreaterThan(chance({ ...here, zone: 'dairy' }));
    });

    it('likes an offer less when the shopper has seen it often', () => {
      expect(chance({ ...plain, shownBefore: 6 })).toBeLessThan(chance(plain));
    });

    it('scores nothing when there is nothing to score', () => {
      expect(ranker.score([])).toHaveLength(0);
    });
  });
}
