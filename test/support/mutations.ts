/** Numbers from 0 to before 1 that are the same for the same seed (mulberry32): a failure can be had again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const below = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)] as T;

/** Bytes that are not UTF-8, or that parsers stumble over. */
const AWKWARD_BYTES = ['ff', 'c080', 'eda080', 'f4908080', '00', 'efbbbf', '5c75', '22', '7b', '5d'].map((hex) => Buffer.from(hex, 'hex'));
/** What a number may be replaced by in the text: JSON has no word for some of them, and no room for others. */
const AWKWARD_NUMERALS = [
  'NaN',
  '-NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '-1e999',
  '1e-999',
  '-0',
  '00',
  '0x10',
  '9007199254740993',
  '1e308',
  '.5',
];
const AWKWARD_VALUES: readonly Json[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 127, 128, 255, 256, 65_536, -1e308, 1e308, 2 ** 53],
  ...['', ' ', '0', '-70', 'NaN', 'Infinity', '-999999', '\u0000', '\u{fffd}', '\u2028', '🛒'.repeat(70), 'a'.repeat(300), '../../x'],
  ...['__proto__', 'constructor', 'ffffffffffff', 'ff:ff:ff:ff:ff:ff', '2021-02-30T25:61:61Z', '9999999999999999', 'zz', '0'.repeat(601)],
  ...[[], {}, [[]], [null], { length: 7 }, { valueOf: 1, toString: 1 }],
];
const POLLUTING_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'kind'];

/** The payload with one to three things wrong in it. */
export function mutated(random: Random, payload: Uint8Array): Buffer {
  let bytes: Buffer = Buffer.from(payload);
  for (let changes = 1 + below(random, 3); changes > 0; changes -= 1) {
    const parsed = random() < 0.75 ? parsedJson(bytes) : undefined;
    bytes = parsed === undefined ? mutatedBytes(random, bytes) : mutatedJson(random, parsed.value);
  }
  return bytes;
}

function parsedJson(bytes: Buffer): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(bytes.toString()) as Json };
  } catch {
    return undefined;
  }
}

function mutatedBytes(random: Random, bytes: Buffer): Buffer {
  const at = below(random, bytes.length + 1);
  const to = Math.min(bytes.length, at + below(random, 12));
  const [before, between, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (below(random, 7)) {
    case 0:
      return Buffer.from(before);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, between, between, after]);
    case 3:
      return Buffer.concat([before, pick(random, AWKWARD_BYTES), between, after]);
    case 4:
      return Buffer.from(Uint8Array.from({ length: below(random, 80) }, () => below(random, 256)));
    default:
      return flipped(random, bytes);
  }
}

function flipped(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let flips = 1 + below(random, 8); flips > 0 && copy.length > 0; flips -= 1) {
    const at = below(random, copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
  }
  return copy;
}

function mutatedJson(random: Random, value: Json): Buffer {
  const text = JSON.stringify(withOneChange(random, value));
  switch (below(random, 5)) {
    case 0:
      return Buffer.from(text.replace(/-?\d+(?:\.\d+)?/gu, (numeral) => (random() < 0.3 ? pick(random, AWKWARD_NUMERALS) : numeral)));
    case 1:
      // A key twice in one object: the last one counts.
      return Buffer.from(
        text.replace(/"[^"\\]{1,40}":/gu, (key) => (random() < 0.2 ? `${key}${JSON.stringify(pick(random, AWKWARD_VALUES))},${key}` : key)),
      );
    case 2:
      return Buffer.from(
        text.replace(/\{(?=")/gu, (brace) => (random() < 0.5 ? `${brace}"${pick(random, POLLUTING_KEYS)}":{"polluted":true},` : brace)),
      );
    default:
      return Buffer.from(text);
  }
}

/** The value with something in it replaced, taken out, or moved under another name. */
function withOneChange(random: Random, value: Json): Json {
  if (typeof value !== 'object' || value === null || random() < 0.15) return pick(random, AWKWARD_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick(random, AWKWARD_VALUES)];
    const at = below(random, value.length);
    return value.map((one, i) => (i === at ? withOneChange(random, one) : one));
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return { [pick(random, POLLUTING_KEYS)]: pick(random, AWKWARD_VALUES) };
  const chosen = pick(random, keys);
  const entries = Object.entries(value).flatMap(([key, one]): [string, Json][] => {
    if (key !== chosen) return [[key, one]];
    const dice = random();
    if (dice < 0.1) return [];
    if (dice < 0.2) return [[pick(random, [...keys, ...POLLUTING_KEYS]), one]];
    return [[key, withOneChange(random, one)]];
  });
  return Object.fromEntries(entries);
}

/** A topic with one of its levels wrong, or none at all. */
export function mutatedTopic(random: Random, topic: string): string {
  const levels = topic.split('/');
  const at = below(random, levels.length);
  switch (below(random, 5)) {
    case 0:
      return '';
    case 1:
      return levels.toSpliced(at, 1, pick(random, ['', '+', '#', '\u0000', 'é', 'a'.repeat(300), '__proto__', '\n'])).join('/');
    case 2:
      return levels.toSpliced(at, 1).join('/');
    case 3:
      return levels.toSpliced(at, 0, 'x').join('/');
    default:
      return topic.slice(0, below(random, topic.length + 1));
  }
}
