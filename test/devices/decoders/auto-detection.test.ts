import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Decoder, Undecoded } from '../../../contract/decoder.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';

interface Case {
  readonly title: string;
  readonly payload?: string;
  readonly hex?: string;
  readonly address?: string;
  /** What came says too little of itself: only its topic tells the format. */
  readonly topicOnly?: boolean;
  readonly expect: { readonly sightings?: readonly object[] };
}

const decoders = await loadDecoders();

function casesOf({ id }: Decoder): Case[] {
  const text = readFileSync(new URL(`../../fixtures/decoders/${id}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as Case[]).filter((one) => one.topicOnly !== true && (one.expect.sightings ?? []).length > 0);
}

function withoutTopic({ payload, hex, address }: Case): Undecoded {
  const bytes = hex === undefined ? Buffer.from(payload ?? '') : Buffer.from(hex, 'hex');
  return { rx: 1_700_000_000_500, topic: '', payload: bytes, ...(address !== undefined && { address }) };
}

/** The formats that take a message for theirs. */
function claimants(message: Undecoded): string[] {
  return decoders.filter((decoder) => decoder.decode(message).kind !== 'not-mine').map(({ id }) => id);
}

describe.each(decoders.filter((decoder) => casesOf(decoder).length > 0).map((decoder) => [decoder.id, decoder] as const))(
  '%s',
  (id, decoder) => {
    it.each(casesOf(decoder).map((one) => [one.title, one] as const))('is recognised without its topic: %s', (_title, one) => {
      const found = claimants(withoutTopic(one));
      // One advert may hold several things, each a format of its own; a gateway's message is of one gateway.
      if (decoder.advert) expect(found).toContain(id);
      else expect(found).toEqual([id]);
    });
  },
);

it('has something to recognise for every format that reports radio contacts', () => {
  for (const { decoder, cases } of decoders.map((decoder) => ({ decoder, cases: casesOf(decoder) }))) {
    const identifiesNobody = decoder.durable === true || decoder.advert !== undefined;
    if (!identifiesNobody) expect(cases.length, decoder.id).toBeGreaterThan(0);
  }
});

it('claims nothing that is in no format', () => {
  const strangers = ['', 'online', 'true', 'null', '7', '[]', '{}', '[{}]', '{"id":"x"}', '{"temperature":21.5}', '{"state":"ON"}', '<x/>'];
  for (const text of strangers) expect(claimants({ rx: 1, topic: '', payload: Buffer.from(text) }), text).toEqual([]);
});
