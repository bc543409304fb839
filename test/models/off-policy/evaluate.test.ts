import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../models/off-policy/evaluate.ts';
import { asLogged, greedyAmongTried, triedShare } from '../../../models/off-policy/log.ts';
import { always, knowing, knownLog, worthOf } from './known-log.ts';

const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('what a policy would have earned on a log of another', () => {
  const known = SEEDS.map((seed) => {
    const log = knownLog({ seed });
    return { worth: worthOf(log, knowing), told: evaluate(log, knowing) };
  });

  it.each(['ips', 'snips', 'doublyRobust'] as const)('%s is right on average, however wrong the model is', (name) => {
    const errors = known.map(({ worth, told }) => told[name].value - worth);
    const sd = Math.sqrt(mean(errors.map((error) => error * error)) / errors.length);
    expect(Math.abs(mean(errors))).toBeLessThan(3.5 * sd + 1e-3);
  });

  it.each(['ips', 'snips', 'doublyRobust'] as const)('%s: about 95 of 100 intervals hold the truth', (name) => {
    const held = known.filter(({ worth, told }) => told[name].low <= worth && worth <= told[name].high).length / known.length;
    expect(held).toBeGreaterThan(0.92);
  });

  it('tells a good model by narrower doubly robust intervals', () => {
    const width = (modelError: number) => {
      const { doublyRobust } = evaluate(knownLog({ seed: 1, modelError }), knowing);
      return doublyRobust.high - doublyRobust.low;
    };
    expect(width(0)).toBeLessThan(width(0.9));
  });

  it('widens the interval when the same decisions are of fewer members', () => {
    const log = knownLog({ seed: 3 });
    const fewer = log.map((row, index) => ({
      ...row,
      member: `${row.kind}-${index % 15}`,
      reward: row.kind === index % 3 ? row.reward : 0,
    }));
    const alone = fewer.map((row, index) => ({ ...row, member: `member-${index}` }));
    expect(evaluate(fewer, knowing).ips.standardError).toBeGreaterThan(evaluate(alone, knowing).ips.standardError);
  });

  it('is the plain mean of the rewards for the policy that made the log', () => {
    const log = knownLog({ seed: 4 });
    const told = evaluate(log, ({ propensities }) => propensities.map(Number));
    const plain = mean(log.map(({ reward }) => reward));
    expect(told.ips.value).toBeCloseTo(plain, 12);
    expect(told.snips.value).toBeCloseTo(plain, 12);
    expect(told.effectiveSampleSize).toBeCloseTo(log.length, 6);
    expect(told.meanWeight).toBeCloseTo(1, 12);
    expect(told.refused).toEqual([]);
  });

  it('does not care in which order the decisions are', () => {
    const log = knownLog({ seed: 5, rows: 400 });
    fc.assert(
      fc.property(fc.shuffledSubarray([...log], { minLength: log.length }), (shuffled) => {
        const [one, other] = [evaluate(log, always(1)), evaluate(shuffled, always(1))];
        expect(other.doublyRobust.value).toBeCloseTo(one.doublyRobust.value, 10);
        expect(other.snips.standardError).toBeCloseTo(one.snips.standardError, 10);
      }),
      { numRuns: 10 },
    );
  });

  it('is nothing where the policy never chooses what the log chose', () => {
    const log = knownLog({ seed: 6, rows: 50 }).map((row) => ({ ...row, chosen: 0 }));
    const told = evaluate(log, always(2));
    expect([told.ips.value, told.snips.value, told.effectiveSampleSize]).toEqual([0, 0, 0]);
    expect(told.snips.standardError).toBe(0);
  });

  it('chooses for certain the first of the best that the log had a chance to choose', () => {
    const row = { member: 'm', chosen: 0, reward: 0, expected: [], propensities: [0.5, 0.2, 0.3, 0] };
    expect(greedyAmongTried(row, [1, 3, 3, 4])).toEqual([0, 1, 0, 0]);
    expect(greedyAmongTried({ ...row, propensities: [undefined, 1] }, [2, 1])).toEqual([1, 0]);
    expect(triedShare([row, row], () => [1, 3, 3, 4])).toBe(0);
    expect(triedShare([row], () => [1, 3, 3, 2])).toBe(1);
    expect(triedShare([], () => [])).toBe(1);
  });

  it('is worth what was really earned, where the policy is the one that gathered the log', () => {
    const log = knownLog({ seed: 7 });
    const { ips, snips, effectiveSampleSize } = evaluate(log, asLogged);
    const earned = log.reduce((sum, { reward }) => sum + reward, 0) / log.length;
    expect(ips.value).toBeCloseTo(earned, 10);
    expect(snips.value).toBeCloseTo(earned, 10);
    expect(effectiveSampleSize).toBeCloseTo(log.length, 6);
  });
});
