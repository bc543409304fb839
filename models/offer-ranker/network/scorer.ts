import { featuresOf, rowOf, type SlateFeatures } from '../features/feature-rows.ts';
import type { MemberHistory, Moment } from '../features/inputs.ts';
import type { PreparedOffers } from '../features/prepared.ts';
import { CROSS_FEATURES, CROSS_OFFSET, OFFER_FEATURES, REQUEST_OFFSET } from '../features/table.ts';
import { countRuleOf } from './count-rule.ts';
import { FARTHEST, standardised } from './standardised.ts';
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

/** What a feature adds to: the units of the first layer, and the wide path. */
const SUMS = FIRST_UNITS + 1;

/**
 * The network of `weights` with its first layer taken apart: what an offer adds is summed once per catalogue, what the member and the moment add once
 * per request, and only what depends on both is left for each offer. The same numbers as the network written down, several times as fast.
 */
export function createScorer(weights: NetworkWeights, prepared: PreparedOffers): Scorer {
  const offerSums = sumsPerOffer(weights, prepared);
  const layers = layersOf(weights);
  const network: Scorer['network'] = ({ request, crosses }, places) => {
    const base = new Float64Array(SUMS);
    for (let index = 0; index < request.length; index += 1) addFeature(weights, REQUEST_OFFSET + index, request[index] ?? 0, base, 0);
    return run(layers, offerSums, base, crosses, places);
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

interface Layers {
  /** Which of the cross features were ever seen to vary: the others count for nothing. */
  readonly columns: Int32Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly median: Float64Array;
  readonly wide: Float64Array;
  /** Weights of the two layers, in the order in which `addLayer` goes through them. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly b2: Float32Array;
  readonly v: Float32Array;
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

function layersOf({ mean, scale, median, w1, wide, w2, b2, v }: NetworkWeights): Layers {
  const crosses = Array.from({ length: CROSS_FEATURES }, (_, column) => column);
  const columns = Int32Array.from(crosses.filter((column) => scale[CROSS_OFFSET + column] !== 0));
  const of = (values: Float32Array) => Float64Array.from(columns, (column) => values[CROSS_OFFSET + column] ?? 0);
  return {
    columns,
    mean: of(mean),
    scale: of(scale),
    median: of(median),
    wide: of(wide),
    first: inBlocks(columns.length, FIRST_UNITS, (input, unit) => w1[(CROSS_OFFSET + (columns[input] ?? 0)) * FIRST_UNITS + unit] ?? 0),
    second: inBlocks(FIRST_UNITS, SECOND_UNITS, (input, unit) => w2[input * SECOND_UNITS + unit] ?? 0),
    b2,
    v,
  };
}

/** Units reckoned at a time: none waits for the sum of the other. */
const BLOCK = 4;

function inBlocks(inputs: number, units: number, weight: (input: number, unit: number) => number): Float64Array {
  const blocks = new Float64Array(inputs * units);
  let at = 0;
  for (let first = 0; first < units; first += BLOCK) {
    for (let input = 0; input < inputs; input += 1) {
      for (let unit = first; unit < first + BLOCK; unit += 1) {
        blocks[at] = weight(input, unit);
        at += 1;
      }
    }
  }
  return blocks;
}

/** Adds to each unit what the inputs give it, in blocks of four. */
function addLayer(inputs: Float64Array, weights: Float64Array, units: Float64Array): void {
  let at = 0;
  for (let unit = 0; unit < units.length; unit += BLOCK) {
    let a = units[unit] ?? 0;
    let b = units[unit + 1] ?? 0;
    let c = units[unit + 2] ?? 0;
    let d = units[unit + 3] ?? 0;
    for (let input = 0; input < inputs.length; input += 1) {
      const value = inputs[input] ?? 0;
      a += value * (weights[at] ?? 0);
      b += value * (weights[at + 1] ?? 0);
      c += value * (weights[at + 2] ?? 0);
      d += value * (weights[at + 3] ?? 0);
      at += BLOCK;
    }
    units[unit] = a;
    units[unit + 1] = b;
    units[unit + 2] = c;
    units[unit + 3] = d;
  }
}

/** Plain loops over typed arrays, nothing allocated per offer: this is where the time of a decision goes. */
function run(layers: Layers, offerSums: Float64Array, base: Float64Array, crosses: Float32Array, places: ArrayLike<number>): NetworkOutput {
  const { columns, mean, scale, median, wide, first, second, b2, v } = layers;
  const logits = new Float32Array(places.length);
  const hidden = new Float32Array(places.length * SECOND_UNITS);
  const inputs = new Float64Array(columns.length);
  const firstUnits = new Float64Array(FIRST_UNITS);
  const secondUnits = new Float64Array(SECOND_UNITS);
  for (let place = 0; place < places.length; place += 1) {
    const offer = (places[place] ?? 0) * SUMS;
    let logit = (base[FIRST_UNITS] ?? 0) + (offerSums[offer + FIRST_UNITS] ?? 0);
    for (let index = 0; index < columns.length; index += 1) {
      const value = crosses[place * CROSS_FEATURES + (columns[index] ?? 0)] ?? 0;
      const known = Number.isFinite(value) ? value : (median[index] ?? 0);
      const far = (known - (mean[index] ?? 0)) * (scale[index] ?? 0);
      const z = Math.max(-FARTHEST, Math.min(FARTHEST, far));
      inputs[index] = z;
      logit += z * (wide[index] ?? 0);
    }
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) firstUnits[unit] = (base[unit] ?? 0) + (offerSums[offer + unit] ?? 0);
    addLayer(inputs, first, firstUnits);
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) firstUnits[unit] = Math.max(0, firstUnits[unit] ?? 0);
    secondUnits.set(b2);
    addLayer(firstUnits, second, secondUnits);
    for (let unit = 0; unit < SECOND_UNITS; unit += 1) {
      const active = Math.max(0, secondUnits[unit] ?? 0);
      hidden[place * SECOND_UNITS + unit] = active;
      logit += active * (v[unit] ?? 0);
    }
    logits[place] = logit;
  }
  return { logits, hidden };
}
