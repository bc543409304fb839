import type { Candidate, Decision } from '../../../contract/facts/offer-facts.ts';
import { placesOf } from '../../../models/off-policy/places.ts';
import type { Lesson } from './learning.ts';

/** The lesson in a decision whose offer was shown; undefined where nothing was chosen. */
export function lessonOf(
  decision: Omit<Decision, 'sealed'>,
  embedding: ArrayLike<number>,
  times: { readonly shownAt: number; readonly closesAt: number },
): Lesson | undefined {
  const { decisionId, subject, ranker, model, head, shadow, candidates, chosen, propensity } = decision;
  const shown = candidates.find(({ offer }) => offer === chosen);
  if (!shown) return undefined;
  return {
    decisionId,
    subject,
    ...times,
    embedding: Float32Array.from(embedding),
    propensity,
    ranker,
    // Under the count rule it is the model on trial that embeds.
    model: ranker === 'model' ? model : (shadow ?? model),
    ...(head !== undefined && { head }),
    chance: shown.score,
    ...onTrial(candidates, shown),
  };
}

function onTrial(candidates: readonly Candidate[], shown: Candidate): Pick<Lesson, 'shadowChance' | 'shadowShare' | 'ranks'> {
  const places = placesOf(candidates, shown);
  if (shown.shadow === undefined || !places) return {};
  const ranks = { served: places.served, shadow: places.trial };
  return { shadowChance: shown.shadow, shadowShare: ranks.shadow === 1 ? 1 : 0, ranks };
}
