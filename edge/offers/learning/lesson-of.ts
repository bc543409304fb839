import type { Candidate, Decision } from '../../../contract/facts/offer-facts.ts';
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
  if (shown.shadow === undefined) return {};
  const ranks = { served: rankOf(candidates, shown, ({ value }) => value), shadow: rankOf(candidates, shown, shadowValue) };
  return { shadowChance: shown.shadow, shadowShare: ranks.shadow === 1 ? 1 : 0, ranks };
}

/** What the offer would be worth by the chance that is on trial; what showing it costs is left aside. */
function shadowValue({ score, value, shadow = 0 }: Candidate): number {
  return score > 0 ? (value * shadow) / score : shadow;
}

/** Of equals the first, as they are listed: best first. */
function rankOf(candidates: readonly Candidate[], one: Candidate, worth: (candidate: Candidate) => number): number {
  const own = worth(one);
  const place = candidates.indexOf(one);
  return 1 + candidates.filter((other, index) => worth(other) > own || (worth(other) === own && index < place)).length;
}
