import type { Interval } from '../../../models/offer-ranker/network/card.ts';
import { CONTENDERS, type Contender } from './contenders.ts';
import type { Month } from './proof.ts';
import { intervalOf } from './statistics.ts';

/** What one contender came to over all seeds: low end, mean and high end. */
export interface Standing {
  readonly contender: Contender;
  /** Expected margin of what was shown, by the truth. */
  readonly reward: Interval;
  /** What the best offers at the same moments would have come to, less that. */
  readonly regret: Interval;
  readonly redemptions: Interval;
  /** Reward over that of the frozen model in the same month, and in its second half. */
  readonly overFrozen: Interval;
  readonly secondHalfOverFrozen: Interval;
  /** Of each day, mean over seeds: regret since the month began. */
  readonly curve: readonly Interval[];
}

export function standings(months: readonly Month[]): readonly Standing[] {
  const seeds = [...new Set(months.map(({ seed }) => seed))];
  const of = (contender: Contender, seed: number): Month['days'] =>
    months.find((month) => month.contender === contender && month.seed === seed)?.days ?? [];
  return CONTENDERS.map((contender): Standing => {
    const mine = seeds.map((seed) => of(contender, seed));
    const frozen = seeds.map((seed) => of('frozen', seed));
    const half = Math.floor((mine[0]?.length ?? 0) / 2);
    const over = (from: number): Interval =>
      intervalOf(mine.map((days, index) => sum(days.slice(from), rewardOf) / sum((frozen[index] ?? []).slice(from), rewardOf)));
    const totals = (value: (day: Month['days'][number]) => number): Interval => intervalOf(mine.map((days) => sum(days, value)));
    return {
      contender,
      reward: totals(rewardOf),
      regret: totals(regretOf),
      redemptions: totals(({ redemptions }) => redemptions),
      overFrozen: over(0),
      secondHalfOverFrozen: over(half),
      curve: (mine[0] ?? []).map((_, day) => intervalOf(mine.map((days) => sum(days.slice(0, day + 1), regretOf)))),
    };
  });
}

type Day = Month['days'][number];
const rewardOf = ({ reward }: Day): number => reward;
const regretOf = ({ best, reward }: Day): number => best - reward;

function sum(days: readonly Day[], value: (day: Day) => number): number {
  return days.reduce((total, day) => total + value(day), 0);
}
