import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** An Ed25519 key is its 32 bytes behind a fixed beginning (RFC 8410 §7 and §4). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** The key that signs, from the 32 bytes of a secret (hex). */
export const signingKeyOf = (seed: string): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed, 'hex')]), format: 'der', type: 'pkcs8' });

/** The key that verifies, from its 32 bytes in base64url. */
export const verifyingKeyOf = (key: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(key, 'base64url')]), format: 'der', type: 'spki' });

/** The public half of a secret (hex): 32 bytes in base64url. */
export function publicKeyOf(seed: string): string {
  const spki = createPublicKey(signingKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI.length).toString('base64url');
}
