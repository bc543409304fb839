import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArtefactFile,
  digestOf,
  MAX_ARTEFACT_BYTES,
  readArtefact,
  signedBytes,
} from '../../../../models/offer-ranker/network/artefact.ts';
import { type CardDraft, publicKeyText, sealArtefact } from '../../../../models/offer-ranker/network/seal.ts';
import { type Network, networkOf, tensorShapes } from '../../../../models/offer-ranker/network/tensors.ts';

const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const KEY = newKey();
const TRUST = { publicKeys: [publicKeyText(newKey()), publicKeyText(KEY)], featureHash: 'feature-hash-1' };

const DRAFT: CardDraft = {
  featureNames: ['own lines', 'price', 'trips'],
  featureHash: 'feature-hash-1',
  trainedOn: 'four made-up slates',
  dataFingerprint: 'abc',
  knownUntil: '2017-10-04T00:00:00.000Z',
  slates: 4,
  rows: 12,
  redemptions: 2,
  seed: 1,
  recipe: { epochs: 4 },
  limits: ['made up'],
};

function network(fill: (index: number) => number = (index) => index / 7): Network {
  let count = 0;
  const tensors = [...tensorShapes(3)].map(([name, shape]) => {
    const size = shape.reduce((product, part) => product * part, 1);
    return [name, Float32Array.from({ length: size }, () => fill(count++))] as const;
  });
  return networkOf(new Map(tensors));
}

const sealed = (from = network(), draft = DRAFT, key = KEY): Buffer => sealArtefact(draft, from, key);
const reasonOf = (bytes: Uint8Array, trust = TRUST): string => {
  const read = readArtefact(bytes, trust);
  return read.ok ? 'served' : read.reason;
};

/** Another content, honestly sealed: what a headquarters of a newer version might send. */
function resealed(change: (content: ArtefactFile['content']) => void): Buffer {
  const file = JSON.parse(sealed().toString()) as ArtefactFile;
  change(file.content);
  const digest = digestOf(file.content);
  const signature = sign(null, signedBytes(digest), createPrivateKey(KEY)).toString('base64url');
  return Buffer.from(JSON.stringify({ ...file, digest, signature }));
}

describe('the file of a model', () => {
  it('gives back the very weights, card and evidence that were sealed', () => {
    const read = readArtefact(sealed(), TRUST);
    expect(read).toMatchObject({ ok: true, artefact: { ...network(), card: DRAFT, publicKey: publicKeyText(KEY) } });
  });

  it('is the same bytes for the same model, and has another version for another', () => {
    expect(sealed()).toEqual(sealed());
    const other = readArtefact(sealed(network((index) => index / 8)), TRUST);
    const version = (read: typeof other): string => (read.ok ? read.artefact.card.version : '');
    expect(version(other)).toMatch(/^2017-10-04-[0-9a-f]{12}$/);
    expect(version(other)).not.toBe(version(readArtefact(sealed(), TRUST)));
  });

  it('is refused where nobody trusted signed it', () => {
    expect(reasonOf(sealed(network(), DRAFT, newKey()))).toBe('signature');
  });

  it('is refused where the signature is of another model of the same signer', () => {
    const file = JSON.parse(sealed().toString()) as ArtefactFile;
    const other = JSON.parse(sealed(network(() => 1)).toString()) as ArtefactFile;
    expect(reasonOf(Buffer.from(JSON.stringify({ ...file, signature: other.signature })))).toBe('signature');
  });

  it('is refused where one weight or one word of the card was changed', () => {
    const text = sealed().toString();
    expect(reasonOf(Buffer.from(text.replace('four made-up', 'five made-up')))).toBe('digest');
  });

  it('is refused where it was trained on other features than this shop computes', () => {
    expect(reasonOf(sealed(), { ...TRUST, featureHash: 'feature-hash-2' })).toBe('features');
  });

  it('is refused where a tensor is missing, of another shape or short', () => {
    expect(reasonOf(resealed((content) => content.tensors.pop()))).toBe('shape');
    expect(reasonOf(resealed((content) => content.card.featureNames.push('one more')))).toBe('shape');
    expect(reasonOf(resealed((content) => Object.assign(content.tensors[0] ?? {}, { float32: 'AAAA' })))).toBe('shape');
  });

  it('is refused where a weight is not a number', () => {
    expect(reasonOf(sealed(network((index) => (index === 5 ? Number.NaN : 1))))).toBe('not-a-number');
    expect(reasonOf(sealed(network((index) => (index === 9 ? Number.POSITIVE_INFINITY : 1))))).toBe('not-a-number');
  });

  it('is refused where it is cut off, something else, or too large to be one', () => {
    const bytes = sealed();
    expect(reasonOf(bytes.subarray(0, bytes.length / 2))).toBe('unreadable');
    expect(reasonOf(Buffer.from('{"format":"another"}'))).toBe('unreadable');
    expect(reasonOf(Buffer.alloc(MAX_ARTEFACT_BYTES + 1, ' '))).toBe('unreadable');
  });

  it('is never served and never throws, whichever byte of it the disk got wrong', () => {
    const bytes = sealed();
    fc.assert(
      fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const wrong = Buffer.from(bytes);
        wrong[at] = (wrong[at] ?? 0) ^ flip;
        const read = readArtefact(wrong, TRUST);
        // A changed space or an equal writing of the same JSON is the same model.
        expect(read.ok ? read.artefact : DRAFT).toEqual(read.ok ? expectedArtefact() : DRAFT);
      }),
      { numRuns: 300 },
    );
  });
});

function expectedArtefact(): unknown {
  const read = readArtefact(sealed(), TRUST);
  return read.ok ? read.artefact : undefined;
}
