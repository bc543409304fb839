import { describe, expect, it } from 'vitest';
import type { ErasureReceipt } from '../../contract/privacy.ts';
import { signReceipt, verifyReceipt } from '../../platform/receipt-signature.ts';
import { publicKeyOf } from '../../platform/signing-key.ts';

/** RFC 8032 §7.1, test 1. */
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const KEY = Buffer.from(PUBLIC, 'hex').toString('base64url');

const RECEIPT: ErasureReceipt = {
  erasureId: '0f'.repeat(16),
  subject: 'ab'.repeat(16),
  requestedAt: '2026-06-01T09:00:00.000Z',
  requestedBy: 'officer',
  issuedAt: '2026-06-01T09:00:05.000Z',
  headquarters: { finishedAt: '2026-06-01T09:00:01.000Z', removed: { keys: 1, facts: 12 } },
  shops: [{ shop: 'lyon', erasedAt: '2026-06-01T09:00:02.000Z', removed: { keys: 1 } }],
  pending: ['metz'],
  complete: false,
};

describe('the receipt of an erasure', () => {
  it('is signed by Ed25519: the key is that of the published vector', () => {
    expect(publicKeyOf(SEED)).toBe(KEY);
    expect(verifyReceipt(signReceipt(RECEIPT, SEED), KEY)).toEqual({ ok: true, receipt: RECEIPT });
  });

  it('is genuine in whatever order a program has put its names', () => {
    const signed = signReceipt(RECEIPT, SEED);
    const receipt = Object.fromEntries(Object.entries(signed.receipt).reverse());
    expect(verifyReceipt({ ...signed, receipt }, KEY).ok).toBe(true);
  });

  it('is refused when a shop was struck from it, when it is of another headquarters, and when it is no receipt', () => {
    const signed = signReceipt(RECEIPT, SEED);
    expect(verifyReceipt({ ...signed, receipt: { ...RECEIPT, pending: [] } }, KEY)).toEqual({
      ok: false,
      detail: expect.stringContaining('content'),
    });
    expect(verifyReceipt(signReceipt(RECEIPT, '01'.repeat(32)), KEY)).toEqual({
      ok: false,
      detail: expect.stringContaining('another key'),
    });
    expect(verifyReceipt({ receipt: 1 }, KEY).ok).toBe(false);
  });
});
