import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { checker } from '../../contract/check.ts';
import type { Decoder, Heard, KeyOf, Undecoded } from '../../contract/decoder.ts';
import { Sighting } from '../../contract/sighting.ts';
import type { AdvertReader } from '../../devices/decoders/support/adverts.ts';

/** One message of a format and what must become of it. What is expected leaves out `t` and `rx` where they are the time of receipt. */
export interface Case {
  readonly title: string;
  /** Absent where the payload comes without its topic. */
  readonly topic?: string;
  readonly payload?: string;
  readonly hex?: string;
  /** Given by the caller where a payload comes without its topic. */
  readonly anchor?: string;
  readonly address?: string;
  /** Hex by hex address. */
  readonly keys?: Readonly<Record<string, string>>;
  /** What came says too little of itself: only its topic tells the format. */
  readonly topicOnly?: boolean;
  readonly expect: {
    /** Of the message, and of the adverts in it. */
    readonly sightings?: Partial<Sighting>[];
    readonly statuses?: object[];
    readonly events?: object[];
    /** Codes of parts that could not be read. */
    readonly refused?: string[];
    readonly secured?: object[];
    readonly sentAt?: number;
    readonly malformed?: string;
    readonly notMine?: boolean;
  };
}

const RX = 1_700_000_000_500;
const checkSighting = checker(Sighting);
export const FIXTURES = new URL('../fixtures/decoders/', import.meta.url);

export function casesOf(id: string, folder = FIXTURES): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Case[];
}

/** The message of a case, as a decoder gets it. */
export function messageOf({ topic = '', payload = '', hex, keys = {}, anchor, address }: Case): Undecoded {
  const keyOf: KeyOf = (sender) => (Object.hasOwn(keys, sender) ? Buffer.from(keys[sender] ?? '', 'hex') : undefined);
  return {
    rx: RX,
    topic,
    payload: hex === undefined ? Buffer.from(payload) : Buffer.from(hex, 'hex'),
    keyOf,
    ...(anchor !== undefined && { anchor }),
    ...(address !== undefined && { address }),
  };
}

/** Gives a decoder the message of a case, and compares all that comes of it. */
export function expectCase(decoder: Decoder, one: Case, openAdvert: AdvertReader): void {
  const { topic = '', expect: wanted } = one;
  const message = messageOf(one);
  const decoded = decoder.decode(message);
  const read = decoder.readerOf?.(topic);
  for (const _ of ['first', 'again']) if (read) expect(read(message)).toEqual(decoded);
  if (topic !== '') expect(decoder.topics(topic)).toBe(wanted.notMine !== true);
  if (wanted.notMine) expect(decoded).toEqual({ kind: 'not-mine' });
  else if (wanted.malformed !== undefined) expect(decoded).toMatchObject({ kind: 'malformed', code: wanted.malformed });
  else if (decoded.kind === 'heard') expectHeard(decoded, wanted, message, openAdvert);
  else expect(decoded).toHaveProperty('kind', 'heard');
}

function expectHeard(decoded: Heard, wanted: Case['expect'], message: Undecoded, openAdvert: AdvertReader): void {
  const opened = (decoded.adverts ?? []).map((advert) => openAdvert(advert, message.keyOf));
  const sightings = [...(decoded.sightings ?? []), ...opened.flatMap(({ sighting }) => sighting ?? [])];
  expect(sightings).toEqual((wanted.sightings ?? []).map((sighting) => ({ t: RX, rx: RX, ...sighting })));
  for (const sighting of sightings.filter(({ mobile, anchor }) => mobile !== '' && anchor !== ''))
    expect(checkSighting(sighting)).toMatchObject({ ok: true });
  expect(decoded.statuses ?? []).toEqual(wanted.statuses ?? []);
  expect(decoded.events ?? []).toEqual((wanted.events ?? []).map((event) => ({ t: RX, rx: RX, ...event })));
  const refused = [...(decoded.refused ?? []), ...opened.flatMap((advert) => advert.refused ?? [])];
  expect(refused.map(({ code }) => code)).toEqual(wanted.refused ?? []);
  expect(opened.flatMap(({ secured }) => secured ?? [])).toEqual(wanted.secured ?? []);
  if (wanted.sentAt !== undefined) expect(decoded.sentAt).toBe(wanted.sentAt);
}
