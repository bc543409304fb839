import type { CompactReader } from './compact-reader.ts';
import type { CompactWriter } from './compact-writer.ts';
import type { IdentifierKind } from './identifier.ts';
import { dayNumber, dayText } from './instant.ts';

/** Part of the format: a new kind gets the next number. */
const KIND_CODES: Readonly<Record<IdentifierKind, number>> = {
  ibeacon: 0,
  altbeacon: 1,
  'eddystone-uid': 2,
  'eddystone-eid': 3,
  'eddystone-url': 4,
  ble: 5,
  rpa: 6,
  nrpa: 7,
  wifi: 8,
  irk: 9,
  'token-key': 10,
  'eid-key': 11,
  token: 12,
  card: 13,
  app: 14,
  name: 15,
};
const KINDS = new Map(Object.entries(KIND_CODES).map(([kind, code]) => [code, kind as IdentifierKind]));

/** Where hex digits are parted by dashes, counted without them; what follows the last one is a text of its own. */
const DASHES: Partial<Record<IdentifierKind, readonly number[]>> = {
  ibeacon: [8, 12, 16, 20, 32],
  altbeacon: [4],
  'eddystone-uid': [20],
  'eid-key': [32],
};

export function writeIdentifier(writer: CompactWriter, identifier: string): void {
  const colon = identifier.indexOf(':');
  const kind = identifier.slice(0, colon) as IdentifierKind;
  const value = identifier.slice(colon + 1);
  writer.byte(KIND_CODES[kind]);
  const dashes = DASHES[kind];
  if (!dashes) {
    writer.text(value);
    return;
  }
  const last = (dashes.at(-1) ?? 0) + dashes.length - 1;
  writer.text(value.slice(0, last).replaceAll('-', ''));
  writer.text(value.slice(last + 1));
}

export function readIdentifier(reader: CompactReader): string {
  const kind = KINDS.get(reader.byte());
  if (kind === undefined) throw new RangeError('an identifier of another kind');
  const dashes = DASHES[kind];
  if (!dashes) return `${kind}:${reader.text()}`;
  const hex = reader.text();
  const parts = dashes.map((end, at) => hex.slice(at === 0 ? 0 : dashes[at - 1], end));
  return `${kind}:${parts.join('-')}-${reader.text()}`;
}

/** As much of the name before as this one begins with is not written again: at most 7 characters, 3 bits. */
const MOST_SHARED = 7;

export function writeNames<T>(writer: CompactWriter, items: readonly T[], nameOf: (item: T) => string, rest: (item: T) => void): void {
  writer.count(items.length);
  let before = '';
  for (const item of items) {
    const name = nameOf(item);
    let shared = 0;
    while (shared < MOST_SHARED && shared < name.length && name[shared] === before[shared]) shared += 1;
    writer.byte(shared);
    writer.text(name.slice(shared));
    rest(item);
    before = name;
  }
}

export function readNames<T>(reader: CompactReader, item: (name: string) => T): T[] {
  let before = '';
  return readList(reader, () => {
    before = before.slice(0, reader.byte()) + reader.text();
    return item(before);
  });
}

export function readList<T>(reader: CompactReader, item: () => T): T[] {
  const list: T[] = [];
  for (let left = reader.count(); left > 0; left -= 1) list.push(item());
  return list;
}

const WHOLE = 0;
const FLOAT = 1;

/** A number with at most four decimals as a whole one: exact, or as a double where that would change it. Sign in the second bit. */
export function writeNumber(writer: CompactWriter, value: number): void {
  const scaled = Math.round(Math.abs(value) * 10_000);
  if (scaled < 1e15 && Object.is((value < 0 ? -scaled : scaled) / 10_000, value)) {
    const short = scaled % 100 === 0 ? 4 : 0;
    writer.count((short ? scaled / 100 : scaled) * 8 + short + (value < 0 ? 2 : 0) + WHOLE);
  } else {
    writer.count(FLOAT);
    writer.float(value);
  }
}

export function readNumber(reader: CompactReader): number {
  const header = reader.count();
  if (header % 2 === FLOAT) return reader.float();
  const value = Math.floor(header / 8) / ((header & 4) === 0 ? 10_000 : 100);
  return (header & 2) === 0 ? value : -value;
}

/** 2000-01-01: days of this half of the century take two bytes. 0 is a text that names none of them. */
const DAY_ZERO = 10_957;

export function writeDay(writer: CompactWriter, day: string): void {
  const number = (dayNumber(day) ?? 0) - DAY_ZERO + 1;
  writer.count(Math.max(number, 0));
  if (number <= 0) writer.text(day);
}

export function readDay(reader: CompactReader): string {
  const number = reader.count();
  return number === 0 ? reader.text() : dayText(DAY_ZERO + number - 1);
}
