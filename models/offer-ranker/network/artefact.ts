import { createHash, createPublicKey, verify } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { checker } from '../../../contract/check.ts';
import { ModelCard } from './card.ts';
import { type Network, networkOf, tensorShapes } from './tensors.ts';

export const ARTEFACT_FORMAT = 'aislegate-offer-ranker/1';

/** More than the network of the largest feature list needs; what is larger is not read at all. */
export const MAX_ARTEFACT_BYTES = 1_000_000;

const Content = Type.Object({
  card: ModelCard,
  /** In the order and with the names of `tensorShapes`; `float32` is base64 of little-endian numbers, row by row. */
  tensors: Type.Array(
    Type.Object({
      name: Type.String({ maxLength: 40 }),
      shape: Type.Array(Type.Integer({ minimum: 1, maximum: 100_000 }), { minItems: 1, maxItems: 2 }),
      float32: Type.String(),
    }),
    { maxItems: 40 },
  ),
});
export type ArtefactContent = Static<typeof Content>;

/** One JSON file: the model with its card, the digest of both, and who vouches for it. */
export const ArtefactFile = Type.Object({
  format: Type.Literal(ARTEFACT_FORMAT),
  content: Content,
  /** SHA-256 of the content, hex. */
  digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Ed25519, base64url: the 32 bytes of the public key and the 64 of the signature. */
  publicKey: Type.String({ pattern: '^[\\w-]{43}$' }),
  signature: Type.String({ pattern: '^[\\w-]{86}$' }),
});
export type ArtefactFile = Static<typeof ArtefactFile>;

/** A model that was checked and may be served. */
export interface Artefact extends Network {
  readonly card: ModelCard;
  readonly digest: string;
  /** Whose signature it bears. */
  readonly publicKey: string;
}

export type Refusal = 'unreadable' | 'digest' | 'signature' | 'features' | 'shape' | 'not-a-number';
export type ReadArtefact =
  | { readonly ok: true; readonly artefact: Artefact }
  | { readonly ok: false; readonly reason: Refusal; readonly detail: string };

export interface ArtefactTrust {
  /** Base64url, 32 bytes each: whose models may be served. */
  readonly publicKeys: readonly string[];
  /** Of the feature code that will compute the rows. */
  readonly featureHash: string;
}

const check = checker(ArtefactFile);

/** Nothing of a file is believed before its signature is: the first thing wrong is told. */
export function readArtefact(bytes: Uint8Array, trust: ArtefactTrust): ReadArtefact {
  if (bytes.byteLength > MAX_ARTEFACT_BYTES) return refused('unreadable', `it has more than ${MAX_ARTEFACT_BYTES} bytes`);
  const parsed = parse(bytes);
  if (!parsed.ok) return refused('unreadable', parsed.detail);
  const { content, digest, publicKey, signature } = parsed.value;
  if (digestOf(content) !== digest) return refused('digest', 'its content is not what its digest says: the file was changed or cut');
  if (!trust.publicKeys.includes(publicKey)) return refused('signature', 'it is signed with a key that is not among those trusted here');
  if (!verify(null, signedBytes(digest), publicKeyOf(publicKey), Buffer.from(signature, 'base64url'))) {
    return refused('signature', 'its signature is not of this content');
  }
  const { card, tensors } = content;
  if (card.featureHash !== trust.featureHash) {
    return refused('features', `it was trained on features ${card.featureHash}, and this version computes ${trust.featureHash}`);
  }
  const numbers = numbersOf(tensors, card.featureNames.length);
  if (typeof numbers === 'string') return refused('shape', numbers);
  const broken = [...numbers].find(([, values]) => !values.every(Number.isFinite));
  if (broken) return refused('not-a-number', `its tensor ${broken[0]} holds what is not a number`);
  return { ok: true, artefact: { ...networkOf(numbers), card, digest, publicKey } };
}

/** SHA-256 over the content as JSON: names in the order of the file, no spaces. */
export function digestOf(content: ArtefactContent): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** What is signed: the format too, so that a signature made for something else is none for a model. */
export function signedBytes(digest: string): Buffer {
  return Buffer.from(`${ARTEFACT_FORMAT}\n${digest}`);
}

function parse(bytes: Uint8Array): ReturnType<typeof check> {
  try {
    return check(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return { ok: false, detail: 'it is not JSON' };
  }
}

function publicKeyOf(key: string): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
}

function numbersOf(tensors: ArtefactContent['tensors'], features: number): ReadonlyMap<string, Float32Array> | string {
  const numbers = new Map<string, Float32Array>();
  for (const [name, shape] of tensorShapes(features)) {
    const tensor = tensors.find((candidate) => candidate.name === name);
    if (!tensor) return `its tensor ${name} is missing`;
    const bytes = Buffer.from(tensor.float32, 'base64');
    const count = shape.reduce((product, size) => product * size, 1);
    if (tensor.shape.join('×') !== shape.join('×') || bytes.length !== count * Float32Array.BYTES_PER_ELEMENT) {
      return `its tensor ${name} is not ${shape.join('×')}`;
    }
    numbers.set(
      name,
      Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(index * Float32Array.BYTES_PER_ELEMENT)),
    );
  }
  return numbers;
}

function refused(reason: Refusal, detail: string): ReadArtefact {
  return { ok: false, reason, detail };
}
