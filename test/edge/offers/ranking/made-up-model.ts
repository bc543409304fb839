import { generateKeyPairSync } from 'node:crypto';
import { dice } from '../../../../devices/simulator/dice.ts';
import { FEATURE_HASH, FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';
import { type CardDraft, publicKeyText, sealArtefact } from '../../../../models/offer-ranker/network/seal.ts';
import { type Network, networkOf, tensorShapes } from '../../../../models/offer-ranker/network/tensors.ts';

export const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const KEY = newKey();
export const TRUST = { publicKeys: [publicKeyText(KEY)], featureHash: FEATURE_HASH };
export const KNOWN_UNTIL = Date.UTC(2026, 4, 1);

/** A network as a training could have left it. */
export function anyNetwork(seed: number): Network {
  const chance = dice(seed);
  const tensors = [...tensorShapes(FEATURE_NAMES.length)].map(([name, shape]) => {
    const size = shape.reduce((product, part) => product * part, 1);
    const spread = { wide: 0.1, w1: 0.15, w2: 0.35, v: 0.3 }[name] ?? 1;
    return [name, Float32Array.from({ length: size }, () => spread * chance.normal())] as const;
  });
  const network = networkOf(new Map(tensors));
  const weights = { ...network.weights, scale: network.weights.scale.map((value) => 0.2 + Math.abs(value)), bias: -3 };
  return { weights, evidence: network.evidence.map((value) => 100 + Math.abs(value)) };
}

/** The file of a model as headquarters would send it. */
export function modelFile(seed: number, changes: Partial<CardDraft> = {}, key = KEY, network = anyNetwork(seed)): Buffer {
  const draft: CardDraft = {
    featureNames: [...FEATURE_NAMES],
    featureHash: FEATURE_HASH,
    trainedOn: 'made-up slates',
    dataFingerprint: 'abc',
    knownUntil: new Date(KNOWN_UNTIL).toISOString(),
    slates: 4,
    rows: 12,
    redemptions: 2,
    seed,
    recipe: { epochs: 4 },
    limits: ['made up'],
    ...changes,
  };
  return sealArtefact(draft, network, key);
}
