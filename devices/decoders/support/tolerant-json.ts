import { jsonValue, MAX_POSTED_JSON_BYTES, type ParsedValue } from './json-object.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const QUOTE = 34;
const BACKSLASH = 92;
const NO_NUMBER = /-?(?:NaN|Infinity)/y;

/** The JSON value of a cloud's body, of which some (Meraki's, wire-formats §2.7) hold a bare `NaN`, or why there is none. */
export function tolerantJson(payload: Uint8Array): ParsedValue {
  const read = jsonValue(payload, MAX_POSTED_JSON_BYTES);
  if (!('kind' in read) || read.code !== 'ING_NOT_JSON') return read;
  try {
    return { value: JSON.parse(withoutNaN(utf8.decode(payload))) };
  } catch {
    return read;
  }
}

/**
 * The text with `null` for each number that is none, strings left as they are. Walks once: an expression that skips strings would take
 * quadratic time on a megabyte of escaped quotes.
 */
export function withoutNaN(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    NO_NUMBER.lastIndex = at;
    const found = NO_NUMBER.exec(text)?.[0];
    if (found === undefined) continue;
    pieces.push(text.slice(kept, at), 'null');
    kept = at + found.length;
    at = kept - 1;
  }
  pieces.push(text.slice(kept));
  return pieces.join('');
}

/** Where the string that opens at `from` closes. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}
