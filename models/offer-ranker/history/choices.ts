import type { LoggedChoice } from '../../off-policy/log.ts';
import type { LoggedSlate, OfferLog } from '../../offer-log/log.ts';
import type { PreparedOffers } from '../features/prepared.ts';
import { countRule } from '../network/count-rule.ts';
import { createScorer, type Scorer } from '../network/scorer.ts';
import type { Network } from '../network/tensors.ts';
import { type PastSlate, windBack } from './wind-back.ts';

export interface ChoicesAsked {
  readonly model: Network;
  /** Undefined: the count rule. */
  readonly other: Network | undefined;
  /** Ms epoch; decisions from then on. */
  readonly from?: number | undefined;
  readonly onSlate?: (done: number, slates: number) => void;
}

/** A decision of a log, scored by two policies as they would have scored it then. */
export interface ScoredChoice extends LoggedChoice {
  readonly slate: LoggedSlate;
  /** What the other policy orders the candidates by. */
  readonly other: ArrayLike<number>;
}

/**
 * The decisions of a log: which candidate came first, how likely that was, and whether it was redeemed; of a slate with several offers the first one
 * counts. Slates from which nothing was shown, or that have no positions, are no choices.
 */
export function choicesOf(log: OfferLog, { model, other, from, onSlate }: ChoicesAsked): ScoredChoice[] {
  const [scores, others] = [scorers(model), other && scorers(other)];
  const choices: ScoredChoice[] = [];
  let done = 0;
  for (const past of windBack(log, from === undefined ? {} : { from })) {
    done += 1;
    onSlate?.(done, log.slates.length);
    const { slate, prepared, history, places } = past;
    const chosen = firstShown(past);
    const candidate = slate.candidates[chosen];
    if (!candidate) continue;
    choices.push({
      slate,
      member: slate.memberId,
      chosen,
      propensities: slate.candidates.map(({ propensity }) => propensity),
      reward: candidate.redeemedAt === undefined ? 0 : 1,
      expected: scores(past),
      other: others?.(past) ?? countRule(prepared, history, places),
    });
  }
  return choices;
}

/** −1 where nothing was shown at a position. */
function firstShown({ slate: { candidates } }: PastSlate): number {
  let first = -1;
  for (const [index, { shown, position }] of candidates.entries()) {
    if (!shown || position === undefined) continue;
    if (first < 0 || position < (candidates[first]?.position ?? Number.POSITIVE_INFINITY)) first = index;
  }
  return first;
}

/** Chances of redemption; the first layer is summed once for the offers of a day. */
function scorers({ weights }: Network): (past: PastSlate) => Float32Array {
  const known = new WeakMap<PreparedOffers, Scorer>();
  return ({ prepared, history, moment, places }) => {
    const scorer = known.get(prepared) ?? createScorer(weights, prepared);
    known.set(prepared, scorer);
    return scorer.score(history, moment, places).logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  };
}
