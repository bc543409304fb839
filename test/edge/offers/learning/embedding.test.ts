import { describe, expect, it } from 'vitest';
import {
  EFFECT_STARTS,
  EFFECTS,
  EMBEDDING_SIZE,
  embeddingOf,
  momentPlaces,
  offerPlaces,
} from '../../../../edge/offers/learning/embedding.ts';
import type { Moment, OfferContent, OwnOffer } from '../../../../models/offer-ranker/features/inputs.ts';

const rolls: OfferContent = {
  id: 'rolls-may',
  code: 'rolls',
  kind: 'percent-off',
  value: 20,
  minimumQuantity: 2,
  category: 'bakery',
  products: [],
  durationDays: 7,
};
const model = { logit: -3.5, hidden: [0, 1, 0, 2, 0, 0, 0, 0.5] };

function embed(offer: OfferContent, moment: Moment, own: OwnOffer[] = [], basket: string[] = []): Float32Array {
  return embeddingOf(model, offer, offerPlaces(offer), momentPlaces(moment, own, new Set(basket)));
}
const of = (embedding: Float32Array, effect: keyof typeof EFFECTS, index = 0): number =>
  embedding[EFFECT_STARTS[effect] + index] ?? Number.NaN;

describe('what a shop learns from', () => {
  it('has a fixed size, whatever the catalogue', () => {
    expect(EMBEDDING_SIZE).toBe(64);
    expect(embed(rolls, {})).toHaveLength(EMBEDDING_SIZE);
  });

  it('begins with the level of the shop and with what the model says', () => {
    const embedding = embed(rolls, {});
    expect(of(embedding, 'level')).toBe(1);
    expect(of(embedding, 'model')).toBe(-3.5);
    expect([0, 1, 2, 3].map((unit) => of(embedding, 'hidden', unit))).toEqual([0, 1, 0, 2]);
  });

  it('tells kind, category and offer apart, and leaves out a kind that it does not know', () => {
    const marks = (embedding: Float32Array, effect: 'kind' | 'category' | 'offer'): number[] =>
      Array.from({ length: EFFECTS[effect] }, (_, index) => of(embedding, effect, index));
    const here = embed(rolls, {});
    for (const effect of ['kind', 'category', 'offer'] as const) expect(marks(here, effect).filter((mark) => mark === 1)).toHaveLength(1);
    const other = embed({ ...rolls, kind: 'coupon', code: 'wine' }, {});
    expect(marks(other, 'kind').every((mark) => mark === 0)).toBe(true);
    expect(marks(other, 'offer')).not.toEqual(marks(here, 'offer'));
  });

  it('knows the time of day and the weekend, and says nothing where the shop does not', () => {
    const parts = (hour: number): number[] => [0, 1, 2, 3].map((part) => of(embed(rolls, { hour }), 'dayPart', part));
    expect([parts(8), parts(12), parts(16), parts(20)]).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
    expect([0, 1, 6].map((weekday) => of(embed(rolls, { weekday }), 'weekend'))).toEqual([1, 0, 1]);
    expect([0, 1, 2, 3].some((part) => of(embed(rolls, {}), 'dayPart', part) !== 0)).toBe(false);
  });

  it('knows whether the offer is about the shelf, and how long and how often the member stands there', () => {
    const moment = { zone: 'z1', zoneCategories: ['bakery'], zoneDwellMs: 120_000, returns: 2 };
    const atShelf = embed(rolls, moment);
    expect([of(atShelf, 'here'), of(atShelf, 'hereDwell') > 0, of(atShelf, 'hereReturns')]).toEqual([1, true, Math.fround(2 / 3)]);
    expect(of(embed({ ...rolls, category: 'wine', zones: ['z1'] }, moment), 'here')).toBe(1);
    const elsewhere = embed({ ...rolls, category: 'wine' }, moment);
    expect([of(elsewhere, 'here'), of(elsewhere, 'hereReturns'), of(elsewhere, 'returns') > 0]).toEqual([0, 0, true]);
  });

  it('knows the basket, the depth of the offer and what became of it before', () => {
    const own = [
      { code: 'rolls', campaign: 'a', startedDaysAgo: 30, shownShare: 1, redeemedDaysAgo: 28 },
      { code: 'rolls', campaign: 'b', startedDaysAgo: 9, shownShare: 1 },
    ];
    const embedding = embed(rolls, {}, own, ['bakery']);
    expect(of(embedding, 'basket')).toBe(1);
    expect(of(embedding, 'value')).toBeCloseTo(Math.log(21) / 4);
    expect(of(embedding, 'severalPieces')).toBe(1);
    expect(of(embedding, 'shownBefore')).toBeCloseTo(Math.log(3) / 3);
    expect(of(embedding, 'redeemedBefore')).toBe(1);
    const { category: _category, value: _value, minimumQuantity: _quantity, ...bare } = rolls;
    const plain = embed(bare, {}, [], ['bakery']);
    expect((['basket', 'value', 'severalPieces', 'shownBefore', 'redeemedBefore'] as const).map((effect) => of(plain, effect))).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});
