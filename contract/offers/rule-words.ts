import type { Campaign } from './budget.ts';
import type { ConfigRecord } from './config-record.ts';
import type { Cap, Condition, OfferSelection, Rule } from './rule.ts';

type Part = string | number | boolean | readonly (string | number)[] | object | undefined;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** What a rule, a cap or a campaign does, in one sentence. */
export function ruleWords(record: ConfigRecord): string {
  switch (record.type) {
    case 'rule':
      return wordsOfRule(record);
    case 'cap':
      return wordsOfCap(record);
    case 'campaign':
      return wordsOfCampaign(record);
    case 'ranking':
      return `Offers are ordered by ${record.serve}; ${record.holdoutShare * 100} % of the members are shown nothing.`;
  }
}

function wordsOfRule({ about, effect, when }: Rule): string {
  const holds = conditionWords(when);
  const what = selectionWords(about);
  if (holds.length === 0) return effect === 'forbid' ? `${what}: never.` : `${what}: always.`;
  return `${what}: ${effect === 'forbid' ? 'never' : 'only'} ${holds.join(', and ')}.`;
}

function wordsOfCap({ about, channels, perVisit, perDay, perWeek, gapMs }: Cap): string {
  const limits = [
    perVisit === undefined ? undefined : `${perVisit} in a visit`,
    perDay === undefined ? undefined : `${perDay} on a day`,
    perWeek === undefined ? undefined : `${perWeek} in seven days`,
    gapMs === undefined ? undefined : `${gapMs / 1000} s between two`,
  ];
  const on = channels ? ` on ${channels.join(' or ')}` : '';
  return `${selectionWords(about)}${on}: at most ${limits.filter((limit) => limit !== undefined).join(', ')}.`;
}

function wordsOfCampaign({ unit, total, perMember, perShopAndDay }: Campaign): string {
  const of = unit === 'money' ? 'spent' : unit;
  const limits = [
    total === undefined ? undefined : `${total} in all`,
    perMember === undefined ? undefined : `${perMember} for a member`,
    perShopAndDay === undefined ? undefined : `${perShopAndDay} in a shop on a day`,
  ];
  return `At most ${limits.filter((limit) => limit !== undefined).join(', ')} (${of}).`;
}

function selectionWords(about: OfferSelection): string {
  const parts = Object.entries(about).map(([part, names]) => `${part} ${listWords(names)}`);
  return parts.length === 0 ? 'Every offer' : `Offers of ${parts.join(' and ')}`;
}

function conditionWords(when: Condition): string[] {
  return Object.entries(when).flatMap(([name, part]: [string, Part]) =>
    part === undefined ? [] : [WORDS[name as keyof Condition](part as never)],
  );
}

const listWords = (names: readonly (string | number)[]): string => names.join(', ');

const WORDS: { readonly [K in keyof Required<Condition>]: (part: NonNullable<Condition[K]>) => string } = {
  period: ({ from, until }) => [from === undefined ? '' : `from ${from}`, until === undefined ? '' : `before ${until}`].join(' ').trim(),
  hours: ({ from, until }) => `between ${from} and ${until}`,
  weekdays: (days) => `on ${days.map((day) => WEEKDAYS[day] ?? day).join(', ')}`,
  shops: (names) => `in ${listWords(names)}`,
  shopFormats: (names) => `in shops of the format ${listWords(names)}`,
  shopRegions: (names) => `in the region ${listWords(names)}`,
  shopServices: (names) => `where there is ${names.join(' and ')}`,
  shopOpen: (isOpen) => (isOpen ? 'while the shop is open' : 'while the shop is closed'),
  channels: (names) => `on ${listWords(names)}`,
  zones: (names) => `in the zones ${listWords(names)}`,
  subjects: (names) => `for ${names.length} named ${names.length === 1 ? 'member' : 'members'}`,
  segments: (names) => `for the segments ${listWords(names)}`,
  tiers: (names) => `for the tiers ${listWords(names)}`,
  basketProducts: (names) => `with ${names.join(' or ')} in the basket`,
  basketCategories: (names) => `with ${names.join(' or ')} in the basket`,
  minimumSpend: (amount) => `with a basket of ${amount} or more`,
  stockAtLeast: (pieces) => `with ${pieces} or more in stock`,
  firstPurchase: (of) => (of === 'any' ? 'before the first purchase' : `before the first purchase of the ${of}`),
  birthdayWithinDays: (days) => `within ${days} days of the birthday`,
  inactiveForDays: (days) => `after ${days} days without a purchase`,
};
