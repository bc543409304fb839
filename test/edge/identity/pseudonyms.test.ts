import { expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createPseudonyms } from '../../../edge/identity/pseudonyms.ts';

const sighting = (mobile: string, more: Partial<Sighting> = {}): Sighting => ({
  t: 1000,
  rx: 1001,
  anchor: 'b1',
  mobile,
  radio: 'ble',
  ...more,
});
const pseudonyms = () => createPseudonyms(seededRandom(1).bytes);

it('calls a device the same until the key is renewed, and no two devices alike', () => {
  const names = pseudonyms();
  const before = names.of(sighting('rpa:5f0000000001')).device;
  expect(names.of(sighting('rpa:5f0000000001')).device).toBe(before);
  expect(names.of(sighting('rpa:5f0000000002')).device).not.toBe(before);
  names.renew();
  expect(names.of(sighting('rpa:5f0000000001')).device).not.toBe(before);
  expect(Buffer.from(before, 'base64url')).toHaveLength(8);
});

it('knows a device again by its address, whatever else a gateway reads of it', () => {
  const names = pseudonyms();
  const { device } = names.of(sighting('ble:5f0000000001'));
  expect(names.of(sighting('rpa:5f0000000001')).device).toBe(device);
  expect(names.of(sighting('ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7', { also: ['ble:5f0000000001'] })).device).toBe(device);
  // The same digits as a Wi-Fi address are another radio.
  expect(names.of(sighting('wifi:5f0000000001')).device).not.toBe(device);
});

it('lets nothing through that the device says of itself', () => {
  const said = sighting('rpa:5f0000000001', {
    also: ['name:phone'],
    telemetry: { batteryPercent: 3 },
    rssiDbm: -60,
    rssiAt1mDbm: -59,
    distanceM: 1.2,
    position: { x: 1, y: 2 },
    randomized: true,
  });
  const told = pseudonyms().of(said);
  const { t, rx, anchor, rssiDbm, rssiAt1mDbm, distanceM, position, randomized } = said;
  expect(told).toEqual({ device: told.device, t, rx, anchor, rssiDbm, rssiAt1mDbm, distanceM, position, randomized });
  expect(JSON.stringify(told)).not.toMatch(/5f0000000001|phone/u);
});

it('knows an address that changes by its kind, where no gateway says so', () => {
  const names = pseudonyms();
  expect(names.of(sighting('nrpa:5f0000000001')).randomized).toBe(true);
  expect(names.of(sighting('name:tag', { also: ['rpa:5f0000000001'] })).randomized).toBe(true);
  expect('randomized' in names.of(sighting('ble:5f0000000001'))).toBe(false);
});
