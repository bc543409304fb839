import type { Fallback } from '../../contract/facts/offer-facts.ts';
import type { RankerStatus } from '../../contract/http/ranker-routes.ts';

export const FALLBACK_WORDS: Readonly<Record<Fallback, string>> = {
  'cold-start': 'the model has not yet been seen to do better here',
  ordered: 'somebody ordered it',
  'no-model': 'there is no model',
  stale: 'the model is too old: publish a newer one from headquarters',
  'wrong-shape': 'the model is for another version of the software',
  'not-a-number': 'the model computes what is no number',
  'too-slow': 'the model is too slow on this machine; it is tried again every ten minutes',
  'bad-signature': 'the model is not signed by a key that this shop trusts',
  unreadable: 'the file of the model is damaged',
  failed: 'the model failed; it is tried again every ten minutes',
};

/** What orders the offers, in words. */
export function rankerLines({ serves, fallback, model, head }: RankerStatus): string[] {
  const by = serves === 'model' ? 'The model orders the offers.' : 'The count rule orders the offers';
  const why = serves === 'model' ? '' : `${fallback === undefined ? '' : `: ${FALLBACK_WORDS[fallback]}`}.`;
  const learnt = head.served === undefined ? 'as it came' : `with what the shop has learnt on top (${head.served})`;
  return [
    `${by}${why}`,
    model ? `Model: ${model.version}, ${learnt}.` : 'Model: none.',
    `Lessons: ${head.lessons}${head.shadow === undefined ? '' : `; on trial: ${head.shadow}`}.`,
  ];
}
