import type { Offer } from '../../../contract/offers/offer.ts';
import type { Rule } from '../../../contract/offers/rule.ts';
import { type CompiledCondition, compileCondition, isPersonal } from './condition.ts';
import type { RefusedBy } from './moment.ts';
import { indexBySelection } from './selection.ts';

/** One rule, ready to be asked. */
export interface CompiledRule extends CompiledCondition {
  /** Its place among all rules of the book. */
  readonly index: number;
  /** The offers are refused where the condition comes out so: it forbids and holds, or requires and does not. */
  readonly refusesWhen: boolean;
  /** Whether an offer that the rule lets pass tells something about whom it is for. */
  readonly isPersonal: boolean;
  readonly refusal: RefusedBy;
}

/**
 * What is asked of one offer in every decision, whoever it is for. The terms of the offer are read out of it once: offers leave out what does not
 * apply to them, and a thousand objects of many shapes are slow to ask.
 */
export interface RulesOfOffer {
  /** Those that are about this offer and not about every one. */
  readonly rules: readonly CompiledRule[];
  readonly isPersonal: boolean;
  /** Lower case. */
  readonly category: string;
  readonly zones: readonly string[] | undefined;
  readonly products: readonly string[] | undefined;
  /** 0 where there is none. */
  readonly minimumSpend: number;
  /** What the member has to hold. */
  readonly voucher: 'voucher' | 'gift-card' | undefined;
  readonly exclusiveGroup: string | undefined;
  readonly stacks: boolean;
}

export interface CompiledRules {
  readonly count: number;
  /** Those that are about every offer. */
  readonly ofAll: readonly CompiledRule[];
  /** Whoever has so many pieces of a product has enough for every rule. */
  readonly enoughStock: number;
  /** To be found once, when a book is made. */
  of(offer: Offer): RulesOfOffer;
}

/** Compiles the rules of a book once. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const compiled = rules.map((rule, index) => ({ about: rule.about, item: compileRule(rule, index) }));
  const index = indexBySelection(compiled);
  const isAllPersonal = index.ofAll.some((rule) => rule.isPersonal);
  return {
    count: rules.length,
    ofAll: index.ofAll,
    enoughStock: rules.reduce((most, { when }) => Math.max(most, when.stockAtLeast ?? 0), 1),
    of(offer) {
      const about = index.of(offer);
      const isPersonalOffer = isAllPersonal || about.some((rule) => rule.isPersonal) || isOfMember(offer);
      const { category, zones, products, minimumSpend = 0, kind, exclusiveGroup, stacks = true } = offer;
      return {
        rules: about,
        isPersonal: isPersonalOffer,
        category: category.toLowerCase(),
        ...{ zones, products, minimumSpend, exclusiveGroup, stacks },
        voucher: kind === 'voucher' || kind === 'gift-card' ? kind : undefined,
      };
    },
  };
}

function compileRule({ id, effect, when }: Rule, index: number): CompiledRule {
  return {
    ...compileCondition(when),
    index,
    refusesWhen: effect === 'forbid',
    isPersonal: effect === 'require' && isPersonal(when),
    refusal: { reason: 'RULE', rule: id },
  };
}

/** That somebody holds a voucher or a gift card is nobody else's business. */
function isOfMember({ kind }: Offer): boolean {
  return kind === 'voucher' || kind === 'gift-card';
}
