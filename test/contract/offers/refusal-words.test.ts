import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../../contract/facts/offer-facts.ts';
import { REFUSAL_WORDS, refusalWords } from '../../../contract/offers/refusal-words.ts';

describe('the words for refusals', () => {
  it('are there for each, and tell each apart', () => {
    expect(Object.keys(REFUSAL_WORDS).sort()).toEqual([...REFUSALS].sort());
    expect(new Set(Object.values(REFUSAL_WORDS)).size).toBe(REFUSALS.length);
  });

  it('name the rule of headquarters that it was', () => {
    expect(refusalWords({ reason: 'RULE', rule: 'mornings-only' })).toBe('ruled out by headquarters (mornings-only)');
    expect(refusalWords({ reason: 'OUT_OF_STOCK' })).toBe('out of stock');
  });
});
