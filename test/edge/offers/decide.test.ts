import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../edge/offers/decide.ts';
import { stockBy } from '../../../edge/offers/stock.ts';
import { ADA, BOB, book, countRuleRanking, modelRanking, offer, PROFILE, parts, person, situation } from './offer-stand.ts';

const chosen = (...[given, at = situation()]: [Parameters<typeof decide>[0], Parameters<typeof decide>[1]?]) =>
  decide(given, at).decision.chosen;

describe('what is shown', () => {
  it('is what is expected to earn most: chance times margin, less what showing costs', () => {
    const offers = book(offer('likely', { margin: 1 }), offer('dear', { margin: 10 }), offer('costly', { margin: 20, cost: 1.75 }));
    const { decision } = decide(parts({ book: offers, ranking: modelRanking([0.5, 0.1, 0.1]) }), situation());
    expect(decision.chosen).toBe('dear');
    expect(decision.candidates.map(({ offer: id, value, propensity }) => [id, value, propensity])).toEqual([
      ['dear', 1, 1],
      ['likely', 0.5, 0],
      ['costly', 0.25, 0],
    ]);
    expect(decision).toMatchObject({ ranker: 'model', model: 'model-1', head: 'head-1', propensity: 1, explored: false, subject: ADA });
  });

  it('is nothing where nothing earns more than that, or hardly anybody would take it', () => {
    const offers = book(offer('loss', { margin: -1 }), offer('rare', { margin: 1000 }), offer('costs', { cost: 0.2 }));
    const { decision } = decide(parts({ book: offers, ranking: modelRanking([0.5, 0.0005, 0.1]) }), situation());
    expect([decision.chosen, decision.propensity, decision.explored]).toEqual([undefined, 1, false]);
    expect(decision.candidates.map(({ propensity }) => propensity)).toEqual([0, 0, 0]);
    expect(chosen(parts({ book: offers, ranking: modelRanking([0.5, 0.0005, 0.1]), leastValue: -1, leastChance: 0 }))).toBe('rare');
  });

  it('is less what the member does not care for', () => {
    const offers = book(offer('a'), offer('b'));
    const given = parts({ book: offers, ranking: modelRanking([0.3, 0.2]) });
    expect(chosen(given)).toBe('a');
    expect(chosen(given, situation({ people: [person(ADA, { weights: { a: 0.5 } })] }))).toBe('b');
  });

  it('is something else in the same visit, where that comes close, and the same again where nothing does', () => {
    const offers = book(offer('red'), offer('white'), offer('bread', { category: 'bakery' }));
    const after = situation({ people: [person(ADA, { shown: ['red', 'gone'] })] });
    expect(chosen(parts({ book: offers, ranking: modelRanking([0.3, 0.3, 0.25]) }), after)).toBe('bread');
    expect(chosen(parts({ book: offers, ranking: modelRanking([0.3, 0.3, 0.1]) }), after)).toBe('white');
    const brands = book(offer('red', { brand: 'Lune' }), offer('roll', { category: 'a', brand: 'Lune' }), offer('bun', { category: 'b' }));
    expect(chosen(parts({ book: brands, ranking: modelRanking([0.3, 0.3, 0.28]) }), after)).toBe('bun');
  });

  it('is best for all who see the screen, and nothing that is only for one of them', () => {
    const offers = book(offer('hers'), offer('both'), offer('voucher', { kind: 'voucher' }));
    const ranking = {
      rank: (...[history, moment, places]: Parameters<ReturnType<typeof modelRanking>['rank']>) =>
        modelRanking(history.lines.length > 0 ? [0.5, 0.4, 0.9] : [0, 0.4, 0.9]).rank(history, moment, places),
    };
    const wine = { product: 'wine', times: 1, lastOn: '2026-05-01' };
    const hasVoucher = { id: 'v', kind: 'voucher' as const, value: 5 };
    const ada = person(ADA, { profile: { ...PROFILE, purchases: [wine], vouchers: [hasVoucher] } });
    const alone = decide(parts({ book: offers, ranking }), situation({ people: [ada] })).decision;
    expect([alone.chosen, alone.audience]).toEqual(['voucher', 1]);
    const together = decide(parts({ book: offers, ranking }), situation({ people: [ada, person(BOB)] })).decision;
    expect([together.chosen, together.audience]).toEqual(['both', 2]);
    expect(together.refused).toEqual([{ reason: 'NOT_FOR_GROUP', offers: ['voucher'] }]);
    expect(together.candidates.map(({ offer: id, score, value }) => [id, score, value])).toEqual([
      ['both', 0.4, 0.8],
      ['hers', 0.5, 0.5],
    ]);
  });

  it('is by the count rule what the member bought most of, be it worth what it may', () => {
    const offers = book(offer('dear', { margin: 9, category: 'tea' }), offer('own', { products: ['p1'] }), offer('free', { margin: 0 }));
    const ada = person(ADA, { profile: { ...PROFILE, purchases: [{ product: 'p1', times: 2, lastOn: '2026-05-01' }] } });
    const { decision } = decide(
      parts({ book: offers, ranking: countRuleRanking(offers), stock: stockBy(() => 3) }),
      situation({ people: [ada] }),
    );
    expect(decision).toMatchObject({ ranker: 'count-rule', fallback: 'no-model', chosen: 'own', propensity: 1 });
    expect(decision.candidates.map(({ offer: id, propensity }) => [id, propensity])).toEqual([
      ['own', 1],
      ['dear', 0],
      ['free', 0],
    ]);
    expect(decision.head).toBeUndefined();
  });
});

it('says of every offer that is refused why, and by which rule', () => {
  const offers = book(offer('a', { zones: ['dairy'], products: ['p'] }), offer('b'), offer('c'));
  const stock = new Map([['p', 0]]);
  const { decision } = decide(
    parts({
      book: offers,
      ranking: modelRanking([0.5, 0.4, 0.3]),
      stock: stockBy((product) => stock.get(product)),
      against:
        () =>
        ({ id }) =>
          id === 'b' ? [{ reason: 'CAPPED', rule: 'calm' }, { reason: 'DISMISSED' }] : [],
    }),
    situation({ screen: undefined }),
  );
  expect(decision.refused).toEqual([
    { reason: 'OTHER_ZONE', offers: ['a'] },
    { reason: 'OUT_OF_STOCK', offers: ['a'] },
    { reason: 'NO_SCREEN', offers: ['a', 'b', 'c'] },
    { reason: 'CAPPED', rule: 'calm', offers: ['b'] },
    { reason: 'DISMISSED', offers: ['b'] },
  ]);
  expect([decision.chosen, decision.screen, decision.candidates]).toEqual([undefined, undefined, []]);
});

it('tells what spoke for the chosen offer and the best of the others, and what is on trial', () => {
  const many = Array.from({ length: 8 }, (_, index) => offer(`o${index}`));
  const chances = many.map((_, index) => 0.5 - index / 20);
  const { decision, embedding } = decide(parts({ book: book(...many), ranking: modelRanking(chances, { shadow: chances }) }), situation());
  expect(decision.contributions.map(({ offer: id }) => id)).toEqual(['o0', 'o1', 'o2', 'o3', 'o4']);
  expect(decision.contributions[0]?.parts).toEqual([{ name: 'bought it before', logOdds: 0.5 }]);
  expect(decision.shadow).toBe('head-2');
  expect(decision.candidates[0]).toMatchObject({ score: 0.5, shadow: 0.5 });
  expect([...(embedding ?? [])]).toEqual([0]);
  const nothing = decide(parts({ book: book(...many), ranking: modelRanking([]) }), situation());
  expect([nothing.decision.contributions.length, nothing.embedding]).toEqual([5, undefined]);
});

it('explores in doubt, as often as it says, and is the same from the same seed', () => {
  const offers = book(offer('a'), offer('b'), offer('c', { zones: ['dairy'] }), offer('d'));
  const given = parts({ book: offers, ranking: modelRanking([0.3, 0.28, 0.9, 0.02], { doubt: 0.1 }), exploreShare: 0.05 });
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{16}$/u), (seed) => {
      const { decision } = decide(given, situation({ seed }));
      expect(decision).toEqual(decide(given, situation({ seed })).decision);
      const sum = decision.candidates.reduce((total, { propensity }) => total + propensity, 0);
      expect(sum).toBeCloseTo(1, 9);
      const own = decision.candidates.find((one) => one.offer === decision.chosen);
      expect(own?.propensity).toBe(decision.propensity);
      expect(decision.explored).toBe(decision.chosen !== 'a');
      for (const { propensity } of decision.candidates) expect(propensity).toBeGreaterThanOrEqual(0.01);
      expect(decision.candidates.map(({ offer: id }) => id)).not.toContain('c');
    }),
    { numRuns: 60, seed: 3 },
  );
});
