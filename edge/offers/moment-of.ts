import type { Moment } from '../../models/offer-ranker/features/inputs.ts';
import type { LocalTime } from '../domain/local-time.ts';
import type { Book } from './book.ts';
import { ruleMemberOf } from './rule-member.ts';
import type { RuleMoment, RuleShop } from './rules/moment.ts';
import type { Person, Situation } from './situation.ts';
import type { Stock } from './stock.ts';

/** The clock and the attributes of a shop. */
export interface ShopClock {
  readonly localTime: (t: number) => LocalTime;
  /** As in 2026-03-01. */
  readonly localDay: (t: number) => string;
  readonly ruleShop: (t: number, minuteOfDay: number) => RuleShop;
}

export interface RuleSurroundings extends ShopClock {
  readonly book: Book;
  /** Lower case. What tells something of health, faith or private life of whoever stands before the screen is for nobody else to read. */
  readonly sensitiveCategories: ReadonlySet<string>;
  readonly stock: Stock;
}

/** The moment as rules see it. */
export function ruleMomentOf(around: RuleSurroundings, { t, zone, screen, people }: Situation): RuleMoment {
  const { book, sensitiveCategories, stock } = around;
  const [{ subject, profile, basket, shown, taken }] = people;
  const { hour, minute, weekday } = around.localTime(t);
  const minuteOfDay = hour * 60 + minute;
  const day = around.localDay(t);
  const products = basket?.products ?? [];
  return {
    t,
    day,
    weekday,
    minuteOfDay,
    shop: around.ruleShop(t, minuteOfDay),
    channel: 'screen',
    zone,
    hasScreen: screen !== undefined,
    audience: people.length,
    member: ruleMemberOf(subject, profile, day, book),
    basket: {
      products: new Set(products),
      categories: new Set(products.flatMap((product) => book.figures.products.get(product)?.category ?? [])),
      spend: basket?.spend ?? 0,
    },
    shownThisVisit: new Set(shown),
    takenThisVisit: new Set(taken),
    sensitiveCategories,
    stock,
  };
}

/** The moment as the features see it. */
export function rankMomentOf(around: ShopClock & { readonly book: Book }, { t, zone }: Situation, person: Person): Moment {
  const { hour, weekday } = around.localTime(t);
  const { dwellMs, zoneDwellMs, returns, basket } = person;
  return {
    zone,
    zoneCategories: around.book.categoriesOf(zone),
    dwellMs,
    zoneDwellMs,
    returns,
    hour,
    weekday,
    ...(basket && { basket: basket.products }),
  };
}
