import { instantMs } from '../../../contract/instant.ts';
import { type Fields, textOf } from './fields.ts';

/** As in contract/scalars.ts. */
const MAX_EPOCH_MS = 1e14;
const ZONE = /(?:Z|[+-]\d\d:\d\d)$/u;

/** ms epoch of RFC 3339, also with a space for the T and, where a vendor leaves out the zone, as UTC; undefined where it is no such moment. */
export function instantOf(text: string): number | undefined {
  if (text.length > 40) return undefined;
  const written = text.replace(' ', 'T');
  const t = instantMs(ZONE.test(written) ? written : `${written}Z`);
  return t !== undefined && t > 0 && t <= MAX_EPOCH_MS ? t : undefined;
}

/** A written moment of the object's own. */
export function instantIn(fields: Fields, key: string): number | undefined {
  const text = textOf(fields, key, 40);
  return text === undefined ? undefined : instantOf(text);
}
