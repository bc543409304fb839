import { type Malformed, malformed } from '../../../contract/decoder.ts';
import { type Fields, isFields } from './fields.ts';

/** More than any known gateway sends in one MQTT message, and little enough to parse at once. */
export const MAX_JSON_BYTES = 65_536;
/** Vendors that post over HTTP collect a minute of a whole site in one body. */
export const MAX_POSTED_JSON_BYTES = 1_048_576;

export type ParsedValue = { readonly value: unknown } | Malformed;
export type Parsed = { readonly object: Fields } | Malformed;

/** What stands in a text for bytes that are not UTF-8, unless it was sent. */
const REPLACEMENT = '\u{fffd}';
const strict = new TextDecoder('utf-8', { fatal: true });

/** The JSON value in a payload, or why there is none. */
export function jsonValue(payload: Uint8Array, mostBytes = MAX_JSON_BYTES): ParsedValue {
  if (payload.length > mostBytes) return malformed(`larger than ${mostBytes} bytes`, 'ING_TOO_LARGE');
  try {
    return { value: JSON.parse(textIn(payload)) };
  } catch {
    return malformed('not JSON', 'ING_NOT_JSON');
  }
}

/** The JSON object in a payload, or why there is none. */
export function jsonObject(payload: Uint8Array, mostBytes = MAX_JSON_BYTES): Parsed {
  const parsed = jsonValue(payload, mostBytes);
  if ('kind' in parsed) return parsed;
  return isFields(parsed.value) ? { object: parsed.value } : malformed('not a JSON object');
}

/** A strict decoder takes several times as long as the parsing on some runs; it is asked only where the lenient one had to replace something. */
function textIn(payload: Uint8Array): string {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const text = bytes.toString();
  return text.includes(REPLACEMENT) ? strict.decode(payload) : text;
}
