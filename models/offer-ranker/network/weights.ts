export const FIRST_UNITS = 16;
export const SECOND_UNITS = 8;

/**
 * Wide and deep: z = clip((x − mean)·scale, ±5), with the median where x is missing or not finite; logit = bias + wide·z + v·relu(w2ᵀ relu(w1ᵀ z + b1) + b2);
 * the chance of redemption is its logistic function.
 */
export interface NetworkWeights {
  /** As many as there are features; so are the next three. */
  readonly mean: Float32Array;
  /** 1/(standard deviation + 1e-4); 0 for what never varied in training: it counts for nothing until a model has seen it vary. */
  readonly scale: Float32Array;
  readonly median: Float32Array;
  readonly wide: Float32Array;
  readonly bias: number;
  /** Features × 16, row by row. */
  readonly w1: Float32Array;
  readonly b1: Float32Array;
  /** 16 × 8, row by row. */
  readonly w2: Float32Array;
  readonly b2: Float32Array;
  readonly v: Float32Array;
}

/** One per scored offer, in the order asked for. */
export interface NetworkOutput {
  readonly logits: Float32Array;
  /** n × 8: the last hidden layer, on which the head of a shop learns. */
  readonly hidden: Float32Array;
}
