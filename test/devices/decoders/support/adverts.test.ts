import { describe, expect, it } from 'vitest';
import { type Advert, type Decoder, malformed, type Reading } from '../../../../contract/decoder.ts';
import { loadDecoders } from '../../../../devices/catalogue.ts';
import { advertReader } from '../../../../devices/decoders/support/adverts.ts';

const decoders = await loadDecoders();
const open = advertReader(decoders);

const UID = '17 16aafe 00ee 00112233445566778899 aabbccddeeff 0000';
const URL = '0e 16aafe 10ee 00 6578616d706c65 07';
const EID = '0d 16aafe 30ee 0102030405060708';
const TLM = '11 16aafe 2000 0bb8 1580 00000001 0000000a';
const IBEACON = '1aff 4c000215 426c7565436861726d426561636f6e73 0efe 1355 c5';
const ALTBEACON = '1bff 1801 beac 000102030405060708090a0b0c0d0e0f10111213 c6 00';

const advert = (data: string, more: Partial<Advert> = {}): Advert => ({
  t: 1,
  rx: 2,
  anchor: 'wine',
  data: Buffer.from(data.replaceAll(' ', ''), 'hex'),
  ...more,
});

/** A reader of formats that find these readings in anything. */
const finding = (...readings: (Reading | undefined)[]) =>
  advertReader(readings.map((reading) => ({ advert: () => reading }) as unknown as Decoder));

describe('an advert', () => {
  it('is of the strongest identifier that it holds, and the others stand beside it, the address last', () => {
    const { sighting } = open(advert(`${URL} ${ALTBEACON} ${IBEACON}`, { address: 'c0ffee000001', addressType: 'static', rssiDbm: -60 }));
    expect(sighting).toEqual({
      t: 1,
      rx: 2,
      anchor: 'wine',
      mobile: 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949',
      radio: 'ble',
      rssiDbm: -60,
      rssiAt1mDbm: -59,
      randomized: false,
      also: ['altbeacon:0118-000102030405060708090a0b0c0d0e0f10111213', 'eddystone-url:http://www.example.com', 'ble:c0ffee000001'],
    });
  });

  it('is of a lasting namespace rather than of an id that changes, and of that rather than of an address on the web', () => {
    const reading = (identifier: string) => ({ identifier });
    const reader = finding(reading('eddystone-url:http://x'), reading('eddystone-eid:01'), reading('eddystone-uid:02'));
    expect(reader(advert(''))?.sighting).toMatchObject({
      mobile: 'eddystone-uid:02',
      also: ['eddystone-eid:01', 'eddystone-url:http://x'],
    });
  });

  it('is of the token of an app rather than of a beacon, and what many may send stands behind the address', () => {
    const app = '16ff ffff 414701 000102030405060708090a0b0c0d0e0f';
    const service = '1107 0f0e0d0c0b0a09080706050403020100';
    expect(open(advert(`${service} ${IBEACON} ${app}`, { address: 'c0ffee000001' })).sighting).toMatchObject({
      mobile: 'token:000102030405060708090a0b0c0d0e0f',
      also: ['ibeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949', 'ble:c0ffee000001', 'token:000102030405060708090a0b0c0d0e0f'],
    });
  });

  it('takes the strength at 1 m of its strongest identifier', () => {
    const reader = finding({ identifier: 'eddystone-uid:02', rssiAt1mDbm: -50 }, { identifier: 'ibeacon:1', rssiAt1mDbm: -70 });
    expect(reader(advert('')).sighting?.rssiAt1mDbm).toBe(-70);
  });

  it.each([
    ['resolvable', 'rpa:7081940dfbaa', true],
    ['non-resolvable', 'nrpa:7081940dfbaa', true],
    ['public', 'ble:7081940dfbaa', false],
    ['static', 'ble:7081940dfbaa', false],
  ] as const)('of a %s address is of %s', (addressType, mobile, randomized) => {
    expect(open(advert('020106', { address: '7081940dfbaa', addressType })).sighting).toMatchObject({ mobile, randomized });
  });

  it('of an address of unknown type does not say whether it rotates', () => {
    expect(open(advert('020106', { address: '7081940dfbaa' })).sighting).toEqual({
      t: 1,
      rx: 2,
      anchor: 'wine',
      mobile: 'ble:7081940dfbaa',
      radio: 'ble',
    });
  });

  it('of nobody that tells nothing is no sighting', () => {
    expect(open(advert('020106'))).toEqual({});
    expect(open(advert(''))).toEqual({});
  });

  it('of nobody that tells its state is a sighting of nobody', () => {
    expect(open(advert(TLM)).sighting).toMatchObject({ mobile: '', telemetry: { batteryV: 3 } });
  });

  it('tells all that its formats tell', () => {
    const reader = finding(
      { telemetry: { batteryV: 3, count: 1 } },
      { identifier: 'ibeacon:1', telemetry: { count: 2 } },
      { telemetry: { on: 1 } },
    );
    expect(reader(advert('')).sighting?.telemetry).toEqual({ batteryV: 3, count: 2, on: 1 });
  });

  it('names no more than sixteen others', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ identifier: `name:${i}` }));
    const { sighting } = finding(...many)(advert('', { address: '7081940dfbaa' }));
    expect(sighting?.mobile).toBe('name:0');
    expect(sighting?.also).toHaveLength(16);
  });

  it('keeps what could be read beside what could not', () => {
    const reader = advertReader([
      { advert: () => malformed('first') },
      { advert: () => ({ identifier: 'ibeacon:1', secured: { address: 'a', encrypted: false } }) },
      { advert: () => malformed('second') },
    ] as unknown as Decoder[]);
    expect(reader(advert('05ff'))).toMatchObject({
      sighting: { mobile: 'ibeacon:1' },
      secured: { address: 'a', encrypted: false },
      refused: { reason: 'first' },
    });
  });

  it('keeps what stands before a structure that runs over the end, and says that there was one', () => {
    const opened = open(advert(`${EID} 1aff4c00`));
    expect(opened.sighting?.mobile).toBe('eddystone-eid:0102030405060708');
    expect(opened.refused).toMatchObject({ code: 'ING_MALFORMED' });
  });

  it('may hold several frames of one service', () => {
    expect(open(advert(`${TLM} ${UID}`)).sighting).toMatchObject({
      mobile: 'eddystone-uid:00112233445566778899-aabbccddeeff',
      telemetry: { batteryV: 3 },
    });
  });
});
