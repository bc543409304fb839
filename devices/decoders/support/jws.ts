import { jsonObject } from './json-object.ts';

/** A JWS in its compact form (RFC 7515 §3.1), taken apart and not verified. */
export interface JwsParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  /** What is signed. */
  readonly content: string;
  readonly signature: Uint8Array;
}

const COMPACT = /^([\w-]{1,1000})\.([\w-]{1,100000})\.([\w-]{1,200})$/u;
const OPENING_BRACE = 0x7b;

/** Undefined where the payload is none. */
export function jwsParts(payload: Uint8Array): JwsParts | undefined {
  if (payload[0] === OPENING_BRACE) return undefined;
  const [, head = '', body = '', signature] =
    COMPACT.exec(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('latin1').trim()) ?? [];
  if (signature === undefined) return undefined;
  const header = jsonObject(Buffer.from(head, 'base64url'));
  if ('kind' in header) return undefined;
  return {
    header: header.object,
    body: Buffer.from(body, 'base64url'),
    content: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}
