import { type NetworkOutput, SECOND_UNITS } from '../network/weights.ts';

/** Σ p(1−p)·h² over the rows for every unit of the last hidden layer and, last, for the bias, whose h is 1: what `Network.evidence` says. */
export function evidenceOf({ logits, hidden }: NetworkOutput): Float32Array {
  const sums = new Float64Array(SECOND_UNITS + 1);
  logits.forEach((logit, row) => {
    const chance = 1 / (1 + Math.exp(-logit));
    const spread = chance * (1 - chance);
    for (let unit = 0; unit < SECOND_UNITS; unit += 1) {
      sums[unit] = (sums[unit] ?? 0) + spread * (hidden[row * SECOND_UNITS + unit] ?? 0) ** 2;
    }
    sums[SECOND_UNITS] = (sums[SECOND_UNITS] ?? 0) + spread;
  });
  return Float32Array.from(sums);
}
