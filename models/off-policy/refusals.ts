import { clustered } from './clustered.ts';
import type { LoggedChoice } from './log.ts';
import type { Weighed } from './weights.ts';

export const VERDICT_REFUSALS = [
  'no-rows',
  'no-propensities',
  'below-floor',
  'impossible-propensities',
  'no-exploration',
  'not-covered',
  'few-members',
  'few-effective',
  'few-rewards',
  'heavy-weight',
] as const;
export type VerdictRefusal = (typeof VERDICT_REFUSALS)[number];

export interface Refused {
  readonly reason: VerdictRefusal;
  /** What is wrong with the log, and what would help. */
  readonly words: string;
}

export interface Limits {
  /** Below this propensity an offer must not have been shown: its weight would rule all others. */
  readonly floor: number;
  readonly minEffective: number;
  /** Below it an interval that takes rare redemptions for normally distributed is too narrow, and most of all where none happened by chance. */
  readonly minRewards: number;
  readonly maxWeight: number;
  readonly minMembers: number;
  /** Of what the policy would show, what the log must have had a chance to show. */
  readonly minCovered: number;
}

export const LIMITS: Limits = { floor: 0.01, minEffective: 200, minRewards: 10, maxWeight: 100, minMembers: 30, minCovered: 0.95 };

const SUM_TOLERANCE = 1e-6;

/** Why the log cannot say what the policy is worth; empty where it can. */
export function refusalsOf(log: readonly LoggedChoice[], weighed: Weighed, limits: Limits): readonly Refused[] {
  if (log.length === 0) return [{ reason: 'no-rows', words: 'The log has no decisions.' }];
  const told = propensityRefusals(log, limits);
  return told.length > 0 ? told : weightRefusals(log, weighed, limits);
}

function propensityRefusals(log: readonly LoggedChoice[], { floor }: Limits): readonly Refused[] {
  const chosen = log.map((row) => row.propensities[row.chosen]);
  const missing = chosen.filter((propensity) => propensity === undefined).length;
  const impossible = log.filter(({ propensities }) => !arePossible(propensities)).length;
  const below = chosen.filter((propensity) => propensity !== undefined && propensity < floor).length;
  const explores = log.some(({ propensities, chosen: index }) => propensities.length > 1 && (propensities[index] ?? 1) < 1);
  const all: readonly (readonly [VerdictRefusal, boolean, string])[] = [
    [
      'no-propensities',
      missing > 0,
      `${missing} of ${log.length} decisions do not say how likely their choice was: record the propensity with every decision.`,
    ],
    [
      'impossible-propensities',
      impossible > 0,
      `${impossible} of ${log.length} decisions have propensities that are no probabilities, or that do not add up to 1.`,
    ],
    [
      'below-floor',
      below > 0,
      `${below} of ${log.length} decisions were chosen with a probability below ${floor}: such a row would outweigh a hundred others; keep the floor of exploration.`,
    ],
    [
      'no-exploration',
      missing === 0 && !explores,
      'Every choice was certain: the log knows nothing of what was not shown. Let the shop explore (5 % is usual), and compare later.',
    ],
  ];
  return all.flatMap(([reason, applies, words]) => (applies ? [{ reason, words }] : []));
}

/** Each between 0 and 1, the chosen one above 0; where all are told, they add up to 1. */
function arePossible(propensities: readonly (number | undefined)[]): boolean {
  let sum = 0;
  let told = true;
  for (const propensity of propensities) {
    if (propensity === undefined) told = false;
    else if (!(propensity >= 0 && propensity <= 1)) return false;
    else sum += propensity;
  }
  return told ? Math.abs(sum - 1) <= SUM_TOLERANCE : sum <= 1 + SUM_TOLERANCE;
}

function weightRefusals(log: readonly LoggedChoice[], weighed: Weighed, limits: Limits): readonly Refused[] {
  const { weights, meanWeight, effectiveSampleSize, effectiveRewards, largestWeight } = weighed;
  const members = log.map(({ member }) => member);
  const count = new Set(members).size;
  // Weights average 1 where the log could have chosen whatever the policy would: less is what it could not, as far as chance allows to tell.
  const influences = weights.map((weight) => weight - meanWeight);
  const covered = Math.min(weighed.covered, clustered(meanWeight, influences, members).high);
  const all: readonly (readonly [VerdictRefusal, boolean, string])[] = [
    [
      'not-covered',
      covered < limits.minCovered,
      `Of what the policy would show, the log could have shown only ${percent(covered)}: the rest was never tried.`,
    ],
    ['few-members', count < limits.minMembers, `Only ${count} members are in the log; below ${limits.minMembers} no interval holds.`],
    [
      'few-effective',
      effectiveSampleSize < limits.minEffective,
      `The ${log.length} decisions tell as much about this policy as ${Math.floor(effectiveSampleSize)} would; ${limits.minEffective} are needed. Wait for more, or explore more.`,
    ],
    [
      'few-rewards',
      effectiveRewards < limits.minRewards,
      `What was redeemed comes to ${Math.floor(effectiveRewards)} redemptions of the largest weight; ${limits.minRewards} are needed. Wait for more, or explore more.`,
    ],
    [
      'heavy-weight',
      largestWeight > limits.maxWeight,
      `One decision counts ${Math.round(largestWeight)} times; above ${limits.maxWeight} a single member decides the result.`,
    ],
  ];
  return all.flatMap(([reason, applies, words]) => (applies ? [{ reason, words }] : []));
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
