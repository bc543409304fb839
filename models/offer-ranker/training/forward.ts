import type { Tensor2D } from '@tensorflow/tfjs';
import { FIRST_UNITS, type NetworkOutput, type NetworkWeights, SECOND_UNITS } from '../network/weights.ts';
import type { TensorFlow } from './backend.ts';
import { standardiseRow } from './standard.ts';

/** Rows at a time: always as many, because TensorFlow's WebAssembly keeps room for every shape it met (tfjs#6439). */
const CHUNK = 4096;

/** The network as TensorFlow.js computes it: what training descends on, and what the typed-array scorer of a shop is held against. */
export function tensorOutput(tf: TensorFlow, weights: NetworkWeights, features: Float32Array): NetworkOutput {
  const width = weights.mean.length;
  const rows = features.length / width;
  const output = { logits: new Float32Array(rows), hidden: new Float32Array(rows * SECOND_UNITS) };
  for (let start = 0; start < rows; start += CHUNK) {
    const count = Math.min(CHUNK, rows - start);
    const z = new Float32Array(CHUNK * width);
    for (let row = 0; row < count; row += 1) standardiseRow(features, start + row, weights, z, row * width);
    tf.tidy(() => {
      const wide = tf.tensor2d(weights.wide, [width, 1]);
      const w1 = tf.tensor2d(weights.w1, [width, FIRST_UNITS]);
      const w2 = tf.tensor2d(weights.w2, [FIRST_UNITS, SECOND_UNITS]);
      const v = tf.tensor2d(weights.v, [SECOND_UNITS, 1]);
      const table = tf.tensor2d(z, [CHUNK, width]);
      const first = tf.relu(tf.add(tf.matMul(table, w1), tf.tensor1d(weights.b1))) as Tensor2D;
      const hidden = tf.relu(tf.add(tf.matMul(first, w2), tf.tensor1d(weights.b2))) as Tensor2D;
      const logits = tf.add(tf.add(tf.matMul(table, wide), tf.matMul(hidden, v)), weights.bias);
      output.logits.set(logits.dataSync().subarray(0, count), start);
      output.hidden.set(hidden.dataSync().subarray(0, count * SECOND_UNITS), start * SECOND_UNITS);
    });
  }
  return output;
}
