import { evaluate } from '../../../models/off-policy/evaluate.ts';
import type { LoggedChoice } from '../../../models/off-policy/log.ts';
import { LIMITS, type Limits } from '../../../models/off-policy/refusals.ts';
import type { KeptLesson } from './lessons.ts';

export interface GuardSettings {
  /** Impressions whose outcome is known, under the head that is served. */
  readonly leastDecided: number;
  /** Forecast redemptions over true ones. */
  readonly calibration: { readonly from: number; readonly to: number };
  /** How far the lower bound of what the shadow would earn may be below what is earned, as a share of that. */
  readonly tolerance: number;
}
export const GUARD_SETTINGS: GuardSettings = { leastDecided: 2000, calibration: { from: 0.8, to: 1.25 }, tolerance: 0.25 };

/**
 * A head is a small step from the one that is served, and forecasts are judged beside what was earned: as many redemptions as a verdict on any other
 * model needs are not asked for. So it was in docs/offer-learning.md.
 */
const GUARD_LIMITS: Limits = { ...LIMITS, minRewards: 0 };

export interface Verdict {
  /** `waiting`: too little is known to say. */
  readonly verdict: 'promote' | 'hold' | 'waiting';
  /** The figures that it rests on. */
  readonly evidence: Readonly<Record<string, number>>;
}

interface Compared extends LoggedChoice {
  readonly share: number;
}

/**
 * Whether what was learnt may be served: it must have forecast what the members did, while it was only watching, no worse than the head that was
 * served; its forecasts must add up; and what it would have shown must not have earned less. Only impressions whose time is over count: those that are
 * redeemed are known sooner than those that are not.
 */
export function judge(
  lessons: readonly KeptLesson[],
  served: { readonly head: string | undefined; readonly since: number },
  now: number,
  settings: GuardSettings = GUARD_SETTINGS,
): Verdict {
  const decided = lessons.filter(
    ({ ranker, head, shownAt, closesAt, shadowChance }) =>
      ranker === 'model' && head === served.head && shownAt >= served.since && closesAt <= now && shadowChance !== undefined,
  );
  if (decided.length < settings.leastDecided) return { verdict: 'waiting', evidence: { decided: decided.length } };
  const redemptions = decided.filter(isRedeemed).length;
  const forecast = decided.reduce((sum, { shadowChance = 0 }) => sum + shadowChance, 0);
  const logLoss = lossOf(decided, ({ shadowChance = 0 }) => shadowChance);
  const liveLogLoss = lossOf(decided, ({ chance }) => chance);
  const calibration = redemptions === 0 ? 0 : forecast / redemptions;
  const choices = decided.map(choiceOf);
  const { snips, effectiveSampleSize, largestWeight, refused } = evaluate(choices, ({ share }) => [share, 1 - share], GUARD_LIMITS);
  const liveValue = redemptions / decided.length;
  const holds =
    logLoss <= liveLogLoss &&
    calibration >= settings.calibration.from &&
    calibration <= settings.calibration.to &&
    refused.length === 0 &&
    snips.low >= liveValue * (1 - settings.tolerance);
  return {
    verdict: holds ? 'promote' : 'hold',
    evidence: {
      decided: decided.length,
      redemptions,
      logLoss,
      liveLogLoss,
      calibration,
      snipsLower: snips.low,
      snips: snips.value,
      liveValue,
      effectiveSample: effectiveSampleSize,
      largestWeight,
      refusals: refused.length,
    },
  };
}

const isRedeemed = ({ redeemedAt }: KeptLesson): boolean => redeemedAt !== undefined;

/** What was shown, and all else together. */
function choiceOf(lesson: KeptLesson): Compared {
  const { subject, propensity, shadowShare = 0 } = lesson;
  return {
    member: subject,
    chosen: 0,
    propensities: [propensity, 1 - propensity],
    reward: isRedeemed(lesson) ? 1 : 0,
    expected: [0, 0],
    share: shadowShare,
  };
}

function lossOf(lessons: readonly KeptLesson[], chanceOf: (lesson: KeptLesson) => number): number {
  const losses = lessons.map((lesson) => {
    const chance = Math.min(1 - 1e-6, Math.max(1e-6, chanceOf(lesson)));
    return -Math.log(isRedeemed(lesson) ? chance : 1 - chance);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / lessons.length;
}
