import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer } from '../../../../contract/offers/offer.ts';
import type { OfferSelection, Rule } from '../../../../contract/offers/rule.ts';
import { compileRules } from '../../../../edge/offers/rules/compile-rules.ts';
import { refusalsOf, trialOf } from '../../../../edge/offers/rules/refusals.ts';
import { aMoment, anOffer, aRule, refusals } from './made-up-moment.ts';

const FULL = anOffer({ line: 'reds', brand: 'acme', supplier: 'cellar' });

describe('what a rule is about', () => {
  it.each<[string, OfferSelection, boolean]>([
    ['every offer', {}, true],
    ['the offer', { offers: ['bread-10', 'wine-20'] }, true],
    ['another offer', { offers: ['bread-10'] }, false],
    ['its campaign', { campaigns: ['summer'] }, true],
    ['its kind', { kinds: ['percent-off'] }, true],
    ['another kind', { kinds: ['event'] }, false],
    ['its category', { categories: ['wine'] }, true],
    ['its line', { lines: ['reds'] }, true],
    ['its brand', { brands: ['acme'] }, true],
    ['its supplier', { suppliers: ['cellar'] }, true],
    ['its category and brand', { categories: ['wine'], brands: ['acme'] }, true],
    ['its category and another brand', { categories: ['wine'], brands: ['other'] }, false],
  ])('%s', (_title, about, isAbout) => {
    const told = refusals(FULL, aMoment(), [aRule({}, { about, effect: 'forbid' })]);
    expect(told).toEqual(isAbout ? [{ reason: 'RULE', rule: 'the-rule' }] : []);
  });

  it('is not an offer that has no brand, line or supplier, where one is named', () => {
    for (const about of [{ brands: ['acme'] }, { lines: ['reds'] }, { suppliers: ['cellar'] }])
      expect(refusals(anOffer(), aMoment(), [aRule({}, { about, effect: 'forbid' })])).toEqual([]);
  });
});

const NAMES = ['a', 'b', 'c'];
const names = fc.option(fc.subarray(NAMES, { minLength: 1 }), { nil: undefined });
const pick = fc.constantFrom(...NAMES);
const selection = fc
  .record({ offers: names, campaigns: names, categories: names, brands: names, lines: names, suppliers: names })
  .map((about) => Object.fromEntries(Object.entries(about).filter(([, part]) => part)) as OfferSelection);
const rule = fc
  .record({
    about: selection,
    effect: fc.constantFrom('require' as const, 'forbid' as const),
    weekdays: fc.option(fc.subarray([0, 1, 2], { minLength: 1 }), { nil: undefined }),
    stockAtLeast: fc.option(fc.constantFrom(2, 4), { nil: undefined }),
  })
  .map(({ about, effect, weekdays, stockAtLeast }) =>
    aRule({ ...(weekdays && { weekdays }), ...(stockAtLeast !== undefined && { stockAtLeast }) }, { about, effect }),
  );
const offer = fc
  .record({ id: pick, campaign: pick, category: pick, brand: pick, line: pick, supplier: pick, hasProduct: fc.boolean() })
  .map(({ hasProduct, ...parts }) => anOffer({ ...parts, ...(hasProduct && { products: ['p'] }) }));

/** The same said in the plainest way. */
function plainly(one: Rule, tried: Offer): boolean {
  const { about, effect, when } = one;
  const isAbout =
    (about.offers?.includes(tried.id) ?? true) &&
    (about.campaigns?.includes(tried.campaign) ?? true) &&
    (about.categories?.includes(tried.category) ?? true) &&
    (about.brands?.includes(tried.brand ?? '') ?? true) &&
    (about.lines?.includes(tried.line ?? '') ?? true) &&
    (about.suppliers?.includes(tried.supplier ?? '') ?? true);
  const holds =
    (when.weekdays?.includes(1) ?? true) && (when.stockAtLeast === undefined || tried.products === undefined || when.stockAtLeast <= 3);
  return isAbout && holds === (effect === 'forbid');
}

it('an offer is refused by exactly the rules that speak against it, however many there are and in whatever order', () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 30 }), fc.array(offer, { minLength: 1, maxLength: 20 }), (rules, offers) => {
      const numbered = rules.map((one, index) => ({ ...one, id: `rule-${index}` }));
      const compiled = compileRules(numbered);
      const trial = trialOf(aMoment(), compiled, () => undefined);
      for (const tried of offers) {
        const told = refusalsOf({ offer: tried, startsAt: 0, endsAt: Number.MAX_VALUE, about: compiled.of(tried) }, trial).map(
          (refused) => refused.rule,
        );
        const expected = numbered.filter((one) => plainly(one, tried)).map(({ id }) => id);
        expect([...told].sort()).toEqual(expected.sort());
      }
    }),
  );
});
