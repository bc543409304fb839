import { expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import { createKnownDevices } from '../../../edge/ingest/known-devices.ts';

const sighting = (mobile: string, also?: string[]): Sighting => ({ t: 1, rx: 1, anchor: 'a', mobile, radio: 'ble', ...(also && { also }) });
const known = () => createKnownDevices({ perSecond: 10, burst: 20 });

it('knows a device by each of its names, and makes it but once', () => {
  const devices = known();
  const first = devices.of(0, sighting('card:9001', ['wifi:aabbccddeeff']), 'a');
  expect(devices.of(0, sighting('wifi:aabbccddeeff'), 'b')).toBe(first);
  expect(devices.of(0, sighting('card:9001'), 'b')).toBe(first);
  expect(first).toMatchObject({ address: 'wifi:aabbccddeeff', path: 'a', bucket: { tokens: 20 } });
  expect(devices.size()).toBe(2);
});

it('knows a device without any address', () => {
  const devices = known();
  const first = devices.of(0, sighting('app:ada', ['name:ada-phone']), 'a');
  expect(devices.of(0, sighting('name:ada-phone'), 'a')).toBe(first);
  expect(devices.of(0, sighting('app:bob', ['name:bobs-phone']), 'a')).not.toBe(first);
});

it('holds a bounded number of rotating addresses', () => {
  const devices = known();
  for (let i = 0; i < 200_000; i += 1) devices.of(i % 20, sighting(`rpa:${i.toString(16).padStart(12, '4')}`), 'a');
  expect(devices.size()).toBeLessThanOrEqual(60_000);
});

it('forgets who was not heard for a minute', () => {
  const devices = known();
  devices.turn(100_000);
  devices.of(0, sighting('app:ada'), 'a');
  devices.turn(130_000);
  devices.turn(160_000);
  expect(devices.size()).toBe(0);
});

it('tells when it turns over: until then, who was found stays who it is', () => {
  const devices = known();
  devices.turn(100_000);
  const turns = devices.turns();
  devices.of(0, sighting('ble:aabbccddeeff'), 'a');
  devices.turn(129_999);
  expect(devices.turns()).toBe(turns);
  devices.turn(130_000);
  expect(devices.turns()).toBe(turns + 1);
});
