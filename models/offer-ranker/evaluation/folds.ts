import type { TensorFlow } from '../training/backend.ts';
import { tensorOutput } from '../training/forward.ts';
import { learnable, redemptionCount } from '../training/learnable.ts';
import { firstSlateAt, rowsOf, type SlateTable } from '../training/slate-table.ts';
import { trainNetwork } from '../training/train.ts';
import { baselines } from './baselines.ts';
import { byContender, type Contender } from './compare.ts';
import type { Scores, ShownSlates } from './slates.ts';
import type { Split } from './splits.ts';

export interface Fold {
  readonly split: Split;
  readonly learned: { readonly slates: number; readonly rows: number; readonly redemptions: number };
  readonly slates: ShownSlates;
  readonly scores: Readonly<Record<Contender, Scores>>;
}

export interface EvaluationOptions {
  readonly seed: number;
  /** Steps of the training of one fold, of how many. */
  readonly onStep?: (fold: number, done: number, steps: number) => void | Promise<void>;
}

/** Trains from scratch for every split, and scores its slates beside the rules that learn nothing. */
export async function foldsOf(
  tf: TensorFlow,
  table: SlateTable,
  splits: readonly Split[],
  { seed, onStep }: EvaluationOptions,
): Promise<Fold[]> {
  const rules = baselines(table);
  const folds: Fold[] = [];
  for (const [number, split] of splits.entries()) {
    const [from, to] = [firstSlateAt(table, split.testFrom), firstSlateAt(table, split.testUntil)];
    const rows = rowsOf(table, from, to, Number.POSITIVE_INFINITY);
    const learned = learnable(table, split.trainUntil);
    const { weights } = await trainNetwork(tf, learned, {
      seed,
      ...(onStep ? { onStep: (done, steps) => onStep(number, done, steps) } : {}),
    });
    const order = Float64Array.from(tensorOutput(tf, weights, rows.features).logits);
    const [first, last] = [table.offsets[from] ?? 0, table.offsets[to] ?? 0];
    const cut = ({ order: all, chances }: Scores): Scores => ({
      order: all.subarray(first, last),
      ...(chances ? { chances: chances.subarray(first, last) } : {}),
    });
    folds.push({
      split,
      learned: { slates: learned.offsets.length - 1, rows: learned.labels.length, redemptions: redemptionCount(learned) },
      slates: {
        offsets: rows.offsets,
        members: table.members.subarray(from, to),
        memberCount: table.memberCount,
        cold: table.cold.subarray(from, to),
        labels: rows.labels,
      },
      scores: {
        model: { order, chances: order.map((logit) => 1 / (1 + Math.exp(-logit))) },
        countRule: cut(rules.countRule),
        popularity: cut(rules.popularity),
        categoryAffinity: cut(rules.categoryAffinity),
      },
    });
  }
  return folds;
}

/** All folds as one: their slates one after the other, each with the scores of its fold. */
export function pooled(folds: readonly Fold[]): Pick<Fold, 'slates' | 'scores'> {
  const [only] = folds;
  if (folds.length === 1 && only) return only;
  const offsets = [0];
  for (const { slates } of folds) {
    const base = offsets.at(-1) ?? 0;
    for (const offset of slates.offsets.subarray(1)) offsets.push(base + offset);
  }
  const slates: ShownSlates = {
    offsets: Uint32Array.from(offsets),
    members: Uint32Array.from(folds.flatMap((fold) => [...fold.slates.members])),
    memberCount: folds[0]?.slates.memberCount ?? 0,
    cold: Uint8Array.from(folds.flatMap((fold) => [...fold.slates.cold])),
    labels: concatenated(
      folds.map((fold) => fold.slates.labels),
      Uint8Array,
    ),
  };
  return { slates, scores: byContender((name) => together(folds.map((fold) => fold.scores[name]))) };
}

function together(scores: readonly Scores[]): Scores {
  const order = concatenated(
    scores.map((part) => part.order),
    Float64Array,
  );
  const chances = scores.flatMap((part) => (part.chances ? [part.chances] : []));
  return chances.length === scores.length ? { order, chances: concatenated(chances, Float64Array) } : { order };
}

function concatenated<T extends Uint8Array | Float64Array>(parts: readonly T[], make: new (length: number) => T): T {
  const whole = new make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
