import type { Compared } from './cross-features.ts';
import type { PreparedOffers } from './prepared.ts';
import { add } from './sparse.ts';
import { CROSS_FEATURES, OFFER_FEATURE_PLACES, OFFER_FEATURES, SLATE_OFFSET } from './table.ts';
import type { Tally } from './tally.ts';

/** The features of each offer beside the others of the slate, in the order of the table, behind its crosses. */
export function slateFeatures(
  prepared: PreparedOffers,
  { own }: Tally,
  places: ArrayLike<number>,
  { backedOff, share20 }: Compared,
  rows: Float32Array,
): void {
  const size = places.length;
  const offerRate = new Float64Array(size);
  const chainLines = new Float64Array(size);
  for (let place = 0; place < size; place += 1) {
    const offer = places[place] ?? 0;
    offerRate[place] = prepared.rows[offer * OFFER_FEATURES + OFFER_FEATURE_PLACES.offerRate] ?? 0;
    chainLines[place] = prepared.lines[offer] ?? 0;
  }
  const competition = competitionOf(prepared, places);
  const ranks = [ranksOf(backedOff), ranksOf(share20), ranksOf(chainLines)] as const;
  const hier = spreadOf(backedOff);
  const rate = spreadOf(offerRate);
  const best = backedOff.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let [ownSum, ownOffers, likely] = [0, 0, 0];
  for (let place = 0; place < size; place += 1) {
    const bought = own[places[place] ?? 0] ?? 0;
    ownSum += bought;
    if (bought > 0) ownOffers += 1;
    likely += Math.exp((backedOff[place] ?? 0) - best);
  }
  const [logSize, ownFraction, interest] = [Math.log(size), ownOffers / size, best + Math.log(likely)];
  const perOwn = 1 / Math.max(1, ownSum);
  for (let place = 0; place < size; place += 1) {
    const value = backedOff[place] ?? 0;
    let to = place * CROSS_FEATURES + SLATE_OFFSET;
    rows[to++] = logSize;
    rows[to++] = competition[place] ?? 0;
    rows[to++] = ranks[0][place] ?? 0;
    rows[to++] = ranks[1][place] ?? 0;
    rows[to++] = ranks[2][place] ?? 0;
    rows[to++] = (value - hier.mean) * hier.scale;
    rows[to++] = ((offerRate[place] ?? 0) - rate.mean) * rate.scale;
    rows[to++] = value - best;
    rows[to++] = (own[places[place] ?? 0] ?? 0) * perOwn;
    rows[to++] = ownFraction;
    rows[to++] = interest;
  }
}

/** How much the other offers are in the same categories: the sum of the cosines with them, which is the cosine with their sum. */
function competitionOf({ assortment, categories, categoryScale }: PreparedOffers, places: ArrayLike<number>): Float64Array {
  const all = new Float64Array(assortment.groups.category.lines.length);
  for (let place = 0; place < places.length; place += 1) {
    const offer = places[place] ?? 0;
    const mix = categories[offer];
    const scale = categoryScale[offer] ?? 0;
    if (!mix) continue;
    for (let index = 0; index < mix.groups.length; index += 1) add(all, mix.groups[index] ?? 0, (mix.shares[index] ?? 0) * scale);
  }
  const competition = new Float64Array(places.length);
  for (let place = 0; place < places.length; place += 1) {
    const offer = places[place] ?? 0;
    const mix = categories[offer];
    const scale = categoryScale[offer] ?? 0;
    let sum = 0;
    for (let index = 0; index < (mix?.groups.length ?? 0); index += 1) {
      const value = (mix?.shares[index] ?? 0) * scale;
      sum += value * ((all[mix?.groups[index] ?? 0] ?? 0) - value);
    }
    competition[place] = Math.log(1 + 1e-6 + Math.max(0, sum));
  }
  return competition;
}

const PLACES = 2 ** 20;

/** 1/n is the greatest; equal ones share the mean of their ranks. The sort is of one number each, value and place together: far faster than by comparing. */
function ranksOf(values: Float64Array): Float64Array {
  const size = values.length;
  const keys = new Float64Array(size);
  const bits = new Uint32Array(new Float32Array(values).buffer);
  for (let place = 0; place < size; place += 1) {
    const bit = bits[place] ?? 0;
    // Floating point bits in an order of whole numbers, the greatest first.
    const ascending = bit >>> 31 === 1 ? ~bit >>> 0 : (bit | 0x80000000) >>> 0;
    keys[place] = (0xffffffff - ascending) * PLACES + place;
  }
  keys.sort();
  const ranks = new Float64Array(size);
  for (let start = 0; start < size; ) {
    const value = Math.floor((keys[start] ?? 0) / PLACES);
    let end = start + 1;
    while (end < size && Math.floor((keys[end] ?? 0) / PLACES) === value) end += 1;
    const rank = (start + 1 + end) / 2 / size;
    for (let index = start; index < end; index += 1) ranks[(keys[index] ?? 0) % PLACES] = rank;
    start = end;
  }
  return ranks;
}

/** Mean, and one over the standard deviation. */
function spreadOf(values: Float64Array): { readonly mean: number; readonly scale: number } {
  let [sum, squares] = [0, 0];
  for (let place = 0; place < values.length; place += 1) sum += values[place] ?? 0;
  const mean = sum / values.length;
  for (let place = 0; place < values.length; place += 1) squares += ((values[place] ?? 0) - mean) ** 2;
  return { mean, scale: 1 / (Math.sqrt(squares / values.length) + 0.001) };
}
