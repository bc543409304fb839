import { describe, expect, it } from 'vitest';
import { comparisonLines } from '../../../cli/offers/compare.ts';
import { compare } from '../../../models/off-policy/compare.ts';
import { always, knowing, knownLog } from '../../models/off-policy/known-log.ts';

const NAMES = { candidate: 'new-model', against: 'count-rule' };

describe('aislegate offers compare', () => {
  it('tells both policies, their difference and the verdict', () => {
    const lines = comparisonLines(compare(knownLog({ seed: 1 }), knowing, always(0)), NAMES);
    expect(lines[0]).toContain('3000 decisions of 200 members');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['new-model', 'count-rule', 'difference']));
    expect(lines.at(-1)).toBe('It would have earned more redemptions.');
  });

  it('gives no verdict on a log of a shop that did not explore, and says what would help', () => {
    const lines = comparisonLines(compare(knownLog({ seed: 1, explores: 0 }), knowing, always(0)), NAMES);
    expect(lines.at(-2)).toBe('No verdict: the log cannot tell.');
    expect(lines.at(-1)).toContain('Let the shop explore');
  });
});
