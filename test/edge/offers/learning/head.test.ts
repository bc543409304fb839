import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { EFFECT_STARTS, EMBEDDING_SIZE } from '../../../../edge/offers/learning/embedding.ts';
import { updateHead } from '../../../../edge/offers/learning/fit.ts';
import { draw, firstHead, logOdds, predict, priorOf } from '../../../../edge/offers/learning/head.ts';
import { HEADS, standardHeads } from '../../../../edge/offers/learning/standard-heads.ts';
import { triangleSize } from '../../../../edge/offers/learning/triangle.ts';

const evidence = Float32Array.from([100, 200, 0, 400, 500, 600, 700, 800, 1000]);
const prior = priorOf(evidence);

function offer(bucket: number, logit = -2): Float32Array {
  const embedding = new Float32Array(EMBEDDING_SIZE);
  embedding[EFFECT_STARTS.level] = 1;
  embedding[EFFECT_STARTS.model] = logit;
  embedding[EFFECT_STARTS.offer + bucket] = 1;
  return embedding;
}

describe('the head of a shop', () => {
  it('says before its first lesson what the model says', () => {
    expect(logOdds(firstHead(prior), offer(3, -4.25))).toBeCloseTo(-4.25, 6);
    expect(predict(firstHead(prior), offer(3, 0))).toBeCloseTo(0.5, 6);
  });

  it('holds the part of the model by what the model was trained on, and never lets a unit swing that was silent then', () => {
    expect(prior.precision[EFFECT_STARTS.hidden + 3]).toBeCloseTo(120);
    expect(prior.precision[EFFECT_STARTS.hidden + 2]).toBe(25);
    expect(prior.precision[EFFECT_STARTS.model]).toBeCloseTo(300);
  });

  it('draws chances around its mean, as far apart as it is unsure, and alike for alike offers', () => {
    const head = updateHead(prior, [{ embedding: offer(0), label: 1, weight: 3 }]);
    const count = 4000;
    const drawn = draw(head, [offer(0), offer(1), offer(0)], standardHeads(count, 3, seededRandom(7).unit), 1);
    expect(drawn).toHaveLength(count * 3);
    const logits = Array.from({ length: count }, (_, index) => Math.log((drawn[index * 3] ?? 0) / (1 - (drawn[index * 3] ?? 0))));
    const mean = logits.reduce((sum, value) => sum + value, 0) / count;
    const sd = Math.sqrt(logits.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    expect(mean).toBeCloseTo(logOdds(head, offer(0)), 1);
    expect(sd).toBeCloseTo(spreadOf(head.factor, offer(0)), 1);
    for (let index = 0; index < 20; index += 1) expect(drawn[index * 3]).toBeCloseTo(drawn[index * 3 + 2] ?? 0, 3);
  });

  it('draws the mean itself where nothing is to be tried', () => {
    const head = firstHead(prior);
    const drawn = draw(head, [offer(0), offer(1, -1)], standardHeads(2, 2, seededRandom(7).unit), 0);
    expect([...drawn].map((value) => value.toFixed(5))).toEqual(['0.11920', '0.26894', '0.11920', '0.26894']);
  });

  it('doubts each offer as much to the one side as to the other, and offers apart from each other', () => {
    const column = (at: number): number[] =>
      Array.from({ length: HEADS.count }, (_, head) => HEADS.normals[head * HEADS.columns + at] ?? Number.NaN);
    const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (let at = 0; at < HEADS.columns; at += 1) {
      const values = column(at);
      expect(meanOf(values)).toBeCloseTo(0, 12);
      for (let other = 0; other < HEADS.columns; other += 1) {
        const beside = column(other);
        expect(meanOf(values.map((value, head) => value * (beside[head] ?? 0)))).toBeCloseTo(other === at ? 1 : 0, 9);
      }
    }
  });
});

/** The standard deviation of the log-odds, by solving with the factor as it is. */
function spreadOf(factor: Float64Array, embedding: Float32Array): number {
  const solved: number[] = [];
  for (let row = 0; row < embedding.length; row += 1) {
    let sum = embedding[row] ?? 0;
    for (let column = 0; column < row; column += 1) sum -= (factor[triangleSize(row) + column] ?? 0) * (solved[column] ?? 0);
    solved.push(sum / (factor[triangleSize(row) + row] ?? 1));
  }
  return Math.sqrt(solved.reduce((sum, value) => sum + value ** 2, 0));
}
