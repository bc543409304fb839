import { type Malformed, malformed } from '../../../contract/decoder.ts';

/** More than any known gateway sends in one message, and little enough to parse at once. */
export const MAX_JSON_BYTES = 65_536;

export type Parsed = { readonly object: Readonly<Record<string, unknown>> } | Malformed;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object in a payload, or why there is none. */
export function jsonObject(payload: Uint8Array): Parsed {
  if (payload.length > MAX_JSON_BYTES) return malformed(`larger than ${MAX_JSON_BYTES} bytes`, 'ING_TOO_LARGE');
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(payload));
  } catch {
    return malformed('not JSON', 'ING_NOT_JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return malformed('not a JSON object');
  return { object: value as Record<string, unknown> };
}
