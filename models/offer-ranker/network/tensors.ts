import { FIRST_UNITS, type NetworkWeights, SECOND_UNITS } from './weights.ts';

/** What an artefact carries. */
export interface Network {
  readonly weights: NetworkWeights;
  /**
   * How much the training rows say of each of the 8 hidden units' weights in `v` and, last, of the bias: the diagonal of the Fisher
   * information, Σ p(1−p)·h². It is what the head of a shop starts from as its certainty.
   */
  readonly evidence: Float32Array;
}

/** The name and shape of every tensor, in the order of the file. */
export function tensorShapes(features: number): ReadonlyMap<string, readonly number[]> {
  return new Map<string, readonly number[]>([
    ['mean', [features]],
    ['scale', [features]],
    ['median', [features]],
    ['wide', [features]],
    ['bias', [1]],
    ['w1', [features, FIRST_UNITS]],
    ['b1', [FIRST_UNITS]],
    ['w2', [FIRST_UNITS, SECOND_UNITS]],
    ['b2', [SECOND_UNITS]],
    ['v', [SECOND_UNITS]],
    ['evidence', [SECOND_UNITS + 1]],
  ]);
}

export function tensorsOf({ weights, evidence }: Network): ReadonlyMap<string, Float32Array> {
  const { bias, ...others } = weights;
  return new Map(Object.entries({ ...others, bias: Float32Array.of(bias), evidence }));
}

/** The other way round; `tensors` must have every name of `tensorShapes`. */
export function networkOf(tensors: ReadonlyMap<string, Float32Array>): Network {
  const of = (name: string): Float32Array => tensors.get(name) ?? new Float32Array(0);
  const weights: NetworkWeights = {
    mean: of('mean'),
    scale: of('scale'),
    median: of('median'),
    wide: of('wide'),
    bias: of('bias')[0] ?? 0,
    w1: of('w1'),
    b1: of('b1'),
    w2: of('w2'),
    b2: of('b2'),
    v: of('v'),
  };
  return { weights, evidence: of('evidence') };
}
