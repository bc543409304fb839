import { REFUSALS, type Refusal } from '../../../contract/facts/offer-facts.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import type { CompiledRule, CompiledRules, RulesOfOffer } from './compile-rules.ts';
import type { RefusedBy, RuleMoment } from './moment.ts';

/** An offer with its period read once, and the rules that are about it. */
export interface TriedOffer {
  readonly offer: Offer;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly about: RulesOfOffer;
}

/** One moment, for which every offer of the book is tried: what is the same for all of them is asked once. */
export interface Trial {
  readonly moment: RuleMoment;
  /** The rules about every offer that speak against it now, and those of them that have to see the offer. */
  readonly refusedToAll: readonly RefusedBy[];
  readonly undecided: readonly CompiledRule[];
  /** By the place of a rule in the book: what the offer-free part of its condition came out as. */
  readonly outcomes: Int8Array;
  /** Exclusive group → the offers of it that were shown or taken in this visit. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
  /** Offers that were taken in this visit and stand beside no other. */
  readonly alone: ReadonlySet<string>;
}

/** Made once: a decision on a thousand offers refuses by the thousand. */
const WITHOUT_RULE = Object.fromEntries(REFUSALS.map((reason) => [reason, { reason }])) as Record<Refusal, RefusedBy>;

const UNASKED = 0;
const HOLDS = 1;
const FAILS = -1;

/** `offerOf` finds an offer of the book by its id. */
export function trialOf(moment: RuleMoment, rules: CompiledRules, offerOf: (id: string) => Offer | undefined): Trial {
  const groups = new Map<string, Set<string>>();
  const alone = new Set<string>();
  for (const id of new Set([...moment.shownThisVisit, ...moment.takenThisVisit])) {
    const offer = offerOf(id);
    if (offer?.stacks === false && moment.takenThisVisit.has(id)) alone.add(id);
    const group = offer?.exclusiveGroup;
    if (group !== undefined) groups.set(group, (groups.get(group) ?? new Set()).add(id));
  }
  const outcomes = new Int8Array(rules.count);
  const undecided: CompiledRule[] = [];
  const refusedToAll: RefusedBy[] = [];
  for (const rule of rules.ofAll) {
    const isSo = nowHolds(rule, moment, outcomes);
    // Where the first part does not hold the whole does not, whatever the offer.
    if (rule.offer && isSo) undecided.push(rule);
    else if (isSo === rule.refusesWhen) refusedToAll.push(rule.refusal);
  }
  return { moment, refusedToAll, undecided, outcomes, groups, alone };
}

/** Everything that speaks against the offer now, not only the first: `explain` shows it all. Empty means that it may be shown. */
export function refusalsOf(tried: TriedOffer, trial: Trial): readonly RefusedBy[] {
  const refused: RefusedBy[] = [];
  tryOffer(tried, trial, (by) => void refused.push(by));
  return refused;
}

/** The same, told one by one: a decision tries a thousand offers, and a list for each would be a thousand lists. */
export function tryOffer(tried: TriedOffer, trial: Trial, refuse: (by: RefusedBy) => void): void {
  const { offer, startsAt, endsAt, about } = tried;
  const { zones, products, minimumSpend, voucher, exclusiveGroup, stacks } = about;
  const { moment } = trial;
  // A period that never is does not run.
  if (!(moment.t >= startsAt && moment.t < endsAt)) refuse(WITHOUT_RULE.OUT_OF_PERIOD);
  if (zones !== undefined && !zones.includes(moment.zone)) refuse(WITHOUT_RULE.OTHER_ZONE);
  if (products !== undefined && moment.stock.isSoldOut(products)) refuse(WITHOUT_RULE.OUT_OF_STOCK);
  if (moment.shownThisVisit.size > 0 && moment.shownThisVisit.has(offer.id)) refuse(WITHOUT_RULE.SHOWN_THIS_VISIT);
  // A phone is read by its owner; a screen, a till and a member of staff are not alone with the member.
  if (moment.channel !== 'phone' && moment.sensitiveCategories.size > 0 && moment.sensitiveCategories.has(about.category))
    refuse(WITHOUT_RULE.SENSITIVE_CATEGORY);
  if (moment.channel === 'screen' && !moment.hasScreen) refuse(WITHOUT_RULE.NO_SCREEN);
  if (moment.basket.spend < minimumSpend) refuse(WITHOUT_RULE.SPEND_TOO_LOW);
  if (voucher !== undefined && !moment.member.vouchers.has(voucher)) refuse(WITHOUT_RULE.NO_VOUCHER);
  if (exclusiveGroup !== undefined && hasOther(trial.groups.get(exclusiveGroup), offer.id)) refuse(WITHOUT_RULE.EXCLUDES_ANOTHER);
  if (hasOther(stacks ? trial.alone : moment.takenThisVisit, offer.id)) refuse(WITHOUT_RULE.DOES_NOT_STACK);
  if (moment.audience > 1 && about.isPersonal) refuse(WITHOUT_RULE.NOT_FOR_GROUP);
  for (const refusal of trial.refusedToAll) refuse(refusal);
  for (const rule of trial.undecided) if (rule.offer?.(offer, moment) === rule.refusesWhen) refuse(rule.refusal);
  for (const rule of about.rules) {
    const holds = nowHolds(rule, moment, trial.outcomes) && (rule.offer?.(offer, moment) ?? true);
    if (holds === rule.refusesWhen) refuse(rule.refusal);
  }
}

/** Of rules that are about the same offers each is asked once in a decision. */
function nowHolds(rule: CompiledRule, moment: RuleMoment, outcomes: Int8Array): boolean {
  if (outcomes[rule.index] === UNASKED) outcomes[rule.index] = rule.now(moment) ? HOLDS : FAILS;
  return outcomes[rule.index] === HOLDS;
}

function hasOther(ids: ReadonlySet<string> | undefined, id: string): boolean {
  return ids !== undefined && ids.size > 0 && ids.size > (ids.has(id) ? 1 : 0);
}
