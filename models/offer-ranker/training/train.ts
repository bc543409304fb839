import type { Scalar, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs';
import { type Dice, dice } from '../../../devices/simulator/dice.ts';
import type { Network } from '../network/tensors.ts';
import { FIRST_UNITS, type NetworkWeights, SECOND_UNITS } from '../network/weights.ts';
import type { TensorFlow } from './backend.ts';
import { type Batch, batchOf, drawEpoch, longestSlate, slatesApart } from './batches.ts';
import { evidenceOf } from './evidence.ts';
import { tensorOutput } from './forward.ts';
import { learningRate, RECIPE, type Recipe } from './recipe.ts';
import { rowCount, type TrainingRows } from './rows.ts';
import { type Standard, standardOf } from './standard.ts';

export interface TrainingOptions {
  readonly seed: number;
  readonly recipe?: Recipe;
  /** Called after every step: how many were taken, of how many. */
  readonly onStep?: (done: number, steps: number) => void | Promise<void>;
}

type Name = 'wide' | 'bias' | 'w1' | 'b1' | 'w2' | 'b2' | 'v';
type Variables = Readonly<Record<Name, Variable>>;

/**
 * The deep part starts as next to nothing, so that the network begins as a straight line and bends only where the rows ask for it. Begun
 * larger, what is left of the beginning made one seed better than another by chance (docs/offer-ranker.md).
 */
const FIRST_DEVIATION = 0.5;
const LAST_DEVIATION = 0.01;

/** Stands for minus infinity where exp must still be 0 and 0 times it must not be NaN. */
const FAR_BELOW = -1e9;

/**
 * Trains the network from nothing but the rows and the seed: every random number is drawn here, none inside TensorFlow, so that the same
 * seed on the same backend gives the same bytes. Without a single redemption, or with nothing else, there is nothing to learn: then the
 * network says the same for every offer.
 */
export async function trainNetwork(
  tf: TensorFlow,
  rows: TrainingRows,
  { seed, recipe = RECIPE, onStep }: TrainingOptions,
): Promise<Network> {
  const chance = dice(seed);
  const standard = standardOf(rows);
  const apart = slatesApart(rows);
  const longest = longestSlate(rows);
  const variables = tf.tidy(() => initial(tf, rows, chance));
  const optimizer = tf.train.adam(recipe.firstRate);
  const perEpoch = Math.ceil(
    (apart.redeemed.length + Math.min(apart.others.length, apart.redeemed.length * recipe.othersPerRedeemed)) / recipe.batchSlates,
  );
  for (let epoch = 0; epoch < recipe.epochs; epoch += 1) {
    // The optimizer keeps its rate to itself, but for this.
    Object.assign(optimizer, { learningRate: learningRate(recipe, epoch) });
    const drawn = drawEpoch(apart, recipe, chance);
    for (let step = 0; step < perEpoch; step += 1) {
      const slates = drawn.slice(step * recipe.batchSlates, (step + 1) * recipe.batchSlates);
      const batch = batchOf(rows, slates, longest, standard, recipe, chance);
      tf.tidy(() => {
        optimizer.minimize(() => loss(tf, variables, batch, rows.width, recipe), false, Object.values(variables));
      });
      await onStep?.(epoch * perEpoch + step + 1, recipe.epochs * perEpoch);
    }
  }
  const weights = weightsOf(variables, standard);
  tf.dispose(variables);
  optimizer.dispose();
  return { weights, evidence: evidenceOf(tensorOutput(tf, weights, rows.features)) };
}

function initial(tf: TensorFlow, rows: TrainingRows, chance: Dice): Variables {
  const { width } = rows;
  const normal = (shape: [number] | [number, number], deviation: number): Variable =>
    tf.variable(
      tf.tensor(
        Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => deviation * chance.normal()),
        shape,
      ),
    );
  const redeemed = rows.labels.reduce((sum, label) => sum + label, 0);
  const others = rowCount(rows) - redeemed;
  return {
    wide: normal([width, 1], 0),
    bias: tf.variable(tf.tensor1d([Math.log((redeemed + 0.5) / (others + 0.5))])),
    w1: normal([width, FIRST_UNITS], FIRST_DEVIATION / Math.sqrt(width)),
    b1: normal([FIRST_UNITS], 0),
    w2: normal([FIRST_UNITS, SECOND_UNITS], Math.sqrt(2 / FIRST_UNITS)),
    b2: normal([SECOND_UNITS], 0),
    v: normal([SECOND_UNITS, 1], LAST_DEVIATION),
  };
}

/** Chances of all rows, order inside redeemed slates, and the pull to 0 of what is multiplied. */
function loss(tf: TensorFlow, variables: Variables, batch: Batch, width: number, recipe: Recipe): Scalar {
  const places = batch.slates * batch.longest;
  const column = (values: Float32Array): Tensor1D => tf.tensor1d(values);
  const logits = logitsOf(tf, variables, tf.tensor2d(batch.features, [places, width]), tf.tensor2d(batch.kept, [places, FIRST_UNITS]));
  const [labels, weights, ranked] = [column(batch.labels), column(batch.weights), column(batch.ranked)];
  const chances = tf.sum(tf.mul(weights, tf.sub(tf.softplus(logits), tf.mul(labels, logits))));
  const table = (values: Tensor1D): Tensor2D => tf.reshape(values, [batch.slates, batch.longest]);
  const padded = tf.add(logits, tf.mul(tf.sub(1, tf.sign(weights)), FAR_BELOW)) as Tensor1D;
  const whole = tf.logSumExp(table(padded), 1, true);
  const order = tf.sum(tf.mul(tf.mul(table(ranked), table(labels)), tf.sub(whole, table(logits))));
  const pulled = [variables.wide, variables.w1, variables.w2, variables.v].map((matrix) => tf.sum(tf.square(matrix)));
  const learned = tf.div(tf.add(chances, tf.mul(order, recipe.listwise)), recipe.batchSlates);
  return tf.add(learned, tf.mul(tf.addN(pulled), recipe.shrinkage / 2)) as Scalar;
}

function logitsOf(tf: TensorFlow, { wide, bias, w1, b1, w2, b2, v }: Variables, z: Tensor2D, kept: Tensor2D): Tensor1D {
  const first = tf.mul(tf.relu(tf.add(tf.matMul(z, w1 as Tensor2D), b1)), kept) as Tensor2D;
  const second = tf.relu(tf.add(tf.matMul(first, w2 as Tensor2D), b2)) as Tensor2D;
  const sum = tf.add(tf.matMul(z, wide as Tensor2D), tf.matMul(second, v as Tensor2D));
  return tf.add(tf.reshape(sum, [z.shape[0]]), bias) as Tensor1D;
}

function weightsOf(variables: Variables, standard: Standard): NetworkWeights {
  const values = (name: Name): Float32Array => Float32Array.from(variables[name].dataSync());
  return {
    ...standard,
    wide: values('wide'),
    bias: values('bias')[0] ?? 0,
    w1: values('w1'),
    b1: values('b1'),
    w2: values('w2'),
    b2: values('b2'),
    v: values('v'),
  };
}
