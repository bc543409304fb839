import type { Offer } from '../../../../contract/offers/offer.ts';
import type { Condition, Rule } from '../../../../contract/offers/rule.ts';
import { compileRules } from '../../../../edge/offers/rules/compile-rules.ts';
import type { RefusedBy, RuleMember, RuleMoment } from '../../../../edge/offers/rules/moment.ts';
import { refusalsOf, trialOf } from '../../../../edge/offers/rules/refusals.ts';
import { stockBy } from '../../../../edge/offers/stock.ts';

/** A Monday at noon. */
export const NOON_MS = Date.UTC(2026, 5, 1, 12);

export const anOffer = (change: Partial<Offer> = {}): Offer => ({
  id: 'wine-20',
  campaign: 'summer',
  title: 'A good red',
  kind: 'percent-off',
  category: 'wine',
  startsAt: '2026-05-01T00:00:00Z',
  endsAt: '2026-07-01T00:00:00Z',
  ...change,
});

export const aMember = (change: Partial<RuleMember> = {}): RuleMember => ({
  subject: '0'.repeat(32),
  segments: [],
  hasBought: { anything: true, category: () => true, brand: () => true, product: () => true },
  vouchers: new Set(),
  ...change,
});

export const aMoment = (change: Partial<RuleMoment> = {}): RuleMoment => ({
  t: NOON_MS,
  day: '2026-06-01',
  weekday: 1,
  minuteOfDay: 720,
  shop: { id: 'mill-street', services: [], isOpen: true },
  channel: 'screen',
  zone: 'wine',
  hasScreen: true,
  audience: 1,
  member: aMember(),
  basket: { products: new Set(), categories: new Set(), spend: 0 },
  shownThisVisit: new Set(),
  takenThisVisit: new Set(),
  sensitiveCategories: new Set(['pharmacy']),
  stock: stockBy(() => 3),
  ...change,
});

export const aRule = (when: Condition, change: Partial<Rule> = {}): Rule => ({
  type: 'rule',
  id: 'the-rule',
  name: 'The rule',
  about: {},
  effect: 'require',
  when,
  ...change,
});

/** What speaks against one offer, tried alone. */
export function refusals(
  offer: Offer,
  moment: RuleMoment,
  rules: readonly Rule[] = [],
  others: readonly Offer[] = [],
): readonly RefusedBy[] {
  const offers = new Map([offer, ...others].map((one) => [one.id, one]));
  const compiled = compileRules(rules);
  const listed = { offer, startsAt: Date.parse(offer.startsAt), endsAt: Date.parse(offer.endsAt), about: compiled.of(offer) };
  return refusalsOf(
    listed,
    trialOf(moment, compiled, (id) => offers.get(id)),
  );
}
