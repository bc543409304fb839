import { sign, verify } from 'node:crypto';
import { checker } from '../contract/check.ts';
import { type ErasureReceipt, SignedReceipt } from '../contract/privacy.ts';
import { publicKeyOf, signingKeyOf, verifyingKeyOf } from './signing-key.ts';

export function signReceipt(receipt: ErasureReceipt, seed: string): SignedReceipt {
  const signature = sign(null, Buffer.from(canonical(receipt)), signingKeyOf(seed)).toString('base64url');
  return { receipt, publicKey: publicKeyOf(seed), signature };
}

export type Verdict = { readonly ok: true; readonly receipt: ErasureReceipt } | { readonly ok: false; readonly detail: string };

const check = checker(SignedReceipt);

/** Whether headquarters with that public key signed exactly this. */
export function verifyReceipt(value: unknown, publicKey: string): Verdict {
  const checked = check(value);
  if (!checked.ok) return { ok: false, detail: checked.detail };
  const { receipt, signature, ...signed } = checked.value;
  if (signed.publicKey !== publicKey) return { ok: false, detail: 'it is signed with another key' };
  const genuine = verify(null, Buffer.from(canonical(receipt)), verifyingKeyOf(publicKey), Buffer.from(signature, 'base64url'));
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
