import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * Personal fields are sealed under the key of their member (DESIGN §5.7): AES-256-GCM, 96-bit nonce (NIST SP 800-38D §8.2.2,
 * random, so at most 2^32 seals a key), the context as additional data so that a sealed field cannot be moved to another record.
 * Text form: `1.` + base64url(nonce[12] ‖ tag[16] ‖ ciphertext).
 */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const MEMBER_KEY_BYTES = 32;

export function seal(key: Uint8Array, context: string, fields: object, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(JSON.stringify(fields), 'utf8'), cipher.final()]);
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** The fields, or undefined where the key is another one, the context differs or the text was altered. */
export function unseal(key: Uint8Array, context: string, sealed: string): unknown {
  if (!sealed.startsWith('1.')) return undefined;
  const bytes = Buffer.from(sealed.slice(2), 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES + 2) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
export const SEAL_NONCE_BYTES = NONCE_BYTES;
