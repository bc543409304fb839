import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import type { KeyOf } from '../../../contract/decoder.ts';
import { Sighting } from '../../../contract/sighting.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';

/** One message of a format and what must become of it. What is expected leaves out `t` and `rx` where they are the time of receipt. */
interface Case {
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
const folder = new URL('../../fixtures/decoders/', import.meta.url);
const decoders = await loadDecoders();
const openAdvert = advertReader(decoders);
const fixtures = readdirSync(folder).map((file) => file.replace(/\.json$/u, ''));
const checkSighting = checker(Sighting);

it('has a fixture file for every wire format, and a wire format for every fixture file', () => {
  expect(fixtures.sort()).toEqual(decoders.map((decoder) => decoder.id).sort());
});

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (id, decoder) => {
  const cases = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Case[];

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_title, { topic = '', expect: wanted, keys = {}, ...one }) => {
    const payload = one.hex === undefined ? Buffer.from(one.payload ?? '') : Buffer.from(one.hex, 'hex');
    const keyOf: KeyOf = (address) => (Object.hasOwn(keys, address) ? Buffer.from(keys[address] ?? '', 'hex') : undefined);
    const { anchor, address } = one;
    const decoded = decoder.decode({
      rx: RX,
      topic,
      payload,
      keyOf,
      ...(anchor !== undefined && { anchor }),
      ...(address !== undefined && { address }),
    });
    if (topic !== '') expect(decoder.topics(topic)).toBe(wanted.notMine !== true);
    if (wanted.notMine) return expect(decoded).toEqual({ kind: 'not-mine' });
    if (wanted.malformed !== undefined) return expect(decoded).toMatchObject({ kind: 'malformed', code: wanted.malformed });
    if (decoded.kind !== 'heard') return expect(decoded).toHaveProperty('kind', 'heard');

    const opened = (decoded.adverts ?? []).map((advert) => openAdvert(advert, keyOf));
    const sightings = [...(decoded.sightings ?? []), ...opened.flatMap(({ sighting }) => sighting ?? [])];
    expect(sightings).toEqual((wanted.sightings ?? []).map((sighting) => ({ t: RX, rx: RX, ...sighting })));
    for (const sighting of sightings.filter(({ mobile, anchor }) => mobile !== '' && anchor !== ''))
      expect(checkSighting(sighting)).toMatchObject({ ok: true });
    expect(decoded.statuses ?? []).toEqual(wanted.statuses ?? []);
    expect(decoded.events ?? []).toEqual((wanted.events ?? []).map((event) => ({ t: RX, rx: RX, ...event })));
    const refused = [...(decoded.refused ?? []), ...opened.flatMap((one) => one.refused ?? [])];
    expect(refused.map(({ code }) => code)).toEqual(wanted.refused ?? []);
    expect(opened.flatMap(({ secured }) => secured ?? [])).toEqual(wanted.secured ?? []);
    if (wanted.sentAt !== undefined) expect(decoded.sentAt).toBe(wanted.sentAt);
  });
});

it('takes what it subscribes to: a message of each subscription is in its format', () => {
  for (const { id, subscriptions, topics } of decoders) {
    for (const filter of subscriptions('shop-1')) expect(topics(filter.replaceAll('+', 'x')), `${id}: ${filter}`).toBe(true);
  }
});
