import { generateKeyPairSync } from 'node:crypto';
import { type CardDraft, publicKeyText, sealArtefact } from '../../models/offer-ranker/network/seal.ts';
import { networkOf, tensorShapes } from '../../models/offer-ranker/network/tensors.ts';

export interface MadeUpModel {
  /** The text of its file. */
  readonly text: string;
  readonly publicKey: string;
}

/** A model whose weights follow a pattern that `seed` shifts: whole, signed with a key of its own, and without any sense. */
export function madeUpModel(seed = 1, features: Pick<CardDraft, 'featureNames' | 'featureHash'> = FEATURES): MadeUpModel {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const draft: CardDraft = {
    ...features,
    trainedOn: 'nothing',
    dataFingerprint: 'none',
    knownUntil: '2026-01-01T00:00:00.000Z',
    slates: 0,
    rows: 0,
    redemptions: 0,
    seed,
    recipe: {},
    limits: ['made up'],
  };
  let at = 0;
  const tensors = [...tensorShapes(features.featureNames.length)].map(([name, shape]) => {
    const size = shape.reduce((product, part) => product * part, 1);
    return [name, Float32Array.from({ length: size }, () => Math.sin(seed * 1000 + at++) / 10)] as const;
  });
  return { text: sealArtefact(draft, networkOf(new Map(tensors)), key).toString(), publicKey: publicKeyText(key) };
}

const FEATURES = { featureNames: ['own lines', 'price', 'trips'], featureHash: 'feature-hash-1' };
