import type { Candidate, Decision } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import { type FeatureInput, featureRow } from '../../models/offer-ranker/features.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Random } from '../ports/random.ts';
import type { Ranker } from '../ports/ranker.ts';
import type { Catalogue, ListedOffer } from './catalogue.ts';
import { choose } from './choose.ts';
import { refusalsOf } from './eligibility.ts';
import type { OfferHistory } from './history.ts';

/** A subject with consent to personal offers, who has just entered a zone. */
export interface Entry {
  readonly t: number;
  readonly subject: string;
  /** Who of a household: what was pushed in this visit is for these eyes only, what was ever shown counts for all. */
  readonly track: string;
  readonly visitId: string;
  readonly openedAt: number;
  readonly zone: string;
  readonly screen: string | undefined;
  readonly profile: FeatureInput['member'];
}

export interface Decided {
  readonly decision: Omit<Decision, 'sealed'>;
  readonly offer: Offer | undefined;
  /** What the model was told of the person: to be sealed into the fact, so that the decision can be explained and replayed. */
  readonly inputs: object;
}

export interface DecideParts {
  readonly catalogue: Catalogue;
  readonly history: OfferHistory;
  readonly ranker: Ranker;
  readonly random: Random;
  readonly exploreShare: number;
  readonly sensitiveCategories: ReadonlySet<string>;
  readonly localTime: (t: number) => LocalTime;
}

/** Eligibility with every reason → score → explore or not → what to show, or nothing. */
export function decide(parts: DecideParts, entry: Entry): Decided {
  const { catalogue, history, ranker, random, exploreShare, sensitiveCategories } = parts;
  const { t, subject, track, visitId, zone, screen, profile } = entry;
  const moment = {
    t,
    zone,
    hasScreen: screen !== undefined,
    shownThisVisit: history.pushedIn(track, visitId),
    sensitiveCategories,
    stockOf: catalogue.stockOf,
  };
  const tried = catalogue.offers().map((listed) => ({ listed, refused: refusalsOf(listed, moment) }));
  const eligible = tried.filter((one) => one.refused.length === 0);
  const local = parts.localTime(t);
  const context = { zone, ...local, dwellMs: t - entry.openedAt };
  const rows = eligible.map(({ listed: { offer } }) =>
    featureRow({ ...context, offer, member: profile, shownBefore: history.countOf(subject, offer.id) }),
  );
  const scores = rows.length > 0 ? ranker.score(rows) : new Float32Array();
  const choice = choose(scores, exploreShare, random.unit);
  const offer = choice === undefined ? undefined : eligible[choice.index]?.listed.offer;
  const scoreOf = new Map(eligible.map((one, index) => [one.listed, scores[index] ?? 0]));
  const candidates = tried.map(({ listed, refused }): Candidate => candidateOf(listed, refused, scoreOf.get(listed)));
  return {
    offer,
    inputs: { ...context, profile, shownBefore: candidates.map((one) => history.countOf(subject, one.offer)) },
    decision: {
      decisionId: random.id(),
      visitId,
      subject,
      zone,
      ...(screen === undefined ? {} : { screen }),
      decidedAt: instantText(t),
      model: ranker.version,
      exploreShare,
      candidates,
      ...(offer === undefined ? {} : { chosen: offer.id }),
      explored: choice?.explored ?? false,
      propensity: choice?.propensity ?? 1,
    },
  };
}

function candidateOf({ offer }: ListedOffer, refused: Candidate['refused'], score: number | undefined): Candidate {
  return { offer: offer.id, refused, ...(score === undefined ? {} : { score }) };
}
