import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EFFECT_STARTS, EFFECTS, EMBEDDING_SIZE } from '../../../../edge/offers/learning/embedding.ts';
import { createFit, type Evidence, LARGEST_DRIFT, updateHead } from '../../../../edge/offers/learning/fit.ts';
import { firstHead, logOdds, predict, priorOf } from '../../../../edge/offers/learning/head.ts';

const prior = priorOf(new Float32Array(9).fill(400));
const kinds = EFFECTS.kind;

/** An impression of an offer of one kind that the model gives a chance of 1 in 10. */
function lesson(kind: number, label: 0 | 1, weight = 1): Evidence {
  const embedding = new Float32Array(EMBEDDING_SIZE);
  embedding[EFFECT_STARTS.level] = 1;
  embedding[EFFECT_STARTS.model] = Math.log(0.1 / 0.9);
  embedding[EFFECT_STARTS.kind + kind] = 1;
  return { embedding, label, weight };
}

const anyLesson = fc
  .record({
    kind: fc.integer({ min: 0, max: kinds - 1 }),
    label: fc.constantFrom(0 as const, 1 as const),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ kind, label, weight }) => lesson(kind, label, weight));

describe('what lessons make of the head of a shop', () => {
  it('says what the model says while there is no lesson', () => {
    const head = updateHead(prior, []);
    expect([...head.weights]).toEqual([...firstHead(prior).weights]);
    expect(predict(head, lesson(0, 0).embedding)).toBeCloseTo(0.1, 6);
  });

  it('learns that members of this shop take a kind of offer more often, and another never', () => {
    const lessons = Array.from({ length: 400 }, (_, index) => lesson(index % 2, index % 2 === 0 && index % 10 < 4 ? 1 : 0));
    const head = updateHead(prior, lessons);
    expect(predict(head, lesson(0, 0).embedding)).toBeGreaterThan(0.17);
    expect(predict(head, lesson(1, 0).embedding)).toBeLessThan(0.07);
    expect(predict(head, lesson(2, 0).embedding)).toBeGreaterThan(predict(head, lesson(1, 0).embedding));
  });

  it('learns the same whatever order the lessons came in', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyLesson, { minLength: 1, maxLength: 40 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, other]) => {
          const [a, b] = [updateHead(prior, one), updateHead(prior, other)];
          for (const [index, value] of a.weights.entries()) expect(b.weights[index]).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  it('never leaves the prior by more than three standard deviations', () => {
    fc.assert(
      fc.property(anyLesson, fc.integer({ min: 1, max: 3000 }), (one, times) => {
        const { weights } = updateHead(prior, [{ ...one, weight: one.weight * times }]);
        weights.forEach((value, index) => {
          const away = Math.abs(value - (prior.mean[index] ?? 0)) * Math.sqrt(prior.precision[index] ?? 0);
          expect(away).toBeLessThanOrEqual(LARGEST_DRIFT + 1e-9);
        });
      }),
    );
  });

  it('finds weights that no small step makes more probable', () => {
    const lessons = Array.from({ length: 300 }, (_, index) => lesson(index % 5, index % 7 === 0 ? 1 : 0));
    const { weights } = updateHead(prior, lessons);
    const loss = (at: Float64Array): number =>
      lessons.reduce(
        (sum, { embedding, label }) => sum + Math.log1p(Math.exp((label === 1 ? -1 : 1) * logOdds({ weights: at }, embedding))),
        0,
      ) + at.reduce((sum, value, index) => sum + ((prior.precision[index] ?? 0) * (value - (prior.mean[index] ?? 0)) ** 2) / 2, 0);
    for (let index = 0; index < weights.length; index += 1) {
      for (const step of [-0.02, 0.02])
        expect(loss(weights.map((value, at) => (at === index ? value + step : value)))).toBeGreaterThan(loss(weights) - 1e-6);
    }
  });

  it('takes a step back where a whole one makes it worse, as a shower of redemptions that the model calls impossible does', () => {
    const one = lesson(0, 1);
    const impossible = { ...one, embedding: one.embedding.map((value, index) => (index === EFFECT_STARTS.model ? -9 : value)) };
    const head = updateHead(
      prior,
      Array.from({ length: 2000 }, () => impossible),
    );
    expect([...head.weights].every(Number.isFinite)).toBe(true);
    expect(predict(head, impossible.embedding)).toBeGreaterThan(0.001);
  });

  it('is more certain the more it has seen', () => {
    const few = updateHead(prior, [lesson(0, 1)]);
    const many = updateHead(
      prior,
      Array.from({ length: 500 }, (_, index) => lesson(0, index % 10 === 0 ? 1 : 0)),
    );
    expect(many.evidence).toBe(500);
    expect(few.factor[0]).toBeLessThan(many.factor[0] ?? 0);
  });

  it('gives the same head in slices as at once', () => {
    const lessons = Array.from({ length: 50 }, (_, index) => lesson(index % 3, index % 4 === 0 ? 1 : 0));
    const fit = createFit(prior, lessons);
    let slices = 0;
    for (let head = fit.step(7); ; head = fit.step(7), slices += 1) {
      if (!head) continue;
      expect([...head.weights]).toEqual([...updateHead(prior, lessons).weights]);
      break;
    }
    expect(slices).toBeGreaterThan(8);
  });
});
