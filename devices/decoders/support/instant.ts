import { instantMs } from '../../../contract/instant.ts';
import { type Fields, quotedNumberIn, textOf } from './fields.ts';

const ZONE = /(?:Z|[+-]\d\d:\d\d)$/u;
const MAX_EPOCH_MS = 1e14;

/** ms epoch of RFC 3339, also with a space for the T and, where a vendor leaves out the zone, as UTC; undefined where it is no such moment. */
export function instantOf(text: string): number | undefined {
  if (text.length > 40) return undefined;
  const written = text.replace(' ', 'T');
  const t = instantMs(ZONE.test(written) ? written : `${written}Z`);
  return t !== undefined && t > 0 ? t : undefined;
}

/** A written moment of the object's own. */
export function instantIn(fields: Fields, key: string): number | undefined {
  const text = textOf(fields, key, 40);
  return text === undefined ? undefined : instantOf(text);
}

/** Seconds since 1970 of the object's own, as a number or a text, in whole ms. Zero is a clock that was never set. */
export function secondsIn(fields: Fields, key: string): number | undefined {
  const seconds = quotedNumberIn(fields, key, 1, MAX_EPOCH_MS / 1000);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Milliseconds since 1970 of the object's own, as a number or a text. */
export function millisecondsIn(fields: Fields, key: string): number | undefined {
  return quotedNumberIn(fields, key, 1, MAX_EPOCH_MS);
}
