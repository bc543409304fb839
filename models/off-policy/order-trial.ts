import { clustered } from './clustered.ts';

/** A decision whose outcome is known: where the offer that was shown stood in the order that was served, and in the one on trial. */
export interface TrialRow {
  readonly member: string;
  readonly isRedeemed: boolean;
  /** With which it was chosen to be shown. */
  readonly propensity: number;
  /** 1 is the best place. */
  readonly served: number;
  readonly trial: number;
}

export interface TrialLimits {
  readonly leastRedemptions: number;
  readonly leastMembers: number;
  readonly leastEffective: number;
  readonly largestWeight: number;
}
export const TRIAL_LIMITS: TrialLimits = { leastRedemptions: 500, leastMembers: 30, leastEffective: 200, largestWeight: 100 };

export interface TrialVerdict {
  readonly isBetter: boolean;
  readonly evidence: {
    readonly decisions: number;
    readonly members: number;
    readonly redemptions: number;
    /** Of the gain per decision, 95 % over members. */
    readonly lower: number;
    readonly mean: number;
    readonly upper: number;
    readonly effectiveSample: number;
    readonly largestWeight: number;
  };
}

/** Places below this are not looked at: nobody is shown so many. */
const PLACES = 5;

/**
 * Whether the order on trial puts what members redeem higher than the order that is served: of every offer that was shown and redeemed, the
 * discount of its place (1/log2(1 + place), within the first five) in the one order minus the other. What is shown is mostly what the served order puts
 * first, so each row is weighed by the inverse of its propensity: then offers count as if each had been shown as often as the others.
 */
export function orderTrial(rows: readonly TrialRow[], limits: TrialLimits = TRIAL_LIMITS): TrialVerdict {
  const known = rows.filter(({ propensity }) => propensity > 0);
  const weights = known.map(({ propensity }) => 1 / propensity);
  const gains = known.map(({ isRedeemed, served, trial }) => (isRedeemed ? discountOf(trial) - discountOf(served) : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight ** 2, 0);
  const mean = sum === 0 ? 0 : weights.reduce((total, weight, row) => total + weight * (gains[row] ?? 0), 0) / sum;
  const members = known.map(({ member }) => member);
  const { low, high } = clustered(
    mean,
    weights.map((weight, row) => (weight * known.length * ((gains[row] ?? 0) - mean)) / sum),
    members,
  );
  const evidence = {
    decisions: known.length,
    members: new Set(members).size,
    redemptions: known.filter(({ isRedeemed }) => isRedeemed).length,
    // What cannot be told is told as nothing, and as no evidence.
    lower: Number.isFinite(low) ? low : 0,
    mean,
    upper: Number.isFinite(high) ? high : 0,
    effectiveSample: squares === 0 ? 0 : sum ** 2 / squares,
    largestWeight: weights.reduce((most, weight) => Math.max(most, weight), 0),
  };
  const isBetter =
    evidence.redemptions >= limits.leastRedemptions &&
    evidence.members >= limits.leastMembers &&
    evidence.effectiveSample >= limits.leastEffective &&
    evidence.largestWeight <= limits.largestWeight &&
    evidence.lower > 0;
  return { isBetter, evidence };
}

function discountOf(place: number): number {
  return place <= PLACES ? 1 / Math.log2(1 + place) : 0;
}
