import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../models/off-policy/evaluate.ts';
import { always, type KnownChoice, knowing, knownLog } from './known-log.ts';

const reasons = (log: readonly KnownChoice[], policy = knowing) => evaluate(log, policy).refused.map(({ reason }) => reason);
const edited = (edit: (row: KnownChoice, index: number) => Partial<KnownChoice>): readonly KnownChoice[] =>
  knownLog({ seed: 1 }).map((row, index) => ({ ...row, ...edit(row, index) }));

describe('a log that cannot tell what a policy is worth', () => {
  it('is believed when shops explored', () => {
    expect(reasons(knownLog({ seed: 1 }))).toEqual([]);
  });

  it('is refused when it is empty', () => {
    expect(reasons([])).toEqual(['no-rows']);
  });

  it('is refused when shops did not explore: nothing is known of what was not shown', () => {
    expect(reasons(knownLog({ seed: 1, explores: 0 }))).toEqual(['no-exploration']);
    expect(
      reasons(edited(({ chosen, propensities }) => ({ propensities: propensities.map((_, index) => Number(index === chosen)) }))),
    ).toEqual(['no-exploration']);
  });

  it('is refused when a decision does not say how likely it was', () => {
    const log = edited((row, index) => ({ propensities: index === 7 ? row.propensities.map(() => undefined) : row.propensities }));
    const { refused } = evaluate(log, knowing);
    expect(refused).toEqual([{ reason: 'no-propensities', words: expect.stringContaining('1 of 3000 decisions do not say') }]);
  });

  it('needs no more than the propensity of what was shown', () => {
    const log = edited(({ chosen, propensities }) => ({
      propensities: propensities.map((one, index) => (index === chosen ? one : undefined)),
    }));
    expect(reasons(log)).toEqual([]);
  });

  it.each([
    ['do not add up to 1', [0.5, 0.2, 0.2, 0.2]],
    ['add up to less', [0.5, 0.2, 0.1, 0.1]],
    ['are negative', [1.2, -0.1, -0.05, -0.05]],
    ['are not numbers', [0.5, Number.NaN, 0.2, 0.3]],
    ['are, those that are told, too many', [0.8, 0.3, undefined, undefined]],
  ])('is refused when propensities %s', (_, propensities) => {
    expect(reasons(edited((row, index) => (index === 3 ? { propensities, chosen: 0 } : row)))).toContain('impossible-propensities');
  });

  it('is refused when something was shown that should have been as good as impossible', () => {
    const log = edited((row, index) => (index === 5 ? { chosen: 3, propensities: [0.997, 0.001, 0.001, 0.001] } : row));
    expect(reasons(log)).toEqual(['below-floor']);
  });

  it('is refused for a policy that shows what the log never could', () => {
    expect(
      reasons(
        edited(() => ({ chosen: 0, propensities: [0.7, 0.3, 0, 0] })),
        always(2),
      ),
    ).toContain('not-covered');
    const untold = edited((row) => ({ chosen: row.chosen % 2, propensities: [0.7, 0.3, undefined, undefined] }));
    expect(reasons(untold, always(2))).toContain('not-covered');
  });

  it('is refused when too few decisions match, when one outweighs all, or when all are of a few members', () => {
    expect(reasons(knownLog({ seed: 1, rows: 300, explores: 0.3 }), always(1))).toContain('few-effective');
    const limits = { floor: 0.001, minEffective: 1, minRewards: 1, maxWeight: 100, minMembers: 30, minCovered: 0 };
    const heavy = edited((row, index) => (index === 5 ? { chosen: 1, propensities: [0.99, 0.005, 0.0025, 0.0025] } : row));
    expect(evaluate(heavy, always(1), limits).refused.map(({ reason }) => reason)).toEqual(['heavy-weight']);
    expect(reasons(edited((_, index) => ({ member: `member-${index % 29}` })))).toEqual(['few-members']);
  });

  it('is refused when hardly anything was redeemed of what the policy would show: by luck it may be nothing at all', () => {
    const log = knownLog({ seed: 2 });
    const rare = (every: number) => log.map((row, index) => ({ ...row, reward: index % every === 0 ? 1 : 0 }));
    expect(reasons(rare(1000))).toEqual(['few-rewards']);
    expect(reasons(rare(10))).toEqual([]);
  });
});
