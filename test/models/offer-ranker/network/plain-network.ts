import { standardised } from '../../../../models/offer-ranker/network/standardised.ts';
import { FIRST_UNITS, type NetworkOutput, type NetworkWeights, SECOND_UNITS } from '../../../../models/offer-ranker/network/weights.ts';

/** The network as it is written down, row by row: what every faster way must agree with. */
export function plainNetwork(weights: NetworkWeights, rows: Float32Array, width: number): NetworkOutput {
  const { wide, bias, w1, b1, w2, b2, v } = weights;
  const count = rows.length / width;
  const logits = new Float32Array(count);
  const hidden = new Float32Array(count * SECOND_UNITS);
  for (let row = 0; row < count; row += 1) {
    const first = Float64Array.from(b1);
    let logit = bias;
    for (let feature = 0; feature < width; feature += 1) {
      const z = standardised(weights, feature, rows[row * width + feature] ?? 0);
      logit += z * (wide[feature] ?? 0);
      for (let unit = 0; unit < FIRST_UNITS; unit += 1) first[unit] = (first[unit] ?? 0) + z * (w1[feature * FIRST_UNITS + unit] ?? 0);
    }
    for (let second = 0; second < SECOND_UNITS; second += 1) {
      let sum = b2[second] ?? 0;
      for (let unit = 0; unit < FIRST_UNITS; unit += 1) sum += Math.max(0, first[unit] ?? 0) * (w2[unit * SECOND_UNITS + second] ?? 0);
      hidden[row * SECOND_UNITS + second] = Math.max(0, sum);
      logit += Math.max(0, sum) * (v[second] ?? 0);
    }
    logits[row] = logit;
  }
  return { logits, hidden };
}
