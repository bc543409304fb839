import type { Tensor } from '@tensorflow/tfjs';
import { FEATURES } from '../../../models/offer-ranker/features/table.ts';
import { standardised } from '../../../models/offer-ranker/network/standardised.ts';
import { FIRST_UNITS, type NetworkWeights, SECOND_UNITS } from '../../../models/offer-ranker/network/weights.ts';
import type { TensorFlow } from '../../../models/offer-ranker/training/backend.ts';

/** The same network on TensorFlow.js, its weights kept as tensors: what a request costs there. */
export interface TensorNetwork {
  /** Rows of the network's inputs. */
  inputs(rows: Float32Array): Float32Array;
  run(inputs: Float32Array): Float32Array;
  dispose(): void;
}

export function tensorNetwork(tf: TensorFlow, weights: NetworkWeights): TensorNetwork {
  const width = FEATURES.length;
  const wide = tf.tensor2d(weights.wide, [width, 1]);
  const w1 = tf.tensor2d(weights.w1, [width, FIRST_UNITS]);
  const b1 = tf.tensor1d(weights.b1);
  const w2 = tf.tensor2d(weights.w2, [FIRST_UNITS, SECOND_UNITS]);
  const b2 = tf.tensor1d(weights.b2);
  const v = tf.tensor2d(weights.v, [SECOND_UNITS, 1]);
  const kept: readonly Tensor[] = [wide, w1, b1, w2, b2, v];
  return {
    inputs: (rows) => rows.map((value, place) => standardised(weights, place % width, value)),
    run: (inputs) =>
      tf.tidy(() => {
        const table = tf.tensor2d(inputs, [inputs.length / width, width]);
        const hidden = tf.relu(tf.add(tf.matMul(tf.relu(tf.add(tf.matMul(table, w1), b1)), w2), b2));
        return tf.add(tf.add(tf.matMul(table, wide), tf.matMul(hidden, v)), weights.bias).dataSync() as Float32Array;
      }),
    dispose: () => tf.dispose([...kept]),
  };
}
