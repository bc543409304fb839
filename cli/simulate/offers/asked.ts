import { dayText } from '../../../contract/instant.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import { DAY_MS } from '../../../devices/simulator/offer-world/visits.ts';
import { type Book, placed } from '../../../edge/offers/book.ts';
import { type RuleSurroundings, ruleMomentOf } from '../../../edge/offers/moment-of.ts';
import { refusalsOf, trialOf } from '../../../edge/offers/rules/refusals.ts';
import type { Situation } from '../../../edge/offers/situation.ts';
import { stockBy } from '../../../edge/offers/stock.ts';

/** A decision that the shop has to make. */
export interface Asked {
  readonly around: RuleSurroundings;
  readonly situation: Situation;
}

export interface Answer {
  /** Undefined: nothing is shown. */
  readonly offer: string | undefined;
  /** All that the rules let pass. */
  readonly among: readonly string[];
}

/** How a shop chooses. */
export interface ShopPolicy {
  choose(asked: Asked): Answer;
  /** What was shown before, where it is shown again without being asked; then it is not chosen. */
  again?(decisionId: string): string | undefined;
  /** At the till, of an offer that was shown. */
  redeemed?(decisionId: string, t: number): void;
  /** The shop is closed: there is time to learn. */
  night?(t: number): void;
}

/** Everything is in stock, and no zone is out of sight of a screen. */
const IN_STOCK = 1000;

/** The shop of the world: its clock shows UTC, and it is open whenever somebody is in. */
export function surroundings(book: Book): RuleSurroundings {
  return {
    book,
    sensitiveCategories: new Set(),
    stock: stockBy(() => IN_STOCK),
    localTime: (t) => {
      const minutes = Math.floor((t % DAY_MS) / 60_000);
      // 1970-01-01 was a Thursday.
      return { hour: Math.floor(minutes / 60), minute: minutes % 60, weekday: (Math.floor(t / DAY_MS) + 4) % 7 };
    },
    localDay: (t) => dayText(Math.floor(t / DAY_MS)),
    ruleShop: () => ({ id: 'simulated', services: [], isOpen: true }),
  };
}

/** Which offers the rules of the shop let pass. */
export function eligible({ around, situation }: Asked): readonly Offer[] {
  const { book } = around;
  const trial = trialOf(ruleMomentOf(around, situation), book.compiled, (id) => placed(book).get(id)?.offer);
  return book.offers.flatMap((listed) => (refusalsOf(listed, trial).length === 0 ? [listed.offer] : []));
}
