import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoder } from '../../../../devices/decoders/hci-report.ts';
import { extendedReport, legacyReport, SENDER_TYPES } from '../../../../devices/decoders/support/hci-report.ts';

const RX = 1_700_000_000_000;
const hear = (payload: Uint8Array) => decoder.decode({ rx: RX, topic: 'radio/till-pc', payload });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const address = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(hex);
const rssiDbm = fc.integer({ min: -127, max: 20 });
const wire = { addressType: fc.constantFrom(...SENDER_TYPES), address };

/** What the two top bits of a random address say, by the specification. */
function typeOf(addressType: string, text: string): string | undefined {
  if (addressType.startsWith('public')) return 'public';
  if (addressType === 'random-identity') return 'static';
  const top = Number.parseInt(text.slice(0, 2), 16) >> 6;
  return ['non-resolvable', 'resolvable', undefined, 'static'][top];
}

describe('a report as the radio delivers it', () => {
  it('comes back as it was written: old adverts', () => {
    fc.assert(
      fc.property(
        fc.record({ ...wire, eventType: fc.integer({ min: 0, max: 4 }), data: fc.uint8Array({ maxLength: 31 }), rssiDbm }),
        (report) => {
          const addressType = typeOf(report.addressType, report.address);
          expect(hear(legacyReport(report))).toEqual({
            kind: 'heard',
            adverts: [
              {
                t: RX,
                rx: RX,
                anchor: 'till-pc',
                address: report.address,
                rssiDbm: report.rssiDbm,
                data: report.data,
                ...(addressType !== undefined && { addressType }),
              },
            ],
          });
        },
      ),
    );
  });

  it('comes back as it was written: extended adverts', () => {
    fc.assert(
      fc.property(
        fc.record({ ...wire, eventType: fc.integer({ min: 0, max: 0x1f }), data: fc.uint8Array({ maxLength: 229 }), rssiDbm }),
        (report) => {
          const decoded = hear(extendedReport(report));
          const [advert] = decoded.kind === 'heard' ? (decoded.adverts ?? []) : [];
          expect(advert).toMatchObject({ address: report.address, rssiDbm: report.rssiDbm, data: report.data });
          expect(advert?.addressType).toBe(typeOf(report.addressType, report.address));
        },
      ),
    );
  });

  it('says nothing of a strength or a sender that the radio does not know', () => {
    const data = Uint8Array.of(2, 1, 6);
    expect(hear(extendedReport({ eventType: 0, data }))).toEqual({ kind: 'heard', adverts: [{ t: RX, rx: RX, anchor: 'till-pc', data }] });
    expect(hear(legacyReport({ eventType: 0, addressType: 'public', address: '00a0c9000001', data }))).toMatchObject({
      adverts: [{ address: '00a0c9000001', data }],
    });
  });

  it('cuts data that fits into no event, and keeps the structures that are whole', () => {
    const structure = Uint8Array.of(99, 0xff, ...new Uint8Array(98));
    const data = Buffer.concat([structure, structure, structure]);
    const decoded = hear(extendedReport({ eventType: 0b01 << 5, addressType: 'public', address: '00a0c9000001', data, txPowerDbm: 4 }));
    expect(decoded).toMatchObject({ adverts: [{ data: new Uint8Array(data.subarray(0, 200)) }] });
    const legacy = legacyReport({ eventType: 0, addressType: 'public', address: '00a0c9000001', data });
    expect(legacy).toHaveLength(3 + 255);
    expect(hear(legacy)).toMatchObject({ kind: 'heard', adverts: [{ address: '00a0c9000001' }] });
  });
});
