import Type from 'typebox';
import { checker } from './check.ts';
import { instantReader, instantWriter } from './compact-instants.ts';
import { CompactReader } from './compact-reader.ts';
import {
  readDay,
  readIdentifier,
  readList,
  readNames,
  readNumber,
  writeDay,
  writeIdentifier,
  writeNames,
  writeNumber,
} from './compact-values.ts';
import { CompactWriter } from './compact-writer.ts';
import { type CHANNELS, type Consent, MemberFields, memberSealContext, type PURPOSES } from './records.ts';
import { sealBytes, sealedBytes, unsealBytes } from './seal.ts';

/**
 * The personal fields of a member in few bytes, about a third of their JSON: a million of them must fit on a shop's disk.
 * A version, which fields there are, then the fields in the order of `FIELDS`. Whatever is not known here is refused as a whole: a reader
 * that skipped a field could miss a withdrawal.
 */
const VERSION = 1;

/** The first byte of the JSON that earlier releases sealed. */
const JSON_OBJECT = 0x7b;

/** Bit by bit; order is part of the format, as is that of purposes and channels: only ever add at the end. */
const FIELDS = [
  'firstName',
  'devices',
  'language',
  'channel',
  'shops',
  'points',
  'tier',
  'vouchers',
  'purchases',
  'offers',
  'asOf',
  'segments',
  'affinities',
  'birthday',
  'since',
] as const satisfies readonly (keyof MemberFields)[];

const CODED_PURPOSES = [
  'recognition',
  'personal-offers',
  'staff-assistance',
  'analytics',
  'phone-messages',
] as const satisfies typeof PURPOSES;
const CODED_CHANNELS = ['screen', 'phone', 'email', 'post', 'none'] as const satisfies typeof CHANNELS;

const EXPIRES = 8;
const WITHDRAWN = 16;
const PURPOSE_MASK = 7;

const scratch = new CompactWriter();

export function encodeMember(fields: MemberFields): Uint8Array {
  const writer = scratch;
  writer.reset();
  const instant = instantWriter(writer);
  const given = FIELDS.map((name) => fields[name] !== undefined);
  writer.byte(VERSION);
  writer.count(given.reduce((bits, there, at) => bits + (there ? 2 ** at : 0), 0));
  writer.text(fields.memberId);
  writeIdentifiers(writer, fields.identifiers);
  writer.count(fields.consents.length);
  for (const { purpose, givenAt, expiresAt, withdrawnAt } of fields.consents) {
    writer.byte(CODED_PURPOSES.indexOf(purpose) + (expiresAt === undefined ? 0 : EXPIRES) + (withdrawnAt === undefined ? 0 : WITHDRAWN));
    instant(givenAt);
    if (expiresAt !== undefined) instant(expiresAt);
    if (withdrawnAt !== undefined) instant(withdrawnAt);
  }
  const { firstName, devices, language, channel, shops, points, tier, vouchers, purchases, offers, asOf, segments, affinities } = fields;
  const { birthday, since } = fields;
  if (firstName !== undefined) writer.text(firstName);
  if (devices) {
    writer.count(devices.length);
    for (const identifiers of devices) writeIdentifiers(writer, identifiers);
  }
  if (language !== undefined) writer.text(language);
  if (channel !== undefined) writer.byte(CODED_CHANNELS.indexOf(channel));
  if (shops) writeNames(writer, shops, (shop) => shop, nothing);
  if (points !== undefined) writer.count(points);
  if (tier !== undefined) writer.text(tier);
  if (vouchers) {
    const rest = ({ kind, value, endsOn }: (typeof vouchers)[number]): void => {
      writer.byte((kind === 'gift-card' ? 1 : 0) + (endsOn === undefined ? 0 : 2));
      writeNumber(writer, value);
      if (endsOn !== undefined) writeDay(writer, endsOn);
    };
    writeNames(writer, vouchers, ({ id }) => id, rest);
  }
  if (purchases) {
    const rest = ({ times, amount, lastOn }: (typeof purchases)[number]): void => {
      writer.count(times * 2 + (amount === undefined ? 0 : 1));
      if (amount !== undefined) writeNumber(writer, amount);
      writeDay(writer, lastOn);
    };
    writeNames(writer, purchases, ({ product }) => product, rest);
  }
  if (offers) {
    const rest = ({ shown, redeemed, lastOn }: (typeof offers)[number]): void => {
      writer.count(shown * 2 + (redeemed === undefined ? 0 : 1));
      if (redeemed !== undefined) writer.count(redeemed);
      writeDay(writer, lastOn);
    };
    writeNames(writer, offers, ({ offer }) => offer, rest);
  }
  if (asOf !== undefined) instant(asOf);
  if (segments) writeNames(writer, segments, (segment) => segment, nothing);
  if (affinities) {
    const rest = ([, share]: [string, number]): void => writeNumber(writer, share);
    writeNames(writer, Object.entries(affinities), ([category]) => category, rest);
  }
  if (birthday !== undefined) writer.text(birthday);
  if (since !== undefined) writeDay(writer, since);
  return writer.bytes();
}

const checkFields = checker(MemberFields);

/** What says who a member is and what that member agrees to: enough for most questions, and a fifth of the work. */
const MemberIdentity = Type.Pick(MemberFields, ['memberId', 'firstName', 'identifiers', 'devices', 'consents']);
export type MemberIdentity = Type.Static<typeof MemberIdentity>;
const checkIdentity = checker(MemberIdentity);

/** The fields; undefined where the bytes are of another version, cut short or not those of a member. */
export function decodeMember(bytes: Uint8Array): MemberFields | undefined {
  try {
    const fields: unknown =
      bytes[0] === JSON_OBJECT ? JSON.parse(Buffer.from(bytes).toString('utf8')) : readMember(new CompactReader(bytes));
    const checked = checkFields(fields);
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** Whose record it is, of bytes that `encodeMember` has just made; the rest is not read. */
export function memberIdOf(bytes: Uint8Array): string {
  const reader = new CompactReader(bytes);
  reader.byte();
  reader.count();
  return reader.text();
}

/** All identifiers, of bytes that `encodeMember` has just made: those of the member's own phone first, then those of further ones. */
export function identifiersOf(bytes: Uint8Array): readonly (readonly string[])[] {
  const reader = new CompactReader(bytes);
  reader.byte();
  const bits = reader.count();
  reader.text();
  const own = readIdentifiers(reader);
  if (!hasField(bits, 'devices')) return [own];
  readList(reader, consentReader(reader));
  if (hasField(bits, 'firstName')) reader.text();
  return [own, ...readList(reader, () => readIdentifiers(reader))];
}

/** What is in a sealed record, in its text or its byte form; undefined where it cannot be read with this key. */
export function openMember(key: Uint8Array, subject: string, sealed: string | Uint8Array): MemberFields | undefined {
  const bytes = typeof sealed === 'string' ? sealedBytes(sealed) : sealed;
  const content = bytes && unsealBytes(key, memberSealContext(subject), bytes);
  return content && decodeMember(content);
}

/** The same of its beginning alone. Nobody altered the rest: the seal is over all of it. */
export function openMemberIdentity(key: Uint8Array, subject: string, sealed: Uint8Array): MemberIdentity | undefined {
  const content = unsealBytes(key, memberSealContext(subject), sealed);
  if (!content || content[0] === JSON_OBJECT) return content && decodeMember(content);
  try {
    const checked = checkIdentity(readIdentity(new CompactReader(content))?.fields);
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** The sealed record of a member, as bytes; `sealedText` makes the text form of it. */
export function sealMember(key: Uint8Array, subject: string, fields: MemberFields, nonce: Uint8Array): Uint8Array {
  return sealBytes(key, memberSealContext(subject), encodeMember(fields), nonce);
}

function readIdentity(reader: CompactReader) {
  if (reader.byte() !== VERSION) return undefined;
  const bits = reader.count();
  if (bits >= 2 ** FIELDS.length) return undefined;
  const instant = instantReader(reader);
  const fields: MemberFields = {
    memberId: reader.text(),
    identifiers: readIdentifiers(reader),
    consents: readList(reader, consentReader(reader, instant)),
  };
  if (hasField(bits, 'firstName')) fields.firstName = reader.text();
  if (hasField(bits, 'devices')) fields.devices = readList(reader, () => readIdentifiers(reader));
  return { fields, bits, instant };
}

function readMember(reader: CompactReader): MemberFields | undefined {
  const identity = readIdentity(reader);
  if (!identity) return undefined;
  const { fields, bits, instant } = identity;
  const has = (name: Field): boolean => hasField(bits, name);
  if (has('language')) fields.language = reader.text();
  if (has('channel')) fields.channel = at(CODED_CHANNELS, reader.byte());
  if (has('shops')) fields.shops = readNames(reader, (name) => name);
  if (has('points')) fields.points = reader.count();
  if (has('tier')) fields.tier = reader.text();
  if (has('vouchers')) {
    fields.vouchers = readNames(reader, (id) => {
      const header = reader.byte();
      const voucher = { id, kind: (header & 1) === 0 ? ('voucher' as const) : ('gift-card' as const), value: readNumber(reader) };
      return (header & 2) === 0 ? voucher : { ...voucher, endsOn: readDay(reader) };
    });
  }
  if (has('purchases')) {
    fields.purchases = readNames(reader, (product) => {
      const header = reader.count();
      const times = Math.floor(header / 2);
      if (header % 2 === 0) return { product, times, lastOn: readDay(reader) };
      return { product, times, amount: readNumber(reader), lastOn: readDay(reader) };
    });
  }
  if (has('offers')) {
    fields.offers = readNames(reader, (offer) => {
      const header = reader.count();
      const shown = Math.floor(header / 2);
      if (header % 2 === 0) return { offer, shown, lastOn: readDay(reader) };
      return { offer, shown, redeemed: reader.count(), lastOn: readDay(reader) };
    });
  }
  if (has('asOf')) fields.asOf = instant();
  if (has('segments')) fields.segments = readNames(reader, (name) => name);
  // `fromEntries` makes `__proto__` a category like any other.
  if (has('affinities')) fields.affinities = Object.fromEntries(readNames(reader, (name) => [name, readNumber(reader)] as const));
  if (has('birthday')) fields.birthday = reader.text();
  if (has('since')) fields.since = readDay(reader);
  return reader.atEnd() ? fields : undefined;
}

type Field = (typeof FIELDS)[number];
const BITS = Object.fromEntries(FIELDS.map((name, at) => [name, 1 << at])) as Readonly<Record<Field, number>>;
const hasField = (bits: number, name: Field): boolean => (bits & BITS[name]) !== 0;

const readIdentifiers = (reader: CompactReader): string[] => readList(reader, () => readIdentifier(reader));

function consentReader(reader: CompactReader, instant = instantReader(reader)): () => Consent {
  return () => {
    const header = reader.byte();
    const consent: Consent = { purpose: at(CODED_PURPOSES, header & PURPOSE_MASK), givenAt: instant() };
    if ((header & EXPIRES) !== 0) consent.expiresAt = instant();
    if ((header & WITHDRAWN) !== 0) consent.withdrawnAt = instant();
    return consent;
  };
}

function writeIdentifiers(writer: CompactWriter, identifiers: readonly string[]): void {
  writer.count(identifiers.length);
  for (const identifier of identifiers) writeIdentifier(writer, identifier);
}

function nothing(): void {}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError('not of this version');
  return found;
}
