import { dice } from '../../../../devices/simulator/dice.ts';
import type { TrainingRows } from '../../../../models/offer-ranker/training/rows.ts';

/** Made-up slates of 5 to 12 offers: who redeems goes by the first two features, the third never varies, the fourth is noise with gaps. */
export function madeUpRows(slates: number, seed = 1): TrainingRows {
  const chance = dice(seed);
  const features: number[] = [];
  const labels: number[] = [];
  const offsets = [0];
  for (let slate = 0; slate < slates; slate += 1) {
    const length = 5 + Math.floor(chance.unit() * 8);
    const member = chance.normal();
    for (let row = 0; row < length; row += 1) {
      const own = chance.normal();
      features.push(member, own, 7, chance.unit() < 0.1 ? Number.NaN : chance.normal());
      labels.push(chance.unit() < 1 / (1 + Math.exp(4.5 - member - 2 * own)) ? 1 : 0);
    }
    offsets.push(labels.length);
  }
  return { width: 4, features: Float32Array.from(features), labels: Uint8Array.from(labels), offsets: Uint32Array.from(offsets) };
}
