import { describe, expect, it } from 'vitest';
import { CONTENDERS } from '../../../../cli/simulate/offers/contenders.ts';
import { regretPlot } from '../../../../cli/simulate/offers/plot.ts';
import { standingLines } from '../../../../cli/simulate/offers/print.ts';
import { type Month, months } from '../../../../cli/simulate/offers/proof.ts';
import { intervalOf } from '../../../../cli/simulate/offers/statistics.ts';
import { standings } from '../../../../cli/simulate/offers/summary.ts';

const SMALL = { variant: 'personal', seeds: [1], days: 2, members: 30 } as const;

async function lived(): Promise<Month[]> {
  const found: Month[] = [];
  for await (const month of months(SMALL)) found.push(month);
  return found;
}

const DAY = { decisions: 10, redemptions: 1 };
const month = (seed: number, contender: Month['contender'], rewards: readonly number[]): Month => ({
  seed,
  contender,
  learntFrom: 500,
  days: rewards.map((reward, day) => ({ day, ...DAY, reward, best: 10 })),
});
const MADE_UP = [1, 2].flatMap((seed) => [
  month(seed, 'rules', [1, 1]),
  month(seed, 'count-rule', [2, 2]),
  month(seed, 'frozen', [4, 4]),
  month(seed, 'learning', [4, 5 + seed]),
]);

describe('months of offers with known effects', () => {
  it('are lived by every contender with the same seed, and nobody beats the truth', { timeout: 120_000 }, async () => {
    const found = await lived();
    expect(found.map(({ contender }) => contender)).toEqual([...CONTENDERS]);
    for (const { days } of found) {
      expect(days.map(({ day }) => day)).toEqual([0, 1]);
      for (const { reward, best } of days) expect(reward).toBeLessThanOrEqual(best + 1e-9);
    }
  });
});

describe('what the months came to', () => {
  it('tells the reward of each beside that of the frozen model, and in the second half alone', () => {
    const learning = standings(MADE_UP).find(({ contender }) => contender === 'learning');
    expect(learning?.overFrozen[1]).toBeCloseTo((10 / 8 + 11 / 8) / 2, 10);
    expect(learning?.secondHalfOverFrozen[1]).toBeCloseTo((6 / 4 + 7 / 4) / 2, 10);
    expect(learning?.curve.map(([, mean]) => mean)).toEqual([6, 9.5]);
  });

  it('is a table with one row for each', () => {
    const lines = standingLines(standings(MADE_UP));
    expect(lines).toHaveLength(2 + CONTENDERS.length);
    expect(lines[4]).toContain('| frozen model | 8 (8 to 8) | 12 (12 to 12) |');
  });

  it('is a picture that says when the world drifted', () => {
    const svg = regretPlot(standings(MADE_UP), { title: 'Regret', driftDay: 1, bands: true });
    expect(svg.match(/<polyline/g)).toHaveLength(CONTENDERS.length);
    expect(svg).toContain('>drift</text>');
    expect(svg.match(/<polygon/g)).toHaveLength(CONTENDERS.length);
    expect(svg).not.toContain('NaN');
    const plain = regretPlot(standings(MADE_UP), { title: 'Regret', bands: false });
    expect(plain).not.toContain('drift');
    expect(plain).not.toContain('<polygon');
  });

  it('has an interval over seeds by Student, and none for one seed', () => {
    expect(intervalOf([3])).toEqual([3, 3, 3]);
    const [low, mean, high] = intervalOf([1, 2, 3]);
    expect([mean, high - mean]).toEqual([2, expect.closeTo(4.303 / Math.sqrt(3), 6)]);
    expect(low).toBeCloseTo(4 - high, 10);
  });
});
