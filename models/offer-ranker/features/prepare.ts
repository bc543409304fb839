import { type Content, contentOf } from './content.ts';
import { isMoneyOff, isMultiple } from './deal.ts';
import { assortmentOf, type Groups, LEVELS, type Level } from './groups.ts';
import type { ChainFigures, OfferContent } from './inputs.ts';
import { offerFeatures } from './offer-features.ts';
import { pastOffers } from './past-offers.ts';
import type { GroupOffers, PreparedOffers } from './prepared.ts';
import { ratesOf } from './rates.ts';
import { perPeriod } from './scaled.ts';
import { transpose } from './sparse.ts';
import { OFFER_FEATURES } from './table.ts';
import { newTally } from './tally.ts';

/** Once per catalogue and day: everything about the offers that is the same for all members. */
export function prepareOffers(offers: readonly OfferContent[], figures: ChainFigures): PreparedOffers {
  const assortment = assortmentOf(
    figures,
    offers.flatMap(({ products }) => products),
    offers.flatMap(({ category }) => category ?? []),
  );
  const scale = perPeriod(figures.historyDays);
  const rates = ratesOf(assortment, figures);
  const contents = offers.map((offer) => contentOf(assortment, offer.products, offer.category));
  const audienceOf = (offer: OfferContent) => figures.audiences?.get(offer.id);
  const rows = new Float32Array(offers.length * OFFER_FEATURES);
  for (const [number, content] of contents.entries()) {
    const offer = offers[number];
    if (!offer) continue;
    rows.set(offerFeatures(offer, content, rates(offer, content), assortment, audienceOf(offer), scale), number * OFFER_FEATURES);
  }
  const ofProduct = transpose(
    assortment.lines.length,
    contents.map(({ products }) => products),
  );
  const lines = Float64Array.from(contents, (content) => content.lines);
  const categories = contents.map(({ mixOf }) => mixOf('category'));
  const ofGroup = (level: Level) => groupOffers(assortment.groups[level], contents, level);
  const groups = Object.fromEntries(LEVELS.map((level) => [level, ofGroup(level)])) as Record<Level, GroupOffers>;
  return {
    offers,
    assortment,
    scale,
    rows,
    lines,
    popularity: denseRanks(lines),
    audienceLog: Float64Array.from(offers, (offer) => audienceOf(offer)?.meanLogLines ?? Number.NaN),
    categories,
    categoryScale: Float64Array.from(categories, ({ shares }) => 1 / lengthOf(shares)),
    isMoneyOff: Uint8Array.from(offers, (offer) => (isMoneyOff(offer) ? 1 : 0)),
    isMultiple: Uint8Array.from(offers, (offer) => (isMultiple(offer) ? 1 : 0)),
    ofProduct,
    ofGroup: groups,
    ofCode: placesBy(offers, ({ code }) => [code]),
    ofZone: placesBy(offers, ({ zones = [] }) => zones),
    ofCategory: placesBy(offers, ({ category }) => (category === undefined ? [] : [category])),
    past: pastOffers(
      assortment,
      figures,
      ofProduct,
      contents.map(({ products }) => products.length),
    ),
    digests: { lines: new WeakMap(), offers: new WeakMap() },
    tally: newTally(offers.length, assortment),
  };
}

function groupOffers({ lines }: Groups, contents: readonly Content[], level: Level): GroupOffers {
  const mixes = contents.map(({ mixOf }) => mixOf(level));
  const scales = mixes.map((mix) => 1 / lengthOf(mix.lines));
  const entries = mixes.reduce((sum, { groups }) => sum + groups.length, 0);
  const weights = new Float64Array(entries);
  const shares = new Float64Array(entries);
  const tastes = new Float64Array(entries);
  const sparse = transpose(
    lines.length,
    mixes.map(({ groups }) => groups),
    (place, offer, index) => {
      const mix = mixes[offer];
      if (!mix) return;
      const own = mix.lines[index] ?? 0;
      const all = lines[mix.groups[index] ?? 0] ?? 0;
      weights[place] = all === 0 ? 0 : own / all;
      shares[place] = mix.shares[index] ?? 0;
      tastes[place] = own === 0 ? 0 : own * (scales[offer] ?? 0);
    },
  );
  return { ...sparse, weights, shares, tastes };
}

function lengthOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function placesBy(offers: readonly OfferContent[], keysOf: (offer: OfferContent) => readonly string[]): ReadonlyMap<string, Int32Array> {
  const places = new Map<string, number[]>();
  for (const [place, offer] of offers.entries()) {
    for (const key of new Set(keysOf(offer))) {
      const list = places.get(key);
      if (list) list.push(place);
      else places.set(key, [place]);
    }
  }
  return new Map(Array.from(places, ([key, list]) => [key, Int32Array.from(list)]));
}

/** 0 for the least, one more for each greater value. */
function denseRanks(values: Float64Array): Float64Array {
  const ranks = new Map(Array.from(new Set(values.toSorted()), (value, rank) => [value, rank]));
  return values.map((value) => ranks.get(value) ?? 0);
}
