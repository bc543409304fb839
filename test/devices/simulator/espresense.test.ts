import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoder } from '../../../devices/decoders/espresense.ts';
import { espresense, espresenseId } from '../../../devices/simulator/trace.ts';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const port = fc.integer({ min: 0, max: 65_535 });
const mobile = fc.oneof(
  fc
    .tuple(hex(8), hex(4), hex(4), hex(4), hex(12), port, port)
    .map(([a, b, c, d, e, major, minor]) => `ibeacon:${a}-${b}-${c}-${d}-${e}-${major}-${minor}`),
  hex(32).map((key) => `irk:${key}`),
  hex(12).map((address) => `ble:${address}`),
);
const report = fc.record({
  room: fc.stringMatching(/^[A-Za-z0-9_ -]{1,40}$/u),
  mobile,
  mac: hex(12),
  rssiDbm: fc.integer({ min: -12_000, max: 0 }).map((hundredths) => hundredths / 100),
  rssiAt1mDbm: fc.integer({ min: -100, max: 0 }),
  intervalMs: fc.integer({ min: 1, max: 60_000 }),
});

describe('a made-up ESPresense report', () => {
  it('is read by the decoder as what it was made of', () => {
    fc.assert(
      fc.property(report, (made) => {
        const { topic, payload } = espresense(made);
        expect(decoder.topics(topic)).toBe(true);
        const decoded = decoder.decode({ rx: 5, topic, payload: Buffer.from(payload) });
        expect(decoded).toMatchObject({
          kind: 'heard',
          sightings: [{ anchor: made.room, mobile: made.mobile, radio: 'ble', rssiAt1mDbm: made.rssiAt1mDbm }],
        });
        expect(decoded.kind === 'heard' && decoded.sightings?.[0]?.rssiDbm).toBeCloseTo(made.rssiDbm, 2);
      }),
    );
  });

  it('cannot be made of an identifier that ESPresense does not report, and does not repeat it', () => {
    expect(() => espresenseId('card:4711000815')).toThrow(/^ESPresense reports identifiers of the kinds ibeacon, irk and ble\.$/u);
  });
});
