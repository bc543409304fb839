import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import { Sighting } from '../../../contract/sighting.ts';
import { loadDecoders } from '../../../devices/catalogue.ts';

const decoders = await loadDecoders();
const checkSighting = checker(Sighting);
const TOPICS = [
  'espresense/devices/iBeacon:x/wine',
  'espresense/rooms/wine/status',
  'aislegate/shop-1/sighting/ap-1',
  'aislegate/shop-1/sighting/',
  'espresense/devices//',
  '',
];

/** Payloads that are rubbish, and payloads that are nearly right: field names that decoders look for, with any value behind them. */
const nearly = fc
  .dictionary(
    fc.constantFrom(
      'id',
      'mac',
      'rssi',
      'rssi@1m',
      'distance',
      'batt',
      'mobile',
      't',
      'also',
      'radio',
      'rssiDbm',
      '__proto__',
      'constructor',
    ),
    fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.constantFrom('ble:dd8800003777', 'iBeacon:', 'eddy:-', 'irk:')),
  )
  .map((fields) => Buffer.from(JSON.stringify(fields)));
const payloads = fc.oneof(fc.uint8Array({ maxLength: 300 }), nearly, fc.constant(Buffer.from(`${'['.repeat(30_000)}`)));

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (_id, decoder) => {
  it('never throws on anything a gateway may send, and what it makes of it is a sighting', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...TOPICS), fc.string()), payloads, (topic, payload) => {
        const decoded = decoder.decode({ rx: 1_700_000_000_000, topic, payload, anchor: 'ceiling-1' });
        if (decoded.kind === 'heard') return (decoded.sightings ?? []).every((sighting) => checkSighting(sighting).ok);
        return ['not-mine', 'malformed'].includes(decoded.kind);
      }),
      { numRuns: 5000 },
    );
  });

  it('does not quote the payload in a reason', () => {
    const decoded = decoder.decode({
      rx: 1,
      topic: decoder.id === 'espresense' ? 'espresense/devices/x/wine' : 'aislegate/s/sighting/a',
      payload: Buffer.from('{"mobile":"secret-name","id":"secret-name"}'),
    });
    expect(JSON.stringify(decoded)).not.toContain('secret');
  });

  it('hears nothing in more bytes than any gateway sends', () => {
    const topic = decoder.subscriptions('s')[0]?.replaceAll('+', 'a') ?? '';
    expect(decoder.decode({ rx: 1, topic, payload: new Uint8Array(2_000_000) })).not.toHaveProperty('kind', 'heard');
  });
});
