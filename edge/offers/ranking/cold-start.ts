import type { TrialRow } from '../../../models/off-policy/order-trial.ts';
import type { KeptLesson } from '../learning/lessons.ts';

/** What the shop saw of the order on trial while the count rule served; only what was shown so long ago that its outcome is known. */
export function trialRows(lessons: readonly KeptLesson[], now: number): TrialRow[] {
  return lessons.flatMap(({ ranker, closesAt, subject, propensity, redeemedAt, ranks }) =>
    ranker === 'count-rule' && closesAt <= now && ranks
      ? [{ member: subject, propensity, isRedeemed: redeemedAt !== undefined, served: ranks.served, trial: ranks.shadow }]
      : [],
  );
}
