import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankingOf, type SlateRanking } from '../../../../models/offer-ranker/evaluation/ranking.ts';

const of = (order: number[], labels: number[]): SlateRanking | undefined => rankingOf(Float64Array.from(order), Uint8Array.from(labels));

/** Every order that the offers can be put in. */
function* permutations(count: number, taken: number[] = []): Generator<number[]> {
  if (taken.length === count) yield taken;
  for (let index = 0; index < count; index += 1) if (!taken.includes(index)) yield* permutations(count, [...taken, index]);
}

describe('how well a slate is ranked', () => {
  it('is perfect where the redeemed offers come first', () => {
    expect(of([3, 2, 1, 0], [1, 1, 0, 0])).toEqual({ hitAt1: 1, hitAt3: 1, ndcgAt3: 1, ndcgAt5: 1 });
  });

  it('gains less the further down the redeemed offer stands', () => {
    const third = of([5, 4, 3, 2, 1, 0], [0, 0, 1, 0, 0, 0]);
    expect(third).toEqual({ hitAt1: 0, hitAt3: 1, ndcgAt3: 0.5, ndcgAt5: 0.5 });
    expect(of([5, 4, 3, 2, 1, 0], [0, 0, 0, 0, 0, 1])).toEqual({ hitAt1: 0, hitAt3: 0, ndcgAt3: 0, ndcgAt5: 0 });
  });

  it('cannot be told where nothing was redeemed, or everything', () => {
    expect(of([1, 2], [0, 0])).toBeUndefined();
    expect(of([1, 2], [1, 1])).toBeUndefined();
  });

  it('is, with ties, the mean over all orders of the tied offers', () => {
    const scored = fc.array(fc.record({ score: fc.integer({ min: 0, max: 2 }), label: fc.integer({ min: 0, max: 1 }) }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(scored, (rows) => {
        const labels = rows.map(({ label }) => label);
        const whole = of(
          rows.map(({ score }) => score),
          labels,
        );
        const broken = [...permutations(rows.length)].map((order) =>
          of(
            rows.map(({ score }, index) => score + (order[index] ?? 0) / 100),
            labels,
          ),
        );
        for (const measure of ['hitAt1', 'hitAt3', 'ndcgAt3', 'ndcgAt5'] as const) {
          const mean = broken.reduce((sum, one) => sum + (one?.[measure] ?? 0), 0) / broken.length;
          expect(whole?.[measure] ?? 0).toBeCloseTo(mean, 9);
        }
      }),
      { numRuns: 40 },
    );
  });
});
