import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Packing } from './packing.ts';

/**
 * Personal fields are sealed under the key of their member (DESIGN §5.7): AES-256-GCM, 96-bit nonce (NIST SP 800-38D §8.2.2,
 * random, so at most 2^32 seals a key), the context as additional data so that a sealed field cannot be moved to another record.
 * Text form: `1.` + base64url(nonce[12] ‖ tag[16] ‖ ciphertext); `2.` where the content was packed before (DEFLATE, RFC 1951).
 */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const MEMBER_KEY_BYTES = 32;
const PLAIN = '1.';
const PACKED = '2.';
/** The history of a member is long, written, sent and kept at headquarters: packing it is quicker than sealing all of it. */
const PACKED_FROM_CHARACTERS = 512;

export function seal(key: Uint8Array, context: string, fields: object, nonce: Uint8Array, packing?: Pick<Packing, 'pack'>): string {
  const text = JSON.stringify(fields);
  if (!packing || text.length < PACKED_FROM_CHARACTERS) return sealedText(sealBytes(key, context, Buffer.from(text), nonce));
  return sealedText(sealBytes(key, context, packing.pack(text), nonce), PACKED);
}

/** nonce[12] ‖ tag[16] ‖ ciphertext: what the text form holds. */
export function sealBytes(key: Uint8Array, context: string, content: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The content, or undefined where the key is another one, the context differs or the bytes were altered. */
export function unsealBytes(key: Uint8Array, context: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const content = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    // It checks the tag, and has no bytes of its own in this mode.
    decipher.final();
    return content;
  } catch {
    return undefined;
  }
}

export function sealedText(sealed: Uint8Array, form: typeof PLAIN | typeof PACKED = PLAIN): string {
  return form + Buffer.from(sealed).toString('base64url');
}

/** The bytes of the text form; undefined where it is of another one. */
export function sealedBytes(text: string, form: typeof PLAIN | typeof PACKED = PLAIN): Uint8Array | undefined {
  return text.startsWith(form) ? Buffer.from(text.slice(form.length), 'base64url') : undefined;
}

/** The fields, or undefined where the key is another one, the context differs, the text was altered, or nobody is there to unpack it. */
export function unseal(key: Uint8Array, context: string, sealed: string, packing?: Pick<Packing, 'unpack'>): unknown {
  const isPacked = sealed.startsWith(PACKED);
  const bytes = sealedBytes(sealed, isPacked ? PACKED : PLAIN);
  const content = bytes && unsealBytes(key, context, bytes);
  if (!content) return undefined;
  try {
    const text = isPacked ? packing?.unpack(content) : Buffer.from(content).toString('utf8');
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
export const SEAL_NONCE_BYTES = NONCE_BYTES;
