import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { ARTEFACT_FORMAT, type ArtefactContent, type ArtefactFile, digestOf, signedBytes } from './artefact.ts';
import type { ModelCard } from './card.ts';
import { type Network, tensorShapes, tensorsOf } from './tensors.ts';

/** A card that has not got its version yet: sealing gives it. */
export type CardDraft = Omit<ModelCard, 'version'>;

/** The artefact as the bytes of its file. Ed25519 has no randomness: the same model under the same key is the same bytes. */
export function sealArtefact(draft: CardDraft, network: Network, privateKeyPem: string): Buffer {
  const tensors = packed(network, draft.featureNames.length);
  const content: ArtefactContent = { card: { version: versionOf(draft, tensors), ...draft }, tensors };
  const digest = digestOf(content);
  const privateKey = createPrivateKey(privateKeyPem);
  const file: ArtefactFile = {
    format: ARTEFACT_FORMAT,
    content,
    digest,
    publicKey: publicKeyText(privateKeyPem),
    signature: sign(null, signedBytes(digest), privateKey).toString('base64url'),
  };
  return Buffer.from(`${JSON.stringify(file, undefined, 1)}\n`);
}

/** As shops and headquarters write it in their lists of keys that they trust. */
export function publicKeyText(privateKeyPem: string): string {
  return createPublicKey(createPrivateKey(privateKeyPem)).export({ format: 'jwk' }).x ?? '';
}

function packed(network: Network, features: number): ArtefactContent['tensors'] {
  const values = tensorsOf(network);
  return [...tensorShapes(features)].map(([name, shape]) => ({
    name,
    shape: [...shape],
    float32: base64(values.get(name) ?? new Float32Array(0)),
  }));
}

function base64(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * Float32Array.BYTES_PER_ELEMENT);
  values.forEach((value, index) => {
    bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  });
  return bytes.toString('base64');
}

function versionOf(draft: CardDraft, tensors: ArtefactContent['tensors']): string {
  const hash = createHash('sha256').update(draft.featureHash);
  for (const { name, float32 } of tensors) hash.update(`\n${name} ${float32}`);
  return `${draft.knownUntil.slice(0, 10)}-${hash.digest('hex').slice(0, 12)}`;
}
