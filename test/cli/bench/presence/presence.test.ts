import { describe, expect, it } from 'vitest';
import { SCANNERS } from '../../../../cli/bench/presence/bench-shop.ts';
import { hearCrowd } from '../../../../cli/bench/presence/crowd.ts';
import { BENCH_ENGINES } from '../../../../cli/bench/presence/shops.ts';
import { Strongest } from '../../../../cli/bench/presence/strongest.ts';
import { subjectBytes } from '../../../../cli/bench/presence/subjects.ts';

describe('the crowd of the bench', () => {
  it('is the same each time, heard by every scanner, one advert a second', () => {
    const [one, two] = [hearCrowd(20, 50), hearCrowd(20, 50)];
    expect(one).toEqual(two);
    const heard = one.seconds.flatMap((second) => [...second]);
    expect(heard).toHaveLength(20 * 50 * SCANNERS.length);
    expect(heard.every((dbm) => dbm < 0 && dbm >= -110)).toBe(true);
    expect(heard.filter((dbm) => dbm === -95).length / heard.length).toBeLessThan(0.1);
    expect(Math.max(...one.phaseMs)).toBeLessThan(1000);
  });

  it('is placed by engines of all grades in the same shop', () => {
    expect(Object.values(BENCH_ENGINES).map((newEngine) => newEngine().grade)).toEqual(['scanners', 'positions', 'survey', 'positions']);
  });
});

describe('the visits of the bench', () => {
  it('are all open in the end, or there is no cost of them', () => {
    expect(subjectBytes(50)).not.toBeNaN();
  });
});

describe('the rule beside which the engines are measured', () => {
  it('takes the scanner with the strongest mean of five seconds, and forgets what is older', () => {
    const rule = new Strongest(2);
    rule.observe(0, 0, -50);
    rule.observe(1, 0, -60);
    expect(rule.decide(0)).toBe(0);
    for (let second = 1; second <= 5; second += 1) {
      rule.observe(1, second, -70);
      expect(rule.decide(second)).toBe(second < 5 ? 0 : 1);
    }
  });
});
