import { describe, expect, it } from 'vitest';
import type { MemberHistory } from '../../../../models/offer-ranker/features/inputs.ts';
import { prepareOffers } from '../../../../models/offer-ranker/features/prepare.ts';
import { countRule } from '../../../../models/offer-ranker/network/count-rule.ts';
import { bought, DRINK, FIGURES, HOT, JAM, NEW, NOBODY, OFFERS, TEA } from '../features/a-chain.ts';

function order(history: MemberHistory): string[] {
  const numbers = countRule(prepareOffers(OFFERS, FIGURES), history, Array.from(OFFERS.keys()));
  return Array.from(OFFERS.keys())
    .sort((a, b) => (numbers[b] ?? 0) - (numbers[a] ?? 0))
    .map((place) => OFFERS[place]?.id ?? '');
}

describe('the count rule', () => {
  it('puts first what the member bought most, then what is in categories that the member buys in, then what everybody buys', () => {
    expect(order({ lines: [bought('jam', 2), bought('tea', 1)], offers: [] })).toEqual([JAM.id, DRINK.id, HOT.id, TEA.id, NEW.id]);
    expect(order({ lines: [bought('coffee', 1)], offers: [] })).toEqual([DRINK.id, HOT.id, TEA.id, JAM.id, NEW.id]);
    expect(order(NOBODY)).toEqual([DRINK.id, HOT.id, TEA.id, JAM.id, NEW.id]);
  });

  it('tells members who redeem from members who do not, of the same purchases', () => {
    const prepared = prepareOffers(OFFERS, FIGURES);
    const sent = { code: 'T', campaign: 'c', startedDaysAgo: 40, shownShare: 1 };
    const redeemer = countRule(prepared, { lines: [], offers: [sent, { ...sent, code: 'S', redeemedDaysAgo: 3 }] }, [0]);
    const other = countRule(prepared, { lines: [], offers: [sent] }, [0]);
    expect(redeemer[0]).toBeGreaterThan(other[0] ?? 0);
    expect(Number.isSafeInteger(redeemer[0])).toBe(true);
  });

  it('stays a whole number however much is bought', () => {
    const numbers = countRule(prepareOffers(OFFERS, FIGURES), { lines: [bought('tea', 1e6)], offers: [] }, [0, 1]);
    expect(Array.from(numbers).every(Number.isSafeInteger)).toBe(true);
  });
});
