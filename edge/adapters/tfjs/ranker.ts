import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { FEATURE_HASH, FEATURE_NAMES } from '../../../models/offer-ranker/features.ts';
import type { Ranker } from '../../ports/ranker.ts';
import { type Artefact, readArtefact, unreadable } from './artefact.ts';
import { type TensorFlow, tensorFlow } from './backend.ts';

/**
 * The model in `folder`, ready to score. Rejects with OFR_MODEL_UNREADABLE where a file is missing or broken, or where the model was
 * trained on other features than this version computes: a wrong score is worse than none.
 */
export async function loadRanker(folder: string): Promise<Ranker> {
  const artefact = await readArtefact(folder);
  const { featureHash, version } = artefact.card;
  if (featureHash !== FEATURE_HASH) {
    throw unreadable(folder, `it was trained on features ${featureHash}, and this version computes ${FEATURE_HASH}`);
  }
  const tf = await tensorFlow();
  const model = await assemble(tf, folder, artefact);
  return { version, score: (rows) => score(tf, model, rows) };
}

async function assemble(tf: TensorFlow, folder: string, artefact: Artefact): Promise<LayersModel> {
  const { topology: modelTopology, weightSpecs, weights: weightData } = artefact;
  let model: LayersModel;
  try {
    model = await tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  } catch (cause) {
    throw unreadable(folder, 'TensorFlow.js refuses its topology or weights', cause);
  }
  const [input, output] = [model.inputs, model.outputs].map((ends) => ends.map((end) => end.shape.slice(1).join('×')).join(', '));
  if (input !== String(FEATURE_NAMES.length) || output !== '1') {
    model.dispose();
    throw unreadable(folder, `it takes ${input} and gives ${output} values, where ${FEATURE_NAMES.length} and 1 are needed`);
  }
  return model;
}

function score(tf: TensorFlow, model: LayersModel, rows: readonly Float32Array[]): Float32Array {
  if (rows.length === 0) return new Float32Array(0);
  const width = FEATURE_NAMES.length;
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) values.set(row, index * width);
  // The copy outlives the tensor: on some backends dataSync gives a view into its memory.
  return tf.tidy(() => Float32Array.from((model.predict(tf.tensor2d(values, [rows.length, width])) as Tensor).dataSync()));
}
