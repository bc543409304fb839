import { describe, expect, it } from 'vitest';
import { orderTrial, type TrialRow } from '../../../models/off-policy/order-trial.ts';

/** A shop that shows what the served order puts first in 8 of 10 visits, and otherwise what it puts second; members want the second. */
function rows(count: number, wanted: 'served' | 'trial' | 'neither'): TrialRow[] {
  return Array.from({ length: count }, (_, index) => {
    const explored = index % 5 === 0;
    const chance = { served: explored ? 0.1 : 0.3, trial: explored ? 0.5 : 0.1, neither: 0.2 }[wanted];
    return {
      member: `m${index % 300}`,
      isRedeemed: (index * 7919) % 100 < chance * 100,
      propensity: explored ? 0.2 : 0.8,
      served: explored ? 2 : 1,
      trial: explored ? 1 : 2,
    };
  });
}

describe('the trial of another order', () => {
  it('finds that members redeem what the order on trial puts first, although it was seldom shown', () => {
    const { isBetter, evidence } = orderTrial(rows(4000, 'trial'));
    expect(isBetter).toBe(true);
    expect(evidence.lower).toBeGreaterThan(0);
    expect(evidence.redemptions).toBeGreaterThan(500);
    expect(evidence.members).toBe(300);
  });

  it('does not take an order for better that is worse, or that makes no difference', () => {
    expect(orderTrial(rows(4000, 'served'))).toMatchObject({ isBetter: false });
    const same = orderTrial(rows(4000, 'neither'));
    expect(same.isBetter).toBe(false);
    expect(same.evidence.lower).toBeLessThan(0);
    expect(same.evidence.upper).toBeGreaterThan(0);
  });

  it('says nothing before there are five hundred redemptions', () => {
    const { isBetter, evidence } = orderTrial(rows(2000, 'trial'));
    expect(evidence.lower).toBeGreaterThan(0);
    expect(evidence.redemptions).toBeLessThan(500);
    expect(isBetter).toBe(false);
  });

  it('says nothing of few members, or where a few rows weigh more than all others', () => {
    const few = rows(4000, 'trial').map((row) => ({ ...row, member: 'the same' }));
    expect(orderTrial(few)).toMatchObject({ isBetter: false, evidence: { members: 1, lower: 0, upper: 0 } });
    const [first, ...others] = rows(4000, 'trial');
    expect(orderTrial(first ? [{ ...first, propensity: 0.001 }, ...others] : [])).toMatchObject({ isBetter: false });
  });

  it('looks no further than the first five places', () => {
    const far = rows(4000, 'trial').map((row) => ({ ...row, served: 9, trial: 6 }));
    expect(orderTrial(far).evidence.mean).toBe(0);
  });

  it('knows nothing of nothing', () => {
    expect(orderTrial([])).toMatchObject({ isBetter: false, evidence: { decisions: 0, mean: 0, lower: 0, effectiveSample: 0 } });
    expect(orderTrial([{ member: 'm', isRedeemed: true, propensity: 0, served: 1, trial: 1 }]).evidence.decisions).toBe(0);
  });
});
