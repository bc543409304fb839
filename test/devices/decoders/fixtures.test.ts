import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';
import { casesOf, expectCase, FIXTURES, messageOf } from '../../support/decoder-fixtures.ts';

const decoders = await loadDecoders();
const openAdvert = advertReader(decoders);
const fixtures = readdirSync(FIXTURES).map((file) => file.replace(/\.json$/u, ''));

it('has a fixture file for every wire format, and a wire format for every fixture file', () => {
  expect(fixtures.sort()).toEqual(decoders.map((decoder) => decoder.id).sort());
});

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (id, decoder) => {
  const cases = casesOf(id);

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_title, one) => expectCase(decoder, one, openAdvert));

  it('without its topic is known by itself, or by nobody: no other format takes it for its own', () => {
    for (const one of cases) {
      const message = { ...messageOf(one), topic: '' };
      const mine = decoder.decode(message).kind === 'heard';
      const takers = decoders.filter((candidate) => candidate.decode(message).kind === 'heard');
      // One advert can be in several formats of adverts at once.
      const others = takers.filter((taker) => taker !== decoder && !(taker.advert && decoder.advert));
      const isKnown = one.expect.malformed === undefined && !one.expect.notMine;
      if (mine || isKnown)
        expect(
          others.map((other) => other.id),
          one.title,
        ).toEqual([]);
    }
  });
});

it('takes what it subscribes to: a message of each subscription is in its format', () => {
  for (const { id, subscriptions, topics } of decoders) {
    for (const filter of subscriptions('shop-1')) expect(topics(filter.replaceAll('+', 'x')), `${id}: ${filter}`).toBe(true);
  }
});
