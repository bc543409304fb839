import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs';
import Type from 'typebox';
import { checker } from '../../../contract/check.ts';
import { AislegateError } from '../../../contract/errors.ts';
import { ModelCard } from '../../../models/offer-ranker/card.ts';

/** The part of a TensorFlow.js layers model file that we rely on. */
const ModelFile = Type.Object({
  modelTopology: Type.Object({}),
  weightsManifest: Type.Array(
    Type.Object({
      weights: Type.Array(
        Type.Object({
          name: Type.String(),
          shape: Type.Array(Type.Integer({ minimum: 0, maximum: 100_000 }), { maxItems: 4 }),
          dtype: Type.Literal('float32'),
        }),
      ),
    }),
    { minItems: 1, maxItems: 1 },
  ),
});

export interface Artefact {
  readonly card: ModelCard;
  readonly topology: object;
  readonly weightSpecs: io.WeightsManifestEntry[];
  readonly weights: ArrayBuffer;
}

const checkCard = checker(ModelCard);
const checkModel = checker(ModelFile);

/** Reads card.json, model.json and weights.bin, and refuses what does not fit together before any of it reaches TensorFlow. */
export async function readArtefact(folder: string): Promise<Artefact> {
  const card = checkCard(await readJson(folder, 'card.json'));
  if (!card.ok) throw unreadable(folder, `card.json ${card.detail}`);
  const file = checkModel(await readJson(folder, 'model.json'));
  if (!file.ok) throw unreadable(folder, `model.json ${file.detail}`);
  const bytes = await read(folder, 'weights.bin');
  const weightSpecs = file.value.weightsManifest.flatMap((group) => group.weights);
  const count = weightSpecs.reduce((sum, spec) => sum + spec.shape.reduce((product, size) => product * size, 1), 0);
  if (bytes.length !== count * Float32Array.BYTES_PER_ELEMENT) {
    throw unreadable(folder, `weights.bin has ${bytes.length} bytes, and ${count} weights need ${count * Float32Array.BYTES_PER_ELEMENT}`);
  }
  const weights = new Uint8Array(bytes).buffer;
  if (!new Float32Array(weights).every(Number.isFinite)) throw unreadable(folder, 'weights.bin holds a weight that is not a number');
  return { card: card.value, topology: file.value.modelTopology, weightSpecs, weights };
}

export function unreadable(folder: string, detail: string, cause?: unknown): AislegateError {
  return new AislegateError('OFR_MODEL_UNREADABLE', { path: folder, detail }, { cause });
}

async function readJson(folder: string, name: string): Promise<unknown> {
  const text = (await read(folder, name)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(folder, `${name} is not JSON`, cause);
  }
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw unreadable(folder, `${name} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, cause);
  }
}
