import type { Head, HeadPrior } from './head.ts';
import { factorOf, solveLower, solveUpper, triangleSize } from './triangle.ts';

/** What one lesson says at one time: 1 redeemed, 0 not, and how much that counts. */
export interface Evidence {
  readonly embedding: Float32Array;
  readonly label: 0 | 1;
  readonly weight: number;
}

/** No weight leaves the prior by more than so many of its standard deviations, whatever the lessons say. */
export const LARGEST_DRIFT = 3;
/** In standard deviations of the prior: what is closer than this is the same. */
const CLOSE_ENOUGH = 1e-4;
const MOST_ROUNDS = 25;

/** The head that these lessons make of the prior, in slices. */
export interface Fit {
  /** Reads up to so many lessons; the head, once it is done. */
  step(lessons: number): Head | undefined;
}

/**
 * The most probable weights, and around them the normal distribution with the curvature there (Laplace). Always from the prior and all lessons, never
 * from the head before: so the order of lessons says nothing, none counts twice, and one that is forgotten leaves no trace.
 */
export function createFit(prior: HeadPrior, lessons: readonly Evidence[]): Fit {
  const size = prior.mean.length;
  let at: Float64Array = Float64Array.from(prior.mean);
  let round = startOf(at);
  let read = 0;
  let rounds = 0;
  /** Where it was best so far, and the step that was taken from there. */
  let best: { readonly weights: Float64Array; readonly loss: number; step: Float64Array } | undefined;
  let done: Head | undefined;

  function startOf(weights: Float64Array): { gradient: Float64Array; curvature: Float64Array; loss: number } {
    const gradient = new Float64Array(size);
    const curvature = new Float64Array(triangleSize(size));
    let loss = 0;
    for (let index = 0; index < size; index += 1) {
      const precision = prior.precision[index] ?? 0;
      const away = (weights[index] ?? 0) - (prior.mean[index] ?? 0);
      gradient[index] = precision * away;
      curvature[triangleSize(index + 1) - 1] = precision;
      loss += (precision * away ** 2) / 2;
    }
    return { gradient, curvature, loss };
  }

  function endRound(): void {
    rounds += 1;
    if (best && round.loss > best.loss + 1e-9 && rounds < MOST_ROUNDS) {
      best.step = best.step.map((value) => value / 2);
      at = moved(prior, best.weights, best.step);
    } else {
      const factor = factorOf(round.curvature, size);
      const step = solveUpper(factor, solveLower(factor, round.gradient)).map((value) => -value);
      const next = moved(prior, at, step);
      if (rounds >= MOST_ROUNDS || largestMove(prior, at, next) < CLOSE_ENOUGH) {
        done = { weights: at, factor, evidence: lessons.reduce((sum, { weight }) => sum + weight, 0) };
        return;
      }
      best = { weights: at, loss: round.loss, step };
      at = next;
    }
    round = startOf(at);
    read = 0;
  }

  return {
    step(count) {
      for (const end = Math.min(lessons.length, read + count); read < end && !done; read += 1) {
        const lesson = lessons[read];
        if (lesson) round.loss += accumulate(lesson, at, round.gradient, round.curvature);
      }
      if (read === lessons.length && !done) endRound();
      return done;
    },
  };
}

/** All at once: for tests, simulations and evaluation. */
export function updateHead(prior: HeadPrior, lessons: readonly Evidence[]): Head {
  const fit = createFit(prior, lessons);
  for (;;) {
    const head = fit.step(lessons.length);
    if (head) return head;
  }
}

/** Adds what one lesson says; most places of an embedding are 0. */
function accumulate(
  { embedding, label, weight }: Evidence,
  weights: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
): number {
  const places: number[] = [];
  let logit = 0;
  for (let index = 0; index < embedding.length; index += 1) {
    const value = embedding[index] ?? 0;
    if (value === 0) continue;
    places.push(index);
    logit += value * (weights[index] ?? 0);
  }
  const chance = 1 / (1 + Math.exp(-logit));
  const pull = weight * (chance - label);
  const bend = weight * chance * (1 - chance);
  places.forEach((row, index) => {
    const value = embedding[row] ?? 0;
    gradient[row] = (gradient[row] ?? 0) + pull * value;
    const start = triangleSize(row);
    for (let k = 0; k <= index; k += 1) {
      const column = places[k] ?? 0;
      curvature[start + column] = (curvature[start + column] ?? 0) + bend * value * (embedding[column] ?? 0);
    }
  });
  const odds = label === 1 ? -logit : logit;
  return weight * (odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)));
}

function moved({ mean, precision }: HeadPrior, from: Float64Array, step: Float64Array): Float64Array {
  return from.map((value, index) => {
    const reach = LARGEST_DRIFT / Math.sqrt(precision[index] ?? 1);
    const center = mean[index] ?? 0;
    return Math.min(center + reach, Math.max(center - reach, value + (step[index] ?? 0)));
  });
}

function largestMove({ precision }: HeadPrior, from: Float64Array, to: Float64Array): number {
  return from.reduce((most, value, index) => Math.max(most, Math.abs((to[index] ?? 0) - value) * Math.sqrt(precision[index] ?? 1)), 0);
}
