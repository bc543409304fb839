import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import type { Decoded, Decoder, KeyOf } from '../../../contract/decoder.ts';
import { Sighting } from '../../../contract/sighting.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';

const RX = 1_700_000_000_000;
const folder = new URL('../../fixtures/decoders/', import.meta.url);
const decoders = await loadDecoders();
const open = advertReader(decoders);
/** The formats of adverts, and of the radio's own events: those whose payloads are bytes of the air. */
const airborne = decoders.filter((decoder) => decoder.advert !== undefined || decoder.id === 'hci-report');
const checkSighting = checker(Sighting);
const keyOf: KeyOf = () => new Uint8Array(16);

interface Case {
  readonly title: string;
  readonly topic?: string;
  readonly hex?: string;
  readonly expect: { readonly sightings?: readonly object[]; readonly notMine?: boolean };
}

const present = new Set(readdirSync(folder));
const vectors = airborne.flatMap(({ id }) =>
  present.has(`${id}.json`)
    ? (JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Case[]).map((one) => ({ ...one, id }))
    : [],
);

const bytesOf = (hex = '') => new Uint8Array(Buffer.from(hex, 'hex'));

/** Everything that becomes of a payload, with and without a topic, an address and a key: nothing of it may throw. */
function everyWay(decoder: Decoder, payload: Uint8Array): readonly Decoded[] {
  const bare = { rx: RX, topic: '', payload };
  const known = { ...bare, anchor: 'wine', address: 'c0ffee000001' };
  return [bare, { ...bare, topic: 'radio/till-pc' }, known, { ...known, keyOf }].map((message) => {
    const decoded = decoder.decode(message);
    for (const advert of decoded.kind === 'heard' ? (decoded.adverts ?? []) : []) {
      const { sighting } = open(advert, keyOf);
      if (sighting === undefined) continue;
      const named = { ...sighting, anchor: sighting.anchor || 'x', mobile: sighting.mobile || 'name:x' };
      expect(checkSighting(named)).toMatchObject({ ok: true });
    }
    return decoded;
  });
}

describe.each(airborne.map((decoder) => [decoder.id, decoder] as const))('%s', (id, decoder) => {
  const own = vectors.filter((vector) => vector.id === id && vector.hex !== undefined);

  it('never throws on any bytes, and what it makes of them is a sighting', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => everyWay(decoder, payload).length > 0));
  });

  it('never throws on a payload that ends anywhere', () => {
    for (const { hex } of own) {
      const payload = bytesOf(hex);
      for (let length = 0; length < payload.length; length += 1) everyWay(decoder, payload.subarray(0, length));
    }
    expect(own.length).toBeGreaterThan(5);
  });

  it('never throws on a payload of which some bytes are others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...own), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), ({ hex }, changes) => {
        const payload = bytesOf(hex);
        for (const [at, byte] of changes) if (payload.length > 0) payload[at % payload.length] = byte;
        return everyWay(decoder, payload).length > 0;
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no payload that is longer than any advert for one', () => {
    expect(decoder.decode({ rx: RX, topic: '', payload: new Uint8Array(70_000) })).toEqual({ kind: 'not-mine' });
  });

  it('does not quote an identifier in a reason', () => {
    for (const { hex } of own) {
      const refused = everyWay(decoder, bytesOf(hex)).flatMap((decoded) => {
        if (decoded.kind === 'malformed') return [decoded.reason];
        const adverts = decoded.kind === 'heard' ? (decoded.adverts ?? []) : [];
        return adverts.flatMap((advert) => open(advert).refused?.reason ?? []);
      });
      expect(refused.join(' ')).not.toMatch(/[0-9a-f]{4}/u);
    }
  });
});

describe('bytes without a word about their format', () => {
  const recognised = vectors.filter((vector) => vector.hex && (vector.expect.sightings?.length ?? 0) > 0);

  it.each(recognised.map((vector) => [`${vector.id}: ${vector.title}`, vector] as const))('are known: %s', (_title, { id, hex }) => {
    const takers = airborne.filter((decoder) => decoder.decode({ rx: RX, topic: '', payload: bytesOf(hex) }).kind === 'heard');
    expect(takers.map((decoder) => decoder.id)).toEqual([id]);
  });
});
