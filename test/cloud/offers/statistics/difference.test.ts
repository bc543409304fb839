import { describe, expect, it } from 'vitest';
import { adjusted, difference } from '../../../../cloud/offers/statistics/difference.ts';
import { momentsOf } from '../../../../cloud/offers/statistics/moments.ts';
import { beyond, t975 } from '../../../../cloud/offers/statistics/quantiles.ts';
import { sampleRatio } from '../../../../cloud/offers/statistics/sample-ratio.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';

interface World {
  readonly members: number;
  readonly share: number;
  /** What showing offers adds to what a member spends. */
  readonly effect: number;
}

/** Members who mostly buy nothing, and what they buy looks like what they bought before: the truth is known. */
function live({ members, share, effect }: World, seed: number) {
  const { unit } = seededRandom(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const arms = { treated: { n: 0, active: [] as { x: number; y: number }[] }, holdout: { n: 0, active: [] as { x: number; y: number }[] } };
  for (let n = 0; n < members; n += 1) {
    const isHeldOut = unit() < share;
    const arm = isHeldOut ? arms.holdout : arms.treated;
    arm.n += 1;
    if (unit() < 0.4) continue;
    const habit = Math.exp(2 + 0.6 * gauss());
    const spent = (): number => habit * Math.exp(0.3 * gauss());
    arm.active.push({ x: spent(), y: spent() + (isHeldOut ? 0 : effect / 0.6) });
  }
  return { treated: momentsOf(arms.treated.n, arms.treated.active), holdout: momentsOf(arms.holdout.n, arms.holdout.active) };
}

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed + 1);
const within = (share: number, low: number, high: number): void => {
  expect(share).toBeGreaterThanOrEqual(low);
  expect(share).toBeLessThanOrEqual(high);
};

describe('the difference that showing offers makes', () => {
  const WORLD = { members: 2000, share: 0.1, effect: 1.5 };
  const trials = SEEDS.map((seed) => live(WORLD, seed));

  it('lies inside its interval in nineteen of twenty worlds, adjusted by the weeks before or not', () => {
    for (const estimate of [difference, adjusted]) {
      const told = trials.map(({ treated, holdout }) => estimate(treated, holdout));
      const covered = told.filter((one) => one && one.low <= WORLD.effect && WORLD.effect <= one.high).length;
      // 400 worlds: .95 give or take three standard deviations.
      within(covered / SEEDS.length, 0.915, 0.985);
    }
  });

  it('is found less than once in twenty worlds where there is none', () => {
    const nothing = SEEDS.map((seed) => live({ ...WORLD, effect: 0 }, seed));
    for (const estimate of [difference, adjusted]) {
      const found = nothing.filter(({ treated, holdout }) => {
        const one = estimate(treated, holdout);
        return one && (one.low > 0 || one.high < 0);
      });
      within(found.length / SEEDS.length, 0.015, 0.085);
    }
  });

  it('is found in four of five worlds where it is the smallest that can be', () => {
    const [first] = trials;
    const effect = first ? difference(first.treated, first.holdout).smallestDetectable : 0;
    const found = SEEDS.filter((seed) => {
      const { treated, holdout } = live({ ...WORLD, effect }, seed + 1000);
      return difference(treated, holdout).low > 0;
    });
    within(found.length / SEEDS.length, 0.68, 0.92);
  });

  it('is told more exactly when what members did before is taken off', () => {
    for (const { treated, holdout } of trials.slice(0, 20)) {
      const [plain, better] = [difference(treated, holdout), adjusted(treated, holdout)];
      expect(better?.smallestDetectable).toBeLessThan(0.8 * plain.smallestDetectable);
      expect(better?.explained).toBeGreaterThan(0.4);
    }
  });

  it('is not adjusted where nothing is known of before, or nobody bought anything', () => {
    const none = momentsOf(50, []);
    expect(adjusted(momentsOf(2, [{ x: 0, y: 4 }]), none)).toBeUndefined();
    expect(difference(none, none)).toEqual({ difference: 0, low: 0, high: 0, smallestDetectable: 0 });
    expect(difference(momentsOf(0, []), none).difference).toBe(0);
  });

  it('is the same as by hand', () => {
    const told = difference(
      momentsOf(
        4,
        [1, 2, 3, 4].map((y) => ({ x: 0, y })),
      ),
      momentsOf(
        3,
        [1, 1, 4].map((y) => ({ x: 0, y })),
      ),
    );
    // Means 2.5 and 2, variances 5/3 and 3, so a standard error of √(5/12 + 1).
    expect(told.difference).toBeCloseTo(0.5);
    expect(told.smallestDetectable).toBeCloseTo(2.801585 * Math.sqrt(5 / 12 + 1), 5);
  });
});

describe('quantiles', () => {
  it('are those of the tables', () => {
    expect([t975(5), t975(10), t975(30), t975(1e9)].map((t) => t.toFixed(2))).toEqual(['2.57', '2.23', '2.04', '1.96']);
    expect([beyond(1.96), beyond(-2.5758), beyond(0)].map((p) => p.toFixed(4))).toEqual(['0.0500', '0.0100', '1.0000']);
  });
});

describe('the sample ratio', () => {
  it('is fine where chance alone explains it, in all but one of very many worlds', () => {
    const alarms = SEEDS.filter((seed) => {
      const { unit } = seededRandom(seed);
      const holdout = Array.from({ length: 3000 }, unit).filter((drawn) => drawn < 0.1).length;
      return sampleRatio(3000 - holdout, holdout, 0.1).isBroken;
    });
    expect(alarms.length).toBeLessThanOrEqual(3);
  });

  it('raises an alarm where a tenth of the holdout went missing', () => {
    expect(sampleRatio(90_000, 10_000, 0.1).isBroken).toBe(false);
    expect(sampleRatio(90_000, 9000, 0.1)).toMatchObject({ isBroken: true, expected: 0.1 });
  });

  it('says nothing of nobody, or where nobody is held out', () => {
    expect([sampleRatio(0, 0, 0.1), sampleRatio(10, 0, 0)].map(({ chance, isBroken }) => [chance, isBroken])).toEqual([
      [1, false],
      [1, false],
    ]);
  });
});
