import type { Fallback } from '../../../contract/facts/offer-facts.ts';
import type { Moment, OwnOffer } from '../../../models/offer-ranker/features/inputs.ts';
import type { Artefact } from '../../../models/offer-ranker/network/artefact.ts';
import type { Scored } from '../../../models/offer-ranker/network/scorer.ts';
import { SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';
import { DOUBTED, type Learnt } from '../learning/create-learning.ts';
import { EMBEDDING_SIZE, embeddingOf, momentPlaces } from '../learning/embedding.ts';
import { chanceOf, draw, type Head, logOdds } from '../learning/head.ts';
import { headParts, modelParts } from './contributions.ts';
import type { PreparedBook } from './prepared-book.ts';
import type { Ranked } from './ranking.ts';

export const COUNT_RULE = 'count-rule';
const NO_EMBEDDING = new Float32Array(0);

/** A slate that the model has scored, whoever orders it. */
export interface ScoredSlate {
  readonly artefact: Artefact;
  readonly scored: Scored;
  readonly chances: Float32Array;
  embedding(index: number): Float32Array;
  /** Chances under each of the heads. */
  under(heads: readonly Head[]): readonly Float32Array[];
}

export function scoreSlate(
  { book, places, categories }: PreparedBook,
  artefact: Artefact,
  scored: Scored,
  asked: { readonly own: readonly OwnOffer[]; readonly moment: Moment; readonly places: readonly number[] },
): ScoredSlate {
  const basket = new Set((asked.moment.basket ?? []).flatMap((product) => categories.get(product) ?? []));
  const at = momentPlaces(asked.moment, asked.own, basket);
  function embed(index: number, into?: Float32Array): Float32Array {
    const place = asked.places[index] ?? -1;
    const [offer, offerPlace] = [book.contents[place], places[place]];
    const hidden = scored.hidden.subarray(index * SECOND_UNITS, (index + 1) * SECOND_UNITS);
    return offer && offerPlace ? embeddingOf({ logit: scored.logits[index] ?? 0, hidden }, offer, offerPlace, at, into) : NO_EMBEDDING;
  }
  return {
    artefact,
    scored,
    chances: scored.logits.map(chanceOf),
    embedding: (index) => embed(index),
    under(heads) {
      const scratch = new Float32Array(EMBEDDING_SIZE);
      const chances = heads.map(() => new Float32Array(scored.logits.length));
      for (let index = 0; index < scored.logits.length; index += 1) {
        const embedding = embed(index, scratch);
        for (let at = 0; at < heads.length; at += 1) {
          const [head, told] = [heads[at], chances[at]];
          if (head && told) told[index] = chanceOf(logOdds(head, embedding));
        }
      }
      return chances;
    },
  };
}

/** In the order of the model, as the shop has learnt to read it. */
export function rankedByModel(slate: ScoredSlate, learnt: Learnt): Ranked {
  const { artefact, scored } = slate;
  const { name, head, shadow } = learnt;
  const isModelAlone = name === undefined || name === DOUBTED;
  const own = isModelAlone ? [] : [head];
  // Each offer is looked at once for both.
  const under = slate.under(shadow ? [...own, shadow.head] : own);
  const chances = (isModelAlone ? undefined : under[0]) ?? slate.chances;
  return {
    ranker: 'model',
    model: artefact.card.version,
    ...(name !== undefined && { head: name }),
    chances,
    rule: scored.rule,
    ...(shadow && { shadow: { version: shadow.name, chances: under.at(-1) ?? chances } }),
    draw: (asked, heads) => (name === undefined ? meansOf(chances, asked, heads.count) : draw(head, asked.map(slate.embedding), heads)),
    embedding: slate.embedding,
    contributions(index) {
      const parts = modelParts(artefact.weights, scored.row(index));
      return isModelAlone ? parts : headParts(parts, head.weights, slate.embedding(index));
    },
  };
}

/** In the order of the count rule; the model, where it could be asked, is on trial. */
export function rankedByRule(fallback: Fallback, rule: Float64Array, chances: Float32Array, slate: ScoredSlate | undefined): Ranked {
  return {
    ranker: 'count-rule',
    fallback,
    model: COUNT_RULE,
    chances,
    rule,
    ...(slate && { shadow: { version: slate.artefact.card.version, chances: slate.chances } }),
    draw: (asked, heads) => meansOf(chances, asked, heads.count),
    embedding: (index) => slate?.embedding(index) ?? NO_EMBEDDING,
    contributions(index) {
      const chance = chances[index] ?? 0;
      return [{ name: 'how often such offers are redeemed', logOdds: Math.log(chance / (1 - chance)) }];
    },
  };
}

/** Every draw the same, where nothing is known of how sure the chances are. */
function meansOf(chances: Float32Array, asked: readonly number[], count: number): Float32Array {
  const means = Float32Array.from(asked, (index) => chances[index] ?? 0);
  const drawn = new Float32Array(count * asked.length);
  for (let at = 0; at < drawn.length; at += asked.length) drawn.set(means, at);
  return drawn;
}
