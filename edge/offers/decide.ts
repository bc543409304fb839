import type { Candidate, Contributions, Decision, RefusedOffers } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import { type Appraisal, type Appraised, type AppraiseParts, appraise } from './appraise.ts';
import { placed } from './book.ts';
import { choose, shareOf, winnersOf } from './choose.ts';
import { HEADS } from './learning/standard-heads.ts';
import { ruleMomentOf } from './moment-of.ts';
import type { RefusedBy, RuleMoment } from './rules/moment.ts';
import { trialOf, tryOffer } from './rules/refusals.ts';
import { unitsOf } from './seeded.ts';
import type { Situation } from './situation.ts';

/** What spoke for the chosen offer and the best of the others is told. */
const MOST_EXPLAINED = 5;
const MOST_PARTS = 40;

export interface DecideParts extends AppraiseParts {
  readonly exploreShare: number;
  /** What else stands against an offer now: caps and budgets that are used up, what the member said. */
  readonly against: (moment: RuleMoment) => (offer: Offer) => readonly RefusedBy[];
}

export interface Decided {
  readonly decision: Omit<Decision, 'sealed'>;
  /** The chosen offer, be it shown or, in the holdout, not. */
  readonly offer: Offer | undefined;
  /** What the head of the shop learns from when it is shown. */
  readonly embedding: Float32Array | undefined;
}

/** Eligibility with every reason → expected value → explore or not → what to show, or nothing. The same parts and situation give the same decision. */
export function decide(parts: DecideParts, situation: Situation): Decided {
  const { book } = parts;
  const moment = ruleMomentOf(parts, situation);
  const trial = trialOf(moment, book.compiled, (id) => placed(book).get(id)?.offer);
  const against = parts.against(moment);
  const refusals = createRefusals();
  const places: number[] = [];
  let offer: Offer | undefined;
  let isRefused = false;
  const refuse = (by: RefusedBy): void => {
    isRefused = true;
    if (offer) refusals.add(by, offer.id);
  };
  for (let place = 0; place < book.offers.length; place += 1) {
    const listed = book.offers[place];
    if (!listed) continue;
    offer = listed.offer;
    isRefused = false;
    tryOffer(listed, trial, refuse);
    for (const by of against(offer)) refuse(by);
    if (!isRefused) places.push(place);
  }
  const appraisal = appraise(parts, situation, places);
  const worth = appraisal.offers.filter(({ isWorth }) => isWorth);
  const choice = choose(worth.length, winners(appraisal, worth), parts.exploreShare, unitsOf(situation.seed, 'choice'));
  const chosen = choice && worth[choice.index];
  const { ranked, ranker } = appraisal;
  const propensityOf = (rank: number): number => (worth[rank] === undefined ? 0 : (choice?.propensities[rank] ?? 0));
  const { decisionId, t, trigger, visitId, zone, screen, seed, arm, people } = situation;
  return {
    offer: chosen?.offer,
    embedding: chosen && ranked.embedding(chosen.index),
    decision: {
      decisionId,
      visitId,
      subject: people[0].subject,
      zone,
      ...(screen === undefined ? {} : { screen }),
      decidedAt: instantText(t),
      trigger,
      ranker,
      ...(ranked.fallback === undefined ? {} : { fallback: ranked.fallback }),
      model: ranked.model,
      ...(ranked.head === undefined ? {} : { head: ranked.head }),
      ...(ranked.shadow === undefined ? {} : { shadow: ranked.shadow.version }),
      book: book.hash,
      arm,
      audience: people.length,
      exploreShare: shareOf(parts.exploreShare),
      seed,
      candidates: appraisal.offers.map((one, rank) => candidateOf(one, propensityOf(rank))),
      refused: refusals.list(),
      ...(chosen === undefined ? {} : { chosen: chosen.offer.id }),
      explored: choice !== undefined && choice.index > 0,
      propensity: choice ? propensityOf(choice.index) : 1,
      contributions: contributionsOf(appraisal, chosen),
    },
  };
}

/** Which of the best offers each drawn head would show; under the count rule there is nothing to draw. */
function winners(appraisal: Appraisal, worth: readonly Appraised[]): number[] {
  if (appraisal.ranker === 'count-rule' || worth.length < 2) return [];
  // An offer below the best sixteen is the best of hardly any head.
  const few = worth.slice(0, HEADS.columns);
  return winnersOf(appraisal.valuesUnder(few, HEADS), few.length);
}

/** Numbers as they are worth telling: six digits of them. Not by way of text, which for a hundred offers takes longer than scoring them. */
function tidy(value: number): number {
  const scale = 10 ** Math.min(MOST_DIGITS, 5 - Math.floor(Math.log10(Math.abs(value))));
  const told = Math.round(value * scale) / scale;
  return Number.isFinite(told) ? told : value;
}

/** The greatest power of ten that is an exact number. */
const MOST_DIGITS = 22;
const share = (value: number): number => Math.min(1, Math.max(0, tidy(value)));

function candidateOf({ offer, chance, shadow, value }: Appraised, propensity: number): Candidate {
  if (shadow === undefined) return { offer: offer.id, score: share(chance), value: tidy(value), propensity };
  return { offer: offer.id, score: share(chance), value: tidy(value), propensity, shadow: share(shadow) };
}

function contributionsOf({ ranked, offers }: Appraisal, chosen: Appraised | undefined): Contributions[] {
  const others = offers.filter((one) => one !== chosen).slice(0, MOST_EXPLAINED - (chosen ? 1 : 0));
  return [...(chosen ? [chosen] : []), ...others].map(({ index, offer }) => ({
    offer: offer.id,
    parts: ranked
      .contributions(index)
      // The logarithm of no chance at all is no number that could be written.
      .filter(({ logOdds }) => Number.isFinite(logOdds))
      .slice(0, MOST_PARTS)
      .map(({ name, logOdds }) => ({ name, logOdds: tidy(logOdds) })),
  }));
}

function createRefusals() {
  const byReason = new Map<string, RefusedOffers>();
  /** Most offers are refused by the very same thing: its name need not be put together again. */
  const bySame = new Map<RefusedBy, RefusedOffers>();

  function listOf(by: RefusedBy): RefusedOffers {
    const { reason, rule } = by;
    const key = `${reason}/${rule ?? ''}`;
    const list = byReason.get(key) ?? { reason, ...(rule === undefined ? {} : { rule }), offers: [] };
    byReason.set(key, list);
    bySame.set(by, list);
    return list;
  }

  return {
    add: (by: RefusedBy, offer: string): void => void (bySame.get(by) ?? listOf(by)).offers.push(offer),
    list: (): RefusedOffers[] => [...byReason.values()],
  };
}
