import type { RuleType } from '../../../contract/http/rule-routes.ts';
import { BUDGET_UNITS } from '../../../contract/offers/budget.ts';
import { OFFER_KINDS } from '../../../contract/offers/offer.ts';
import { type Cap, type Condition, type OfferSelection, RULE_CHANNELS } from '../../../contract/offers/rule.ts';
import { readable } from '../words.ts';

export interface Choice {
  readonly value: string | number | boolean;
  readonly label: string;
}

/** How a part of a rule is called, and how it is filled in. */
export type Field = { readonly label: string; readonly hint?: string } & (
  | { readonly input: 'names' | 'hours' | 'period' | 'members' }
  | {
      readonly input: 'number';
      readonly whole: boolean /** So many of what is stored are one of what is filled in. */;
      readonly scale?: number;
    }
  | { readonly input: 'several' | 'one'; readonly choices: readonly Choice[] }
);
export type Fields<K extends string = string> = Readonly<Record<K, Field>>;

const NAMES_HINT = 'One or several, separated by commas or spaces.';
const names = (label: string, hint = NAMES_HINT): Field => ({ label, hint, input: 'names' });
const whole = (label: string, hint?: string): Field => ({ label, input: 'number', whole: true, ...(hint !== undefined && { hint }) });
const amount = (label: string, hint?: string): Field => ({ label, input: 'number', whole: false, ...(hint !== undefined && { hint }) });
const choices = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: readable(value) }));

/** Monday first, as shops print their hours; 0 is Sunday. */
const WEEKDAYS: readonly Choice[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, index) => ({
  value: (index + 1) % 7,
  label,
}));
const CHANNELS: Field = { label: 'Channels', input: 'several', choices: choices(RULE_CHANNELS) };

export const ABOUT_FIELDS: Fields<keyof OfferSelection> = {
  categories: names('Categories'),
  brands: names('Brands'),
  lines: names('Product lines'),
  suppliers: names('Suppliers'),
  offers: names('Offers'),
  campaigns: names('Campaigns'),
  kinds: { label: 'Kinds of offer', input: 'several', choices: choices(OFFER_KINDS) },
};

export const CONDITION_FIELDS: Fields<keyof Condition> = {
  period: { label: 'Period', hint: 'By the clock of this browser; either end may be left open.', input: 'period' },
  hours: { label: 'Hours', hint: 'By the clock of the shop; across midnight where the end is earlier.', input: 'hours' },
  weekdays: { label: 'Weekdays', input: 'several', choices: WEEKDAYS },
  shops: names('Shops'),
  shopFormats: names('Shop formats'),
  shopRegions: names('Regions'),
  shopServices: names('Services of the shop', 'The shop must have all of them. Separated by commas or spaces.'),
  shopOpen: {
    label: 'Opening hours',
    input: 'one',
    choices: [
      { value: true, label: 'while the shop is open' },
      { value: false, label: 'while the shop is closed' },
    ],
  },
  channels: CHANNELS,
  zones: names('Zones'),
  segments: names('Segments'),
  tiers: names('Tiers'),
  subjects: { label: 'Named members', hint: 'They came with an import; here they can be taken away and not be changed.', input: 'members' },
  basketProducts: names('Products in the basket', 'One of them is in it. Separated by commas or spaces.'),
  basketCategories: names('Categories in the basket', 'One of them is in it. Separated by commas or spaces.'),
  minimumSpend: amount('Basket worth at least', 'In the currency of the chain.'),
  stockAtLeast: whole('Stock of at least', 'Pieces in the shop of a product that the offer is for.'),
  firstPurchase: {
    label: 'First purchase',
    input: 'one',
    choices: [
      { value: 'any', label: 'the member never bought anything' },
      { value: 'category', label: 'nothing of the category' },
      { value: 'brand', label: 'nothing of the brand' },
      { value: 'product', label: 'none of the products' },
    ],
  },
  birthdayWithinDays: whole('Birthday within days', 'Before or after; 0 is the day itself.'),
  inactiveForDays: whole('Days without a purchase'),
};

export const CAP_FIELDS: Fields<Exclude<keyof Cap, 'type' | 'id' | 'name' | 'about'>> = {
  perVisit: whole('Most in a visit'),
  perDay: whole('Most on a day'),
  perWeek: whole('Most in seven days'),
  gapMs: { label: 'Seconds between two', input: 'number', whole: false, scale: 1000 },
  channels: { ...CHANNELS, hint: 'On which this is counted; on all of them where it is left out.' },
};

export const CAMPAIGN_FIELDS: Fields<'total' | 'perMember' | 'perShopAndDay' | 'grant'> = {
  total: amount('Total', 'Of all shops together.'),
  perMember: amount('For a member'),
  perShopAndDay: amount('In a shop on a day'),
  grant: amount('Granted at a time', 'To a shop; a hundredth of the total where it is left out.'),
};

export const UNIT_FIELD: Field = { label: 'Counted in', input: 'one', choices: choices(BUDGET_UNITS) };

export const EFFECT_FIELD: Field = {
  label: 'Effect',
  input: 'one',
  choices: [
    { value: 'require', label: 'show only where the conditions hold' },
    { value: 'forbid', label: 'never show where the conditions hold' },
  ],
};

export const TYPE_WORDS: Readonly<Record<RuleType, string>> = { rule: 'Rule', cap: 'Cap', campaign: 'Campaign' };

/** A part that was just added: to be filled in, and refused as long as it is not. */
export function emptyPart(field: Field): unknown {
  switch (field.input) {
    case 'names':
    case 'several':
    case 'members':
      return [];
    case 'number':
      return null;
    case 'one':
      return field.choices[0]?.value;
    default:
      return {};
  }
}
