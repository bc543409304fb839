import { type Fields, isFields, own, quotedNumberIn } from './fields.ts';
import { instantIn } from './instant.ts';

/** As seconds this is the year 5138, as milliseconds 1973: what is larger counts milliseconds. */
const MOST_SECONDS = 1e11;
const MOST_MS = 1e14;

/** The value as an object, or an empty one: its fields are then absent. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The list of the object's own, or an empty one. */
export function listIn(fields: Fields, key: string): readonly unknown[] {
  const value = own(fields, key);
  return Array.isArray(value) ? value : [];
}

/** A moment in RFC 3339, or in seconds or milliseconds of the epoch, as ms epoch. Zero is how some say that they do not know. */
export function momentIn(fields: Fields, key: string): number | undefined {
  const count = quotedNumberIn(fields, key, 1, MOST_MS);
  if (count === undefined) return instantIn(fields, key);
  return Math.round(count < MOST_SECONDS ? count * 1000 : count);
}

/** IEEE 802-2014 §8.2.2: the second bit of the first byte says that the address was made up by its owner. */
export function isLocallyAdministered(address: string): boolean {
  return (Number.parseInt(address.slice(0, 2), 16) & 2) !== 0;
}
