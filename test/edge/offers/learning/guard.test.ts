import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { GUARD_SETTINGS, judge } from '../../../../edge/offers/learning/guard.ts';
import type { KeptLesson } from '../../../../edge/offers/learning/lessons.ts';
import { DAY_MS, MONDAY, madeUpLesson } from './made-up-lessons.ts';

const now = MONDAY + 30 * DAY_MS;
const served = { head: 'head-1', since: MONDAY };
const TRUE_CHANCE = 0.1;

/** A shop where one impression in ten is redeemed, at random; what was said of the chance by who is served and by who is on trial. */
function impressions(count: number, said: { chance: number; shadowChance: number }, changes: Partial<KeptLesson> = {}): KeptLesson[] {
  const { unit } = seededRandom(11);
  return Array.from({ length: count }, (_, number) => {
    const redeemed = unit() < TRUE_CHANCE;
    const share = unit() < 0.9 ? 1 : 0;
    return { ...madeUpLesson(number), head: 'head-1', shadowShare: share, ...said, ...(redeemed && { redeemedAt: MONDAY }), ...changes };
  });
}

describe('the guard before what a shop has learnt', () => {
  it('waits until enough impressions have been decided', () => {
    const few = judge(impressions(1999, { chance: 0.2, shadowChance: 0.1 }), served, now);
    expect(few).toEqual({ verdict: 'waiting', evidence: { decided: 1999 } });
    expect(judge(impressions(2000, { chance: 0.2, shadowChance: 0.1 }), served, now).verdict).toBe('promote');
  });

  it('lets pass what forecasts better than what is served, and tells the figures', () => {
    const { verdict, evidence } = judge(impressions(3000, { chance: 0.2, shadowChance: 0.1 }), served, now);
    expect(verdict).toBe('promote');
    expect(evidence['logLoss']).toBeLessThan(evidence['liveLogLoss'] ?? 0);
    expect(evidence['calibration']).toBeGreaterThan(0.9);
    expect(evidence['calibration']).toBeLessThan(1.1);
    expect(evidence['effectiveSample']).toBeGreaterThan(2000);
  });

  it('holds what forecasts worse', () => {
    expect(judge(impressions(3000, { chance: 0.1, shadowChance: 0.12 }), served, now).verdict).toBe('hold');
  });

  it('holds what promises much more, or much less, than comes, even where what is served is worse', () => {
    expect(judge(impressions(3000, { chance: 0.5, shadowChance: 0.3 }), served, now).verdict).toBe('hold');
    expect(judge(impressions(3000, { chance: 0.01, shadowChance: 0.05 }), served, now).verdict).toBe('hold');
  });

  it('holds what would have shown what members do not take', () => {
    const all = impressions(3000, { chance: 0.2, shadowChance: 0.1 }).map((one, number) => ({
      ...one,
      propensity: 0.5,
      shadowShare: one.redeemedAt !== undefined && number % 2 === 0 ? 0 : 1,
    }));
    const { verdict, evidence } = judge(all, served, now);
    expect(verdict).toBe('hold');
    expect(evidence['snipsLower']).toBeLessThan((evidence['liveValue'] ?? 0) * 0.75);
  });

  it('holds where the log cannot say what it would have earned', () => {
    const { verdict, evidence } = judge(impressions(3000, { chance: 0.2, shadowChance: 0.1 }, { propensity: 0.001 }), served, now);
    expect(verdict).toBe('hold');
    expect(evidence['refusals']).toBeGreaterThan(0);
  });

  it('holds where nothing was redeemed', () => {
    const none = impressions(2500, { chance: 0.02, shadowChance: 0.001 }).map(({ redeemedAt: _redeemedAt, ...one }) => one);
    expect(judge(none, served, now)).toMatchObject({ verdict: 'hold', evidence: { redemptions: 0, calibration: 0 } });
  });

  it('counts only what was shown under what is served, and whose time is over', () => {
    const said = { chance: 0.2, shadowChance: 0.1 };
    const others: Partial<KeptLesson>[] = [{ ranker: 'count-rule' }, { head: 'head-0' }, { shownAt: MONDAY - 1 }, { closesAt: now + 1 }];
    for (const other of others) expect(judge(impressions(2500, said, other), served, now).evidence['decided']).toBe(0);
    const untried = impressions(2500, said).map(({ shadowChance: _shadowChance, ...one }) => one);
    expect(judge(untried, served, now).evidence['decided']).toBe(0);
    const frozen = impressions(2500, said).map(({ head: _head, ...one }) => one);
    expect(judge(frozen, { head: undefined, since: MONDAY }, now, GUARD_SETTINGS).verdict).toBe('promote');
  });
});
