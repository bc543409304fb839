import { featuresOf, rowOf, type SlateFeatures } from '../features/feature-rows.ts';
import type { MemberHistory, Moment } from '../features/inputs.ts';
import type { PreparedOffers } from '../features/prepared.ts';
import { CROSS_FEATURES, CROSS_OFFSET, OFFER_FEATURES, REQUEST_OFFSET } from '../features/table.ts';
import { countRuleOf } from './count-rule.ts';
import { FARTHEST, standardised } from './forward.ts';
import { FIRST_UNITS, type NetworkOutput, type NetworkWeights, SECOND_UNITS } from './weights.ts';

/** A slate with its scores. */
export interface Scored extends NetworkOutput {
  /** By the count rule, the higher the better. */
  readonly rule: Float64Array;
  /** The features of the offer that is number `index` of the slate. */
  row(index: number): Float32Array;
}

export interface Scorer {
  /** `places` are numbers of the prepared offers: the slate is exactly these. */
  score(history: MemberHistory, moment: Moment, places: ArrayLike<number>): Scored;
  /** Only the network, where the features are there already. */
  network(features: SlateFeatures, places: ArrayLike<number>): NetworkOutput;
}

/** The units of the first layer and the wide path: what a feature adds to. */
const SUMS = FIRST_UNITS + 1;

/**
 * The network of `weights` with its first layer taken apart: what an offer adds is summed once per catalogue, what the member and the moment add once
 * per request, and only what depends on both is left for each offer. The same numbers as `forward`, several times as fast.
 */
export function createScorer(weights: NetworkWeights, prepared: PreparedOffers): Scorer {
  const offerSums = sumsPerOffer(weights, prepared);
  const crosses = crossColumns(weights);
  const second = { w2: Float64Array.from(weights.w2), b2: Float64Array.from(weights.b2), v: Float64Array.from(weights.v) };
  const network: Scorer['network'] = ({ request, crosses: rows }, places) => {
    const base = new Float64Array(SUMS);
    for (const [index, value] of request.entries()) addFeature(weights, REQUEST_OFFSET + index, value, base, 0);
    return run(crosses, second, offerSums, base, rows, places);
  };
  return {
    network,
    score: (history, moment, places) => {
      const features = featuresOf(prepared, history, moment, places);
      const rule = countRuleOf(prepared, features.tally, places);
      return { ...network(features, places), rule, row: (index) => rowOf(prepared, features, places, index) };
    },
  };
}

interface Crosses {
  /** Which of the cross features were ever seen to vary: the others count for nothing. */
  readonly columns: Int32Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly median: Float64Array;
  /** Columns × SUMS. */
  readonly into: Float64Array;
}

interface SecondLayer {
  readonly w2: Float64Array;
  readonly b2: Float64Array;
  readonly v: Float64Array;
}

function sumsPerOffer(weights: NetworkWeights, { offers, rows }: PreparedOffers): Float64Array {
  const sums = new Float64Array(offers.length * SUMS);
  for (const offer of offers.keys()) {
    sums.set(weights.b1, offer * SUMS);
    sums[offer * SUMS + FIRST_UNITS] = weights.bias;
    for (let index = 0; index < OFFER_FEATURES; index += 1) {
      addFeature(weights, index, rows[offer * OFFER_FEATURES + index] ?? 0, sums, offer * SUMS);
    }
  }
  return sums;
}

function addFeature(weights: NetworkWeights, feature: number, value: number, sums: Float64Array, offset: number): void {
  const z = standardised(weights, feature, value);
  for (let unit = 0; unit < FIRST_UNITS; unit += 1) {
    sums[offset + unit] = (sums[offset + unit] ?? 0) + z * (weights.w1[feature * FIRST_UNITS + unit] ?? 0);
  }
  sums[offset + FIRST_UNITS] = (sums[offset + FIRST_UNITS] ?? 0) + z * (weights.wide[feature] ?? 0);
}

function crossColumns({ mean, scale, median, w1, wide }: NetworkWeights): Crosses {
  const columns = Int32Array.from(
    Array.from({ length: CROSS_FEATURES }, (_, column) => column).filter((column) => scale[CROSS_OFFSET + column] !== 0),
  );
  const of = (values: Float32Array) => Float64Array.from(columns, (column) => values[CROSS_OFFSET + column] ?? 0);
  const into = new Float64Array(columns.length * SUMS);
  for (const [index, column] of columns.entries()) {
    const feature = CROSS_OFFSET + column;
    into.set(w1.subarray(feature * FIRST_UNITS, (feature + 1) * FIRST_UNITS), index * SUMS);
    into[index * SUMS + FIRST_UNITS] = wide[feature] ?? 0;
  }
  return { columns, mean: of(mean), scale: of(scale), median: of(median), into };
}

/** Plain loops over typed arrays, nothing allocated per offer: this is where the time of a decision goes. */
function run(
  crosses: Crosses,
  { w2, b2, v }: SecondLayer,
  offerSums: Float64Array,
  base: Float64Array,
  rows: Float32Array,
  places: ArrayLike<number>,
): NetworkOutput {
  const { columns, mean, scale, median, into } = crosses;
  const logits = new Float32Array(places.length);
  const hidden = new Float32Array(places.length * SECOND_UNITS);
  const sums = new Float64Array(SUMS);
  for (let place = 0; place < places.length; place += 1) {
    const offer = (places[place] ?? 0) * SUMS;
    for (let unit = 0; unit < SUMS; unit += 1) sums[unit] = (base[unit] ?? 0) + (offerSums[offer + unit] ?? 0);
    for (let index = 0; index < columns.length; index += 1) {
      const value = rows[place * CROSS_FEATURES + (columns[index] ?? 0)] ?? 0;
      const known = Number.isFinite(value) ? value : (median[index] ?? 0);
      const far = (known - (mean[index] ?? 0)) * (scale[index] ?? 0);
      const z = Math.max(-FARTHEST, Math.min(FARTHEST, far));
      const from = index * SUMS;
      for (let unit = 0; unit < SUMS; unit += 1) sums[unit] = (sums[unit] ?? 0) + z * (into[from + unit] ?? 0);
    }
    let logit = sums[FIRST_UNITS] ?? 0;
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) if ((sums[unit] ?? 0) < 0) sums[unit] = 0;
    for (let next = 0; next < SECOND_UNITS; next += 1) {
      let sum = b2[next] ?? 0;
      for (let unit = 0; unit < FIRST_UNITS; unit += 1) sum += (sums[unit] ?? 0) * (w2[unit * SECOND_UNITS + next] ?? 0);
      if (sum <= 0) continue;
      hidden[place * SECOND_UNITS + next] = sum;
      logit += sum * (v[next] ?? 0);
    }
    logits[place] = logit;
  }
  return { logits, hidden };
}
