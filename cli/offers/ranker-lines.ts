import type { Fallback } from '../../contract/facts/offer-facts.ts';
import type { RankerStatus } from '../../contract/http/ranker-routes.ts';
import { instantMs } from '../../contract/instant.ts';
import { MODEL_STALE_DAYS } from '../../contract/offers/model-record.ts';

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

/** What whoever publishes a model must be told of its age, while there is still time to train a newer one. */
export function staleLines(knownUntil: string | undefined, nowMs: number): string[] {
  const until = knownUntil === undefined ? undefined : instantMs(knownUntil);
  if (until === undefined || nowMs - until <= MODEL_STALE_DAYS * 86_400_000) return [];
  return [
    `What it knows ends on ${knownUntil?.slice(0, 10)}: shops leave a model that is more than ${MODEL_STALE_DAYS} days behind and serve the count rule. Train a newer one.`,
  ];
}
