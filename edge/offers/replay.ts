import type { Decision, Refusal } from '../../contract/facts/offer-facts.ts';
import { instantMs } from '../../contract/instant.ts';
import type { Book } from './book.ts';
import { decide } from './decide.ts';
import type { DecidedLog } from './decided.ts';
import type { ShopClock } from './moment-of.ts';
import type { Ranking } from './ranking/ranking.ts';
import type { RefusedBy } from './rules/moment.ts';
import { stockThen } from './scarce-stock.ts';
import type { Situation } from './situation.ts';

/** What stood against an offer at that time and in no book: it is taken as it was told. */
const TOLD: ReadonlySet<Refusal> = new Set([
  'CAPPED',
  'BUDGET_SPENT',
  'BUDGET_NOT_GRANTED',
  'MEMBER_BUDGET_SPENT',
  'MEMBER_BUDGET_NOT_GRANTED',
  'SHOP_DAY_BUDGET_SPENT',
  'DISMISSED',
  'NOT_INTERESTED',
  'SENSITIVE_CATEGORY',
]);

export interface ReplayParts {
  readonly decided: Pick<DecidedLog, 'of' | 'bookOf'>;
  readonly around: ShopClock;
  /** What ordered the offers then; undefined where it is no longer there. */
  readonly rankingThen: (book: Book, decision: Pick<Decision, 'ranker' | 'fallback' | 'model' | 'head' | 'shadow'>) => Ranking | undefined;
}

export type Replay = { readonly outcome: 'same' | 'different' | 'impossible'; readonly detail: string };

/** Makes a decision again from what was kept of it, and compares every number. */
export function replay(parts: ReplayParts, decisionId: string): Replay {
  const kept = parts.decided.of(decisionId);
  if (!kept) return impossible('what it was made from is no longer kept');
  const { decision, person, stock, leastValue, leastChance } = kept.fields;
  const others = kept.others.flatMap((other) => other ?? []);
  if (others.length < kept.others.length) return impossible('somebody who stood there, too, was forgotten since');
  const book = parts.decided.bookOf(decision.book);
  if (!book) return impossible(`the book ${decision.book} of offers and rules is no longer kept`);
  const ranking = parts.rankingThen(book, decision);
  if (!ranking) return impossible(`the model ${decision.model} that ordered the offers is no longer here`);
  const { trigger, visitId, zone, screen, seed, arm, exploreShare } = decision;
  const t = instantMs(decision.decidedAt) ?? 0;
  const situation: Situation = { decisionId, t, trigger, visitId, zone, screen, seed, arm, people: [person, ...others] };
  const told = toldRefusals(decision);
  const made = decide(
    {
      ...parts.around,
      book,
      ranking,
      leastValue,
      leastChance,
      exploreShare,
      sensitiveCategories: new Set(),
      stock: stockThen(book, decision, stock),
      against: () => (offer) => told.get(offer.id) ?? [],
    },
    situation,
  );
  // The count rule serves without what is on trial beside it.
  const isTried = made.decision.shadow !== undefined;
  const wrong = differences(isTried ? decision : withoutTrial(decision), made.decision);
  return wrong.length === 0
    ? { outcome: 'same', detail: 'made again from what was kept, it comes out the same in every number' }
    : { outcome: 'different', detail: `made again from what was kept, ${wrong.join(' and ')} come out otherwise` };
}

const impossible = (detail: string): Replay => ({ outcome: 'impossible', detail });

function toldRefusals({ refused }: Pick<Decision, 'refused'>): Map<string, RefusedBy[]> {
  const told = new Map<string, RefusedBy[]>();
  for (const { reason, rule, offers } of refused) {
    if (!TOLD.has(reason)) continue;
    for (const offer of offers) told.set(offer, [...(told.get(offer) ?? []), { reason, rule }]);
  }
  return told;
}

type Compared = Omit<Decision, 'sealed'>;

function withoutTrial(decision: Compared): Compared {
  return { ...decision, candidates: decision.candidates.map(({ shadow: _, ...candidate }) => candidate) };
}

const COMPARED: readonly (readonly [string, (decision: Compared) => unknown])[] = [
  ['what was chosen', ({ chosen, propensity }) => [chosen, propensity]],
  ['the numbers of the offers', ({ candidates }) => candidates],
  [
    'what was refused',
    ({ refused }) => refused.map(({ reason, rule = '', offers }) => [reason, rule, ...[...offers].sort()].join(' ')).sort(),
  ],
  ['what ordered them', ({ ranker, model }) => [ranker, model]],
];

function differences(before: Compared, after: Compared): string[] {
  return COMPARED.flatMap(([what, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : [what]));
}
