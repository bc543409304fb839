import { describe, expect, it } from 'vitest';
import { compare } from '../../../models/off-policy/compare.ts';
import { always, knowing, knownLog, worthOf } from './known-log.ts';

describe('two policies on one log', () => {
  it('says which one is better, and by how much', () => {
    const log = knownLog({ seed: 1 });
    const told = compare(log, knowing, always(0));
    expect(told.verdict).toBe('better');
    expect(told.difference.doublyRobust.value).toBeCloseTo(worthOf(log, knowing) - worthOf(log, always(0)), 1);
    expect(compare(log, always(0), knowing).verdict).toBe('worse');
  });

  it('finds no difference of a policy from itself', () => {
    const { difference, verdict } = compare(knownLog({ seed: 2 }), knowing, knowing);
    expect([difference.ips.value, difference.snips.high, difference.doublyRobust.low]).toEqual([0, 0, 0]);
    expect(verdict).toBe('undecided');
  });

  it('holds the true difference in about 95 of 100 intervals, and is wrong about the sign in hardly any', () => {
    let held = { ips: 0, snips: 0, doublyRobust: 0 };
    let wrong = 0;
    const seeds = Array.from({ length: 300 }, (_, index) => 1000 + index);
    for (const seed of seeds) {
      const log = knownLog({ seed, rows: 1200, members: 120 });
      // Offers 1 and 2 are worth the same.
      const truth = worthOf(log, always(1)) - worthOf(log, always(2));
      const { difference, verdict } = compare(log, always(1), always(2), { ...LOOSE });
      const holds = ({ low, high }: { low: number; high: number }) => Number(low <= truth && truth <= high);
      held = {
        ips: held.ips + holds(difference.ips),
        snips: held.snips + holds(difference.snips),
        doublyRobust: held.doublyRobust + holds(difference.doublyRobust),
      };
      if (verdict === 'better' || verdict === 'worse') wrong += 1;
    }
    for (const count of Object.values(held)) expect(count / seeds.length).toBeGreaterThan(0.92);
    expect(wrong / seeds.length).toBeLessThan(0.1);
  });

  it('gives no verdict when the log cannot tell of one of the two, and says each reason once', () => {
    const told = compare(knownLog({ seed: 1, explores: 0 }), knowing, always(0));
    expect(told.verdict).toBe('refused');
    expect(told.refused.map(({ reason }) => reason)).toEqual(['no-exploration']);
    const few = compare(knownLog({ seed: 1, rows: 300 }), always(0), always(1));
    expect(few.against.refused.map(({ reason }) => reason)).toEqual(['few-effective', 'few-rewards']);
    expect(few.verdict).toBe('refused');
  });
});

const LOOSE = { floor: 0.01, minEffective: 20, minRewards: 0, maxWeight: 100, minMembers: 30, minCovered: 0 };
