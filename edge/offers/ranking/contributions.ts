import type { Contributions } from '../../../contract/facts/offer-facts.ts';
import { FEATURES, type FeatureGroup } from '../../../models/offer-ranker/features/table.ts';
import { standardised } from '../../../models/offer-ranker/network/standardised.ts';
import { FIRST_UNITS, type NetworkWeights, SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';
import { EFFECT_STARTS, EFFECTS, type Effect } from '../learning/embedding.ts';

type Parts = Contributions['parts'];

const GROUP_WORDS: Readonly<Record<FeatureGroup, string>> = {
  own: 'what the member bought of it',
  alike: 'what the member bought of the like',
  redeemed: 'offers that the member redeemed',
  sent: 'offers that the member was sent',
  shopping: 'how the member shops',
  offer: 'the offer itself',
  success: 'how often such offers are redeemed',
  popular: 'how popular its products are',
  slate: 'how it compares with the other offers',
  place: 'where the member stands',
  time: 'day and time',
  basket: 'what is in the basket',
};
const AVERAGE = 'an average offer';

const EFFECT_WORDS: Readonly<Record<Exclude<Effect, 'model'>, string>> = {
  level: 'learnt here: how often offers are redeemed',
  hidden: 'learnt here: what the model makes of members',
  kind: 'learnt here: this kind of offer',
  category: 'learnt here: this category',
  offer: 'learnt here: this offer',
  dayPart: 'learnt here: time of day',
  weekend: 'learnt here: weekend or not',
  dwell: 'learnt here: how long the member stands here',
  returns: 'learnt here: that the member came back',
  basket: 'learnt here: its category in the basket',
  here: 'learnt here: standing at its shelf',
  hereDwell: 'learnt here: how long at its shelf',
  hereReturns: 'learnt here: back at its shelf',
  value: 'learnt here: what it is worth',
  shownBefore: 'learnt here: shown before',
  redeemedBefore: 'learnt here: redeemed before',
  severalPieces: 'learnt here: several pieces to buy',
};

/** What is told of the features: the average offer first, then the groups; and where among them each feature counts. */
const MODEL_WORDS: readonly string[] = [AVERAGE, ...Object.values(GROUP_WORDS)];
const WORDS_OF_FEATURE = Int8Array.from(FEATURES, ({ group }) => MODEL_WORDS.indexOf(GROUP_WORDS[group]));
const LEARNT = (Object.entries(EFFECT_WORDS) as [Effect, string][]).map(([effect, name]) => {
  const from = EFFECT_STARTS[effect];
  return { name, from, to: from + EFFECTS[effect] };
});

/** Midpoints of the path from the average offer to this one. */
const STEPS = 16;
/** Nobody needs to be told of less. */
const LEAST_TOLD = 1e-9;

/**
 * What each group of features adds to the log-odds of the model. Exact for the wide part, which is a sum. For the deep part integrated gradients
 * (Sundararajan 2017): the slope of the log-odds along the straight path from the average offer to this one, per feature; what the steps of the sum
 * leave is shared out in proportion, so that the parts add up.
 */
export function modelParts(weights: NetworkWeights, row: Float32Array): Parts {
  const z = new Float64Array(row.length);
  for (let feature = 0; feature < row.length; feature += 1) z[feature] = standardised(weights, feature, row[feature] ?? 0);
  // Along the path the first layer changes in proportion, and the slope along a feature is that along the units times what the feature gives them.
  const given = firstLayer(weights, z);
  const units = new Float64Array(FIRST_UNITS);
  const origin = deepOf(weights, given, 0, units);
  const slopes = new Float64Array(FIRST_UNITS);
  for (let step = 0; step < STEPS; step += 1) deepOf(weights, given, (step + 0.5) / STEPS, units, slopes, 1 / STEPS);
  const deep = new Float64Array(z.length);
  for (let feature = 0; feature < z.length; feature += 1) {
    if (z[feature] === 0) continue;
    let slope = 0;
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) slope += (slopes[unit] ?? 0) * (weights.w1[feature * FIRST_UNITS + unit] ?? 0);
    deep[feature] = slope * (z[feature] ?? 0);
  }
  shareOut(deep, deepOf(weights, given, 1, units) - origin);
  const sums = new Float64Array(MODEL_WORDS.length);
  sums[0] = weights.bias + origin;
  for (let feature = 0; feature < z.length; feature += 1) {
    const words = WORDS_OF_FEATURE[feature] ?? 0;
    sums[words] = (sums[words] ?? 0) + (z[feature] ?? 0) * (weights.wide[feature] ?? 0) + (deep[feature] ?? 0);
  }
  return inOrder(MODEL_WORDS.map((name, words) => ({ name, logOdds: sums[words] ?? 0 })));
}

/** The same under a head: what the model says, as far as the head believes it, and what the shop learnt beside. */
export function headParts(model: Parts, head: Float64Array, embedding: Float32Array): Parts {
  const belief = head[EFFECT_STARTS.model] ?? 1;
  const learnt = LEARNT.map(({ name, from, to }) => {
    let logOdds = 0;
    for (let index = from; index < to; index += 1) logOdds += (head[index] ?? 0) * (embedding[index] ?? 0);
    return { name, logOdds };
  });
  return inOrder([...model.map(({ name, logOdds }) => ({ name, logOdds: logOdds * belief })), ...learnt]);
}

/** What says most first, whichever way. */
function inOrder(parts: Parts): Parts {
  return parts.filter(({ logOdds }) => Math.abs(logOdds) > LEAST_TOLD).sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
}

function shareOut(parts: Float64Array, total: number): void {
  let [sum, size] = [0, 0];
  for (let index = 0; index < parts.length; index += 1) {
    sum += parts[index] ?? 0;
    size += Math.abs(parts[index] ?? 0);
  }
  if (size === 0) return;
  const left = total - sum;
  for (let index = 0; index < parts.length; index += 1) {
    parts[index] = (parts[index] ?? 0) + (left * Math.abs(parts[index] ?? 0)) / size;
  }
}

/** What the features give to each unit of the first layer. */
function firstLayer({ w1 }: NetworkWeights, z: Float64Array): Float64Array {
  const given = new Float64Array(FIRST_UNITS);
  for (let feature = 0; feature < z.length; feature += 1) {
    const value = z[feature] ?? 0;
    if (value === 0) continue;
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) {
      given[unit] = (given[unit] ?? 0) + value * (w1[feature * FIRST_UNITS + unit] ?? 0);
    }
  }
  return given;
}

/**
 * The deep path alone where the first layer is given this share of it; adds its slope along each unit of that layer, times `weight`, to `slopes`. What
 * the units come to is left in `first`.
 */
function deepOf(
  { b1, w2, b2, v }: NetworkWeights,
  given: Float64Array,
  share: number,
  first: Float64Array,
  slopes?: Float64Array,
  weight = 1,
): number {
  for (let unit = 0; unit < FIRST_UNITS; unit += 1) first[unit] = Math.max(0, (b1[unit] ?? 0) + share * (given[unit] ?? 0));
  let output = 0;
  for (let second = 0; second < SECOND_UNITS; second += 1) {
    let sum = b2[second] ?? 0;
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) sum += (first[unit] ?? 0) * (w2[unit * SECOND_UNITS + second] ?? 0);
    if (sum <= 0) continue;
    const says = v[second] ?? 0;
    output += sum * says;
    if (!slopes) continue;
    for (let unit = 0; unit < FIRST_UNITS; unit += 1) {
      if ((first[unit] ?? 0) > 0) slopes[unit] = (slopes[unit] ?? 0) + weight * (w2[unit * SECOND_UNITS + second] ?? 0) * says;
    }
  }
  return output;
}
