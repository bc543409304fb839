import type { Dice } from '../../../devices/simulator/dice.ts';
import { FIRST_UNITS } from '../network/weights.ts';
import type { Recipe } from './recipe.ts';
import { type TrainingRows, wasRedeemed } from './rows.ts';
import { type Standard, standardiseRow } from './standard.ts';

/** Some slates side by side, each padded to the longest: every batch has the same shape, which TensorFlow's WebAssembly needs (tfjs#6439). */
export interface Batch {
  readonly slates: number;
  readonly longest: number;
  /** slates·longest × width, standardised. */
  readonly features: Float32Array;
  readonly labels: Float32Array;
  /** How many rows each stands for; 0 is padding. */
  readonly weights: Float32Array;
  /** 1 for the rows of slates with a redemption: their order is learned. */
  readonly ranked: Float32Array;
  /** slates·longest × 16: what is kept of the first hidden layer, and how much it counts. */
  readonly kept: Float32Array;
}

/** A slate of an epoch, and how many slates it stands for. */
export interface DrawnSlate {
  readonly slate: number;
  readonly weight: number;
}

/** Slates by whether something was redeemed from them. */
export interface SlatesApart {
  readonly redeemed: readonly number[];
  readonly others: readonly number[];
}

export function slatesApart(rows: TrainingRows): SlatesApart {
  const apart = { redeemed: [] as number[], others: [] as number[] };
  for (let slate = 0; slate + 1 < rows.offsets.length; slate += 1) (wasRedeemed(rows, slate) ? apart.redeemed : apart.others).push(slate);
  return apart;
}

/** One epoch: every slate with a redemption, and a fresh sample of the others that stands for all of them; in random order. */
export function drawEpoch({ redeemed, others }: SlatesApart, { othersPerRedeemed }: Recipe, chance: Dice): DrawnSlate[] {
  const sample = shuffled(others, chance).slice(0, redeemed.length * othersPerRedeemed);
  const weight = others.length / Math.max(1, sample.length);
  return shuffled([...redeemed.map((slate) => ({ slate, weight: 1 })), ...sample.map((slate) => ({ slate, weight }))], chance);
}

export function longestSlate({ offsets }: TrainingRows): number {
  let longest = 0;
  for (let slate = 0; slate + 1 < offsets.length; slate += 1)
    longest = Math.max(longest, (offsets[slate + 1] ?? 0) - (offsets[slate] ?? 0));
  return longest;
}

/** At most `recipe.batchSlates` slates; fewer at the end of an epoch, the rest is padding. */
export function batchOf(
  rows: TrainingRows,
  drawn: readonly DrawnSlate[],
  longest: number,
  standard: Standard,
  recipe: Recipe,
  chance: Dice,
): Batch {
  const places = recipe.batchSlates * longest;
  const batch = {
    slates: recipe.batchSlates,
    longest,
    features: new Float32Array(places * rows.width),
    labels: new Float32Array(places),
    weights: new Float32Array(places),
    ranked: new Float32Array(places),
    kept: new Float32Array(places * FIRST_UNITS),
  };
  drawn.forEach(({ slate, weight }, index) => {
    const [start, end] = [rows.offsets[slate] ?? 0, rows.offsets[slate + 1] ?? 0];
    const ranked = wasRedeemed(rows, slate) ? 1 : 0;
    for (let row = start; row < end; row += 1) {
      const place = index * longest + row - start;
      standardiseRow(rows.features, row, standard, batch.features, place * rows.width);
      batch.labels[place] = rows.labels[row] ?? 0;
      batch.weights[place] = weight;
      batch.ranked[place] = ranked;
      for (let unit = 0; unit < FIRST_UNITS; unit += 1) {
        batch.kept[place * FIRST_UNITS + unit] = chance.unit() < recipe.dropout ? 0 : 1 / (1 - recipe.dropout);
      }
    }
  });
  return batch;
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], chance: Dice): T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance.unit() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
  }
  return order;
}
