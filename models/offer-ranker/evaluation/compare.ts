import { dice } from '../../../devices/simulator/dice.ts';
import type { Comparison, Interval, Measures } from '../network/card.ts';
import type { Scores, ShownSlates } from './slates.ts';
import { measuresOf, memberSums, ndcgAt5Over } from './sums.ts';

export const CONTENDERS = ['model', 'countRule', 'popularity', 'categoryAffinity'] as const;
export type Contender = (typeof CONTENDERS)[number];
export type Intervals = Readonly<Record<keyof Measures, Interval | null>>;

/** The comparison with, for every measure, where it would lie had other members of the same kind been in the log. */
export interface Compared extends Comparison {
  readonly intervals: Readonly<Record<Contender, Intervals>>;
}

export interface Resampling {
  readonly seed: number;
  readonly resamples: number;
}

export const RESAMPLING: Resampling = { seed: 1, resamples: 2000 };

/**
 * All contenders over the same slates. Intervals are bootstrap percentiles over members, who are drawn with replacement: the slates of one
 * member are not independent of each other. The paired interval draws the same members for both.
 */
export function compare(slates: ShownSlates, scores: Readonly<Record<Contender, Scores>>, resampling: Resampling = RESAMPLING): Compared {
  const sums = byContender((name) => memberSums(slates, scores[name]));
  const once = new Float64Array(slates.memberCount).fill(1);
  const measured = byContender((name) => measuresOf(sums[name], once));
  const draws = byContender((): Measures[] => []);
  const paired: (number | null)[] = [];
  const chance = dice(resampling.seed);
  for (let draw = 0; draw < resampling.resamples; draw += 1) {
    const weights = new Float64Array(slates.memberCount);
    for (let count = 0; count < weights.length; count += 1) {
      const member = Math.floor(chance.unit() * weights.length);
      weights[member] = (weights[member] ?? 0) + 1;
    }
    for (const name of CONTENDERS) draws[name].push(measuresOf(sums[name], weights));
    paired.push(ndcgAt5Over(sums.model, sums.countRule, weights));
  }
  return {
    ...measured,
    paired: { ndcgAt5OverCountRule: interval(paired, ndcgAt5Over(sums.model, sums.countRule, once)) },
    intervals: byContender((name) => intervalsOf(measured[name], draws[name])),
  };
}

export function byContender<T>(of: (name: Contender) => T): Record<Contender, T> {
  return { model: of('model'), countRule: of('countRule'), popularity: of('popularity'), categoryAffinity: of('categoryAffinity') };
}

function intervalsOf(measured: Measures, draws: readonly Measures[]): Intervals {
  const names = Object.keys(measured) as (keyof Measures)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      interval(
        draws.map((draw) => draw[name]),
        measured[name],
      ),
    ]),
  ) as Record<keyof Measures, Interval | null>;
}

/** 95 % of the draws that could tell; null where none could. */
function interval(draws: readonly (number | null)[], measured: number | null): Interval | null {
  const known = draws.filter((draw) => draw !== null).sort((a, b) => a - b);
  if (measured === null || known.length === 0) return null;
  const at = (share: number): number => known[Math.min(known.length - 1, Math.floor(share * known.length))] ?? measured;
  return [at(0.025), measured, at(0.975)];
}
