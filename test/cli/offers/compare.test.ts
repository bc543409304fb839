import { describe, expect, it } from 'vitest';
import { type Comparison, comparisonLines } from '../../../cli/offers/compare.ts';
import { compare } from '../../../models/off-policy/compare.ts';
import { always, knowing, knownLog } from '../../models/off-policy/known-log.ts';

const told = (seed: number, more: Partial<Comparison>, explores?: number): Comparison => ({
  ...compare(knownLog({ seed, ...(explores === undefined ? {} : { explores }) }), knowing, always(0)),
  ...{ from: '2026-05-04T00:00:00.000Z', leftOut: 0, hasLearnt: false, triedShare: 0.5, ...more },
});
const NAMES = { candidate: 'new-model', against: 'count-rule' };

describe('aislegate offers compare', () => {
  it('tells both policies, their difference and the verdict', () => {
    const lines = comparisonLines(told(1, {}), NAMES);
    expect(lines[0]).toContain('3000 decisions of 200 members');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['new-model', 'count-rule', 'difference']));
    expect(lines.at(-1)).toBe('It would have earned more redemptions.');
  });

  it('gives no verdict on a log of a shop that did not explore, and says what would help', () => {
    const lines = comparisonLines(told(1, {}, 0), NAMES);
    expect(lines.at(-2)).toBe('No verdict: the log cannot tell.');
    expect(lines.at(-1)).toContain('Let the shop explore');
  });

  it('says which decisions are left out, and where a model is asked about what it has learned from', () => {
    expect(comparisonLines(told(1, { leftOut: 12 }), NAMES)).toContain('Left out: 12 decisions from before 2026-05-04T00:00:00.000Z.');
    const lines = comparisonLines(told(1, { hasLearnt: true }), NAMES);
    expect(lines).toContain('A model has learned from some of these decisions, and looks better than it is.');
  });
});
