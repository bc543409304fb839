import type { Refusal } from '../../../contract/facts/offer-facts.ts';
import type { RuleChannel } from '../../../contract/offers/rule.ts';
import type { Stock } from '../stock.ts';

/** The shop as rules see it. */
export interface RuleShop {
  readonly id: string;
  readonly format?: string | undefined;
  readonly region?: string | undefined;
  readonly services: readonly string[];
  readonly isOpen: boolean;
}

/** The member as rules see it. Times are ms epoch. */
export interface RuleMember {
  readonly subject: string;
  readonly segments: readonly string[];
  readonly tier?: string | undefined;
  /** As in 03-01, without the year. */
  readonly birthday?: string | undefined;
  readonly lastPurchaseAt?: number | undefined;
  readonly hasBought: {
    readonly anything: boolean;
    category(category: string): boolean;
    brand(brand: string): boolean;
    product(product: string): boolean;
  };
  /** What vouchers and gift cards the member can use today. */
  readonly vouchers: ReadonlySet<'voucher' | 'gift-card'>;
}

/** The moment that every offer of the book is tried for. */
export interface RuleMoment {
  readonly t: number;
  /** The day in the shop, as in 2026-03-01, its weekday (0 is Sunday) and the minutes since midnight on its clock. */
  readonly day: string;
  readonly weekday: number;
  readonly minuteOfDay: number;
  readonly shop: RuleShop;
  readonly channel: RuleChannel;
  readonly zone: string;
  readonly hasScreen: boolean;
  /** How many people can see it. */
  readonly audience: number;
  readonly member: RuleMember;
  readonly basket: { readonly products: ReadonlySet<string>; readonly categories: ReadonlySet<string>; readonly spend: number };
  readonly shownThisVisit: ReadonlySet<string>;
  /** Offers that the member took in this visit, by touching or redeeming them. */
  readonly takenThisVisit: ReadonlySet<string>;
  readonly sensitiveCategories: ReadonlySet<string>;
  readonly stock: Stock;
}

/** One thing that spoke against one offer. */
export interface RefusedBy {
  readonly reason: Refusal;
  /** The rule, cap or campaign of headquarters. */
  readonly rule?: string | undefined;
}
