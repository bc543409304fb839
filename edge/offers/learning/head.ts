import { EFFECT_STARTS, EFFECTS, type Effect, EMBEDDING_SIZE } from './embedding.ts';
import type { StandardHeads } from './standard-heads.ts';
import { factorOf, solveLower, triangleSize } from './triangle.ts';

/** What a shop believes before it has seen anything: the frozen model, and how far a shop may be from it. */
export interface HeadPrior {
  readonly mean: Float64Array;
  readonly precision: Float64Array;
}

/** What it believes after its lessons: a normal distribution of weights. */
export interface Head {
  readonly weights: Float64Array;
  /** Lower triangular; times its own transpose it is the precision of the weights. */
  readonly factor: Float64Array;
  /** What the lessons weigh together. */
  readonly evidence: number;
}

/**
 * How far a shop is from the chain at one standard deviation, in log-odds: headquarters may set other ones. What is learnt of the model's own part is
 * held by what the model was trained on instead.
 */
export const EFFECT_SPREADS: Readonly<Record<Exclude<Effect, 'model' | 'hidden'>, number>> = {
  level: 0.5,
  kind: 0.3,
  category: 0.3,
  offer: 0.3,
  dayPart: 0.2,
  weekend: 0.2,
  dwell: 0.3,
  returns: 0.3,
  basket: 0.3,
  here: 0.3,
  hereDwell: 0.3,
  hereReturns: 0.3,
  value: 0.3,
  shownBefore: 0.3,
  redeemedBefore: 0.3,
  severalPieces: 0.2,
};

export interface PriorSettings {
  /** How much of the evidence of the training still counts in the shop, .3 to 1: less made the order worse, more slower (docs/adr/0028). */
  readonly strength: number;
  readonly spreads: Readonly<Record<Exclude<Effect, 'model' | 'hidden'>, number>>;
}
export const PRIOR_SETTINGS: PriorSettings = { strength: 0.3, spreads: EFFECT_SPREADS };

/** A hidden unit that was silent in training must not swing the shop when it speaks. */
const LEAST_MODEL_PRECISION = 25;

/** `evidence`: what the training rows say of each hidden unit and, last, of the level (models/offer-ranker/network/tensors.ts). */
export function priorOf(evidence: ArrayLike<number>, { strength, spreads }: PriorSettings = PRIOR_SETTINGS): HeadPrior {
  const mean = new Float64Array(EMBEDDING_SIZE);
  const precision = new Float64Array(EMBEDDING_SIZE);
  mean[EFFECT_STARTS.model] = 1;
  for (const [effect, spread] of Object.entries(spreads) as [Effect, number][]) {
    precision.fill(1 / spread ** 2, EFFECT_STARTS[effect], EFFECT_STARTS[effect] + EFFECTS[effect]);
  }
  const held = (index: number): number => Math.max(LEAST_MODEL_PRECISION, strength * (evidence[index] ?? 0));
  for (let unit = 0; unit < EFFECTS.hidden; unit += 1) precision[EFFECT_STARTS.hidden + unit] = held(unit);
  precision[EFFECT_STARTS.model] = held(EFFECTS.hidden);
  return { mean, precision };
}

/** The head of a shop that has learnt nothing yet: it says what the model says. */
export function firstHead({ mean, precision }: HeadPrior): Head {
  const factor = new Float64Array(triangleSize(mean.length));
  precision.forEach((value, index) => {
    factor[triangleSize(index + 1) - 1] = Math.sqrt(value);
  });
  return { weights: mean, factor, evidence: 0 };
}

/** Log-odds of redemption. */
export function logOdds({ weights }: Pick<Head, 'weights'>, embedding: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += (weights[index] ?? 0) * (embedding[index] ?? 0);
  return sum;
}

/** Half of the posterior's: the whole of it cost more to try than was learnt from it (docs/adr/0028). */
export const DRAWN_SPREAD = 0.5;

export const chanceOf = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Mean chance of redemption. */
export function predict(head: Pick<Head, 'weights'>, embedding: ArrayLike<number>): number {
  return chanceOf(logOdds(head, embedding));
}

/**
 * Chances under heads drawn from the posterior, heads × asked. Drawn where it matters, in the space of the offers that are asked for: the
 * log-odds of m offers under a drawn head are normal with covariance Φ Σ Φᵀ, which is m × m. `scale` shrinks (below 1) or widens the spread.
 */
export function draw(
  head: Head,
  embeddings: readonly ArrayLike<number>[],
  { count, columns, normals }: StandardHeads,
  scale = DRAWN_SPREAD,
): Float32Array {
  const asked = embeddings.length;
  const means = embeddings.map((embedding) => logOdds(head, embedding));
  const rays = embeddings.map((embedding) => solveLower(head.factor, embedding));
  const covariance = new Float64Array(triangleSize(asked));
  rays.forEach((ray, row) => {
    for (let column = 0; column <= row; column += 1) covariance[triangleSize(row) + column] = dot(ray, rays[column] ?? ray);
  });
  const root = factorOf(covariance, asked);
  const chances = new Float32Array(count * asked);
  const spread = root.map((value) => scale * value);
  for (let drawn = 0; drawn < count; drawn += 1) {
    const from = drawn * columns;
    let at = 0;
    for (let row = 0; row < asked; row += 1) {
      let logit = means[row] ?? 0;
      for (let k = 0; k <= row; k += 1) {
        logit += (spread[at] ?? 0) * (normals[from + k] ?? 0);
        at += 1;
      }
      chances[drawn * asked + row] = chanceOf(logit);
    }
  }
  return chances;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
