import { describe, expect, it } from 'vitest';
import type { Decoder, Undecoded } from '../../../contract/decoder.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';
import { type Case, casesOf, messageOf } from '../../support/decoder-fixtures.ts';

const decoders = await loadDecoders();

function recognisable({ id }: Decoder): Case[] {
  return casesOf(id).filter((one) => one.topicOnly !== true && (one.expect.sightings ?? []).length > 0);
}

function withoutTopic(one: Case): Undecoded {
  const { rx, payload, address } = messageOf(one);
  return { rx, topic: '', payload, ...(address !== undefined && { address }) };
}

/** The formats that take a message for theirs. */
function claimants(message: Undecoded): string[] {
  return decoders.filter((decoder) => decoder.decode(message).kind !== 'not-mine').map(({ id }) => id);
}

describe.each(decoders.filter((decoder) => recognisable(decoder).length > 0).map((decoder) => [decoder.id, decoder] as const))(
  '%s',
  (id, decoder) => {
    it.each(recognisable(decoder).map((one) => [one.title, one] as const))('is recognised without its topic: %s', (_title, one) => {
      const found = claimants(withoutTopic(one));
      // One advert may hold several things, each a format of its own; a gateway's message is of one gateway.
      if (decoder.advert) expect(found).toContain(id);
      else expect(found).toEqual([id]);
    });
  },
);

it('has something to recognise for every format that reports radio contacts', () => {
  for (const { decoder, cases } of decoders.map((decoder) => ({ decoder, cases: recognisable(decoder) }))) {
    const identifiesNobody = decoder.durable === true || decoder.advert !== undefined;
    if (!identifiesNobody) expect(cases.length, decoder.id).toBeGreaterThan(0);
  }
});

it('claims nothing that is in no format', () => {
  const strangers = ['', 'online', 'true', 'null', '7', '[]', '{}', '[{}]', '{"id":"x"}', '{"temperature":21.5}', '{"state":"ON"}', '<x/>'];
  for (const text of strangers) expect(claimants({ rx: 1, topic: '', payload: Buffer.from(text) }), text).toEqual([]);
});
