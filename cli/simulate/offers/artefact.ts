import { generateKeyPairSync } from 'node:crypto';
import { instantText } from '../../../contract/instant.ts';
import { FEATURE_HASH, FEATURE_NAMES } from '../../../models/offer-ranker/features/table.ts';
import { type Artefact, readArtefact } from '../../../models/offer-ranker/network/artefact.ts';
import { publicKeyText, sealArtefact } from '../../../models/offer-ranker/network/seal.ts';
import type { Network } from '../../../models/offer-ranker/network/tensors.ts';
import type { Gathered } from './gather.ts';
import { dayStart } from './shelf-offers.ts';

/** The network as shops get it: sealed, and read again. */
export function artefactOf(network: Network, { rows, redemptions }: Gathered, seed: number): Artefact {
  const privateKeyPem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = {
    featureNames: [...FEATURE_NAMES],
    featureHash: FEATURE_HASH,
    trainedOn: 'what a simulated shop showed in four weeks',
    dataFingerprint: 'simulated',
    knownUntil: instantText(dayStart(0)),
    slates: rows.offsets.length - 1,
    rows: rows.labels.length,
    redemptions,
    seed,
    recipe: {},
    limits: [],
  };
  const bytes = sealArtefact(draft, network, privateKeyPem);
  const read = readArtefact(bytes, { publicKeys: [publicKeyText(privateKeyPem)], featureHash: FEATURE_HASH });
  if (!read.ok) throw new RangeError(`The model was refused: ${read.detail}.`);
  return read.artefact;
}
