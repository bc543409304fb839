import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { advertReader } from '../../../devices/decoders/support/adverts.ts';
import { casesOf, expectCase, FIXTURES } from '../../support/decoder-fixtures.ts';

const decoders = await loadDecoders();
const openAdvert = advertReader(decoders);
const fixtures = readdirSync(FIXTURES).map((file) => file.replace(/\.json$/u, ''));

it('has a fixture file for every wire format, and a wire format for every fixture file', () => {
  expect(fixtures.sort()).toEqual(decoders.map((decoder) => decoder.id).sort());
});

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (id, decoder) => {
  const cases = casesOf(id);

  it.each(cases.map((one) => [one.title, one] as const))('%s', (_title, one) => expectCase(decoder, one, openAdvert));
});

it('takes what it subscribes to: a message of each subscription is in its format', () => {
  for (const { id, subscriptions, topics } of decoders) {
    for (const filter of subscriptions('shop-1')) expect(topics(filter.replaceAll('+', 'x')), `${id}: ${filter}`).toBe(true);
  }
});
