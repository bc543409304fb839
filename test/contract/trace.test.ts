import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTraceLine, traceLine, tracePayload } from '../../contract/trace.ts';

it('a line of a trace gives back what was delivered, byte for byte', () => {
  const delivered = fc.record(
    {
      rx: fc.double({ min: 0, max: 1e14, noNaN: true }),
      source: fc.constantFrom('mqtt' as const, 'http' as const, 'radio' as const),
      topic: fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' }),
      payload: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
      ),
      retained: fc.constant(true),
    },
    { requiredKeys: ['rx', 'source', 'topic', 'payload'] },
  );
  fc.assert(
    fc.property(delivered, (message) => {
      const line = parseTraceLine(JSON.stringify(traceLine(message)));
      if (!line.ok) throw new Error(line.detail);
      const { t, source, topic, retained } = line.value;
      expect({ rx: t, source, topic, ...(retained && { retained }) }).toEqual({ ...message, payload: undefined });
      expect(Buffer.from(tracePayload(line.value)).equals(message.payload)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('text stays readable, and what is no text becomes hex', () => {
  const message = { rx: 5, source: 'mqtt', topic: 'a/b' } as const;
  expect(traceLine({ ...message, payload: Buffer.from('{"id":"Käse"}') })).toMatchObject({ payload: '{"id":"Käse"}' });
  expect(traceLine({ ...message, payload: Buffer.from([0xef, 0xbb, 0xbf, 0x41]) })).toMatchObject({ payload: '\uFEFFA' });
  expect(traceLine({ ...message, payload: Buffer.from([0xff, 0x00]) })).toMatchObject({ payload: 'ff00', encoding: 'hex' });
});
