import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import { Sighting } from '../../../contract/sighting.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';

interface Case {
  readonly title: string;
  readonly topic: string;
  readonly payload?: string;
  readonly hex?: string;
  /** Given by the caller where a payload comes without its topic. */
  readonly anchor?: string;
  readonly expect: { sightings?: Partial<Sighting>[]; malformed?: string; status?: object; notMine?: boolean };
}

const RX = 1_700_000_000_500;
const folder = new URL('../../fixtures/decoders/', import.meta.url);
const decoders = await loadDecoders();
const fixtures = readdirSync(folder).map((file) => file.replace(/\.json$/u, ''));
const checkSighting = checker(Sighting);

it('has a fixture file for every wire format, and a wire format for every fixture file', () => {
  expect(fixtures.sort()).toEqual(decoders.map((decoder) => decoder.id).sort());
});

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (id, decoder) => {
  const cases = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Case[];

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_title, one) => {
    const payload = one.hex === undefined ? Buffer.from(one.payload ?? '') : Buffer.from(one.hex, 'hex');
    const decoded = decoder.decode({ rx: RX, topic: one.topic, payload, ...(one.anchor === undefined ? {} : { anchor: one.anchor }) });
    const { sightings, malformed, status, notMine } = one.expect;
    expect(decoder.topics(one.topic)).toBe(notMine !== true && one.anchor === undefined);
    if (sightings) {
      expect(decoded).toEqual({ kind: 'sightings', sightings: sightings.map((sighting) => ({ t: RX, rx: RX, ...sighting })) });
      if (decoded.kind === 'sightings')
        for (const sighting of decoded.sightings) expect(checkSighting(sighting)).toMatchObject({ ok: true });
    }
    if (malformed !== undefined) expect(decoded).toMatchObject({ kind: 'malformed', code: malformed });
    if (status) expect(decoded).toEqual({ kind: 'status', ...status });
    if (notMine) expect(decoded).toEqual({ kind: 'not-mine' });
  });
});

it('takes what it subscribes to: a message of each subscription is in its format', () => {
  for (const { id, subscriptions, topics } of decoders) {
    for (const filter of subscriptions('shop-1')) expect(topics(filter.replaceAll('+', 'x')), `${id}: ${filter}`).toBe(true);
  }
});
