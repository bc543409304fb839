import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { checker } from '../contract/check.ts';
import { type ErasureReceipt, SignedReceipt } from '../contract/privacy.ts';

/** An Ed25519 key is its 32 bytes behind a fixed beginning (RFC 8410 §7 and §4). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

const publicKeyOf = (key: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(key, 'base64url')]), format: 'der', type: 'spki' });

/** The public key of headquarters' receipts, base64url, from the 32 bytes of its secret (hex). */
export function receiptKeyOf(seed: string): string {
  const spki = createPublicKey(privateKeyOf(Buffer.from(seed, 'hex'))).export({ format: 'der', type: 'spki' });
  return spki.subarray(SPKI.length).toString('base64url');
}

export function signReceipt(receipt: ErasureReceipt, seed: string): SignedReceipt {
  const signature = sign(null, Buffer.from(canonical(receipt)), privateKeyOf(Buffer.from(seed, 'hex'))).toString('base64url');
  return { receipt, publicKey: receiptKeyOf(seed), signature };
}

export type Verdict = { readonly ok: true; readonly receipt: ErasureReceipt } | { readonly ok: false; readonly detail: string };

const check = checker(SignedReceipt);

/** Whether headquarters with that public key signed exactly this. */
export function verifyReceipt(value: unknown, publicKey: string): Verdict {
  const checked = check(value);
  if (!checked.ok) return { ok: false, detail: checked.detail };
  const { receipt, signature, ...signed } = checked.value;
  if (signed.publicKey !== publicKey) return { ok: false, detail: 'it is signed with another key' };
  const genuine = verify(null, Buffer.from(canonical(receipt)), publicKeyOf(publicKey), Buffer.from(signature, 'base64url'));
  return genuine ? { ok: true, receipt } : { ok: false, detail: 'the signature is not that of its content' };
}

/** One text for one content, however its names are ordered. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
