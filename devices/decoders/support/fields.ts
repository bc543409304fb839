/** A JSON object from outside. */
export type Fields = Readonly<Record<string, unknown>>;

/** A number as a text: what some vendors put into quotes. */
const NUMERAL = /^-?\d{1,15}(?:\.\d{1,15})?$/u;
const PLAIN_ADDRESS = /^[0-9a-f]{12}$/u;
/** An address as people and vendors write it: with colons, dashes, dots or nothing between, in either case. */
const ADDRESS = /^(?:[0-9a-f]{12}|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:[0-9a-f]{2}-){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/iu;
const HEX = /^(?:[0-9a-f]{2})*$/iu;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the object itself holds under a name, nothing that it inherits. */
export function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** A finite number in a range, or undefined. */
export function within(value: unknown, low: number, high: number): number | undefined {
  return typeof value === 'number' && value >= low && value <= high ? value : undefined;
}

/** As `within`, of a field. No object inherits a number or a text, so that nothing need be asked of what is its own. */
export function numberIn(fields: Fields, key: string, low: number, high: number): number | undefined {
  return within(fields[key], low, high);
}

/** As `numberIn`, of a vendor that puts its numbers into quotes, always or in some of its firmware. */
export function quotedNumberIn(fields: Fields, key: string, low: number, high: number): number | undefined {
  const value = fields[key];
  return within(typeof value === 'string' && NUMERAL.test(value) ? Number(value) : value, low, high);
}

/** A text of at most `most` characters, or undefined. */
export function textOf(fields: Fields, key: string, most: number): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : undefined;
}

/** An object of the object's own, or undefined. */
export function objectIn(fields: Fields, key: string): Fields | undefined {
  const value = own(fields, key);
  return isFields(value) ? value : undefined;
}

/** An address in any common spelling → 12 lower-case hex, or undefined. */
export function addressOf(text: string): string | undefined {
  if (PLAIN_ADDRESS.test(text)) return text;
  return text.length <= 17 && ADDRESS.test(text) ? text.replace(/[:.-]/gu, '').toLowerCase() : undefined;
}

/** As `addressOf`, of a text of the object's own. */
export function addressIn(fields: Fields, key: string): string | undefined {
  const text = textOf(fields, key, 17);
  return text === undefined ? undefined : addressOf(text);
}

/** The bytes of a text of hex digits, or undefined where it is none or says more than `mostBytes`. */
export function hexBytes(text: string, mostBytes: number): Uint8Array | undefined {
  return text.length <= 2 * mostBytes && HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
}
