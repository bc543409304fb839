import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { dice } from '../../devices/simulator/dice.ts';
import type { ModelCard } from './card.ts';
import { FEATURE_HASH, FEATURE_NAMES } from './features.ts';
import { type Exposure, generateExposures } from './generate.ts';
import { metrics } from './metrics.ts';

export interface TrainingOptions {
  readonly seed: number;
  readonly exposures: number;
  readonly heldOut: number;
  readonly epochs: number;
  readonly batch: number;
}

export interface Trained {
  readonly card: ModelCard;
  /** The TensorFlow.js layers model: topology and the manifest of its weights. */
  readonly model: object;
  readonly weights: Uint8Array;
}

const SHIPPED: TrainingOptions = { seed: 20_260, exposures: 40_000, heldOut: 20_000, epochs: 6, batch: 128 };
const LEARNING_RATE = 0.003;
const L2 = 1e-5;

/**
 * Trains the ranker from nothing but the options. It runs on the plain JavaScript backend, in one thread and a fixed order, so that the
 * same options give the same bytes.
 */
export async function trainRanker(options: TrainingOptions = SHIPPED): Promise<Trained> {
  tf.env().set('PROD', true);
  await tf.setBackend('cpu');
  const learned = generateExposures(options.exposures, options.seed);
  const heldOut = generateExposures(options.heldOut, options.seed + 1);
  const network = build(options.seed);
  const chance = dice(options.seed);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    const order = shuffled(learned, chance.unit);
    for (let start = 0; start < order.length; start += options.batch) await step(network, order.slice(start, start + options.batch));
  }
  const scores = tf.tidy(() => (network.predict(rows(heldOut)) as tf.Tensor).dataSync());
  const found = metrics(
    scores,
    heldOut.map((exposure) => exposure.redeemed),
  );
  const { model, weights } = await pack(network);
  network.dispose();
  const card: ModelCard = {
    version: `generated-${createHash('sha256').update(FEATURE_HASH).update(weights).digest('hex').slice(0, 12)}`,
    featureNames: [...FEATURE_NAMES],
    featureHash: FEATURE_HASH,
    trainedOn: `${options.exposures} generated exposures (models/offer-ranker/generate.ts)`,
    seed: options.seed,
    metrics: { auc: round(found.auc), logLoss: round(found.logLoss), exposures: options.heldOut },
  };
  return { card, model, weights };
}

/** Writes what `loadRanker` reads: model.json, weights.bin, card.json. */
async function writeArtefact(folder: string, trained: Trained): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(trained.model, undefined, 1)}\n`);
  await writeFile(join(folder, 'weights.bin'), trained.weights);
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(trained.card, undefined, 2)}\n`);
}

function build(seed: number): tf.Sequential {
  const layer = (units: number, activation: 'relu' | 'sigmoid', offset: number, inputShape?: number[]) =>
    tf.layers.dense({
      name: `dense-${offset}`,
      units,
      activation,
      kernelInitializer: tf.initializers.glorotUniform({ seed: seed + offset }),
      kernelRegularizer: tf.regularizers.l2({ l2: L2 }),
      ...(inputShape ? { inputShape } : {}),
    });
  const network = tf.sequential({ name: 'offer-ranker' });
  network.add(layer(16, 'relu', 1, [FEATURE_NAMES.length]));
  network.add(layer(8, 'relu', 2));
  network.add(layer(1, 'sigmoid', 3));
  network.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'binaryCrossentropy' });
  return network;
}

async function step(network: tf.Sequential, batch: readonly Exposure[]): Promise<void> {
  const x = rows(batch);
  const y = tf.tensor2d(
    batch.map((exposure) => exposure.redeemed),
    [batch.length, 1],
  );
  await network.trainOnBatch(x, y);
  tf.dispose([x, y]);
}

function rows(exposures: readonly Exposure[]): tf.Tensor2D {
  const width = FEATURE_NAMES.length;
  const values = new Float32Array(exposures.length * width);
  for (const [index, exposure] of exposures.entries()) values.set(exposure.row, index * width);
  return tf.tensor2d(values, [exposures.length, width]);
}

async function pack(network: tf.Sequential): Promise<Pick<Trained, 'model' | 'weights'>> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await network.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const data = artifacts?.weightData;
  const weights = new Uint8Array(data ? tf.io.CompositeArrayBuffer.join(data) : new ArrayBuffer(0));
  const model = {
    format: 'layers-model',
    generatedBy: artifacts?.generatedBy,
    modelTopology: artifacts?.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts?.weightSpecs }],
  };
  return { model, weights };
}

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], unit: () => number): T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(unit() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
  }
  return order;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const folder = argv[2] ?? fileURLToPath(new URL('./artefact', import.meta.url));
  const trained = await trainRanker();
  await writeArtefact(folder, trained);
  console.log(`${trained.card.version}: AUC ${trained.card.metrics.auc}, log loss ${trained.card.metrics.logLoss} on held-out exposures`);
}
