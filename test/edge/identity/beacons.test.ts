import { describe, expect, it } from 'vitest';
import { createBeacons } from '../../../edge/identity/beacons.ts';

const listeners = [
  { id: 'counter', kind: 'scanner' as const, zone: undefined },
  { id: 'ibeacon:f7826da6-1-2', kind: 'beacon' as const, zone: undefined },
];

describe("the shop's own beacons", () => {
  const beaconOf = createBeacons({ listeners });

  it('are known by what the site file calls them, whatever else they send', () => {
    expect(beaconOf({ mobile: 'ibeacon:f7826da6-1-2' })).toBe('ibeacon:f7826da6-1-2');
    expect(beaconOf({ mobile: 'ble:c0ffee000001', also: ['ibeacon:f7826da6-1-2'] })).toBe('ibeacon:f7826da6-1-2');
  });

  it('are not the phones of anybody, nor scanners that hear each other', () => {
    expect(beaconOf({ mobile: 'rpa:4a0000000001', also: ['ibeacon:f7826da6-9-9'] })).toBeUndefined();
    expect(beaconOf({ mobile: 'counter' })).toBeUndefined();
  });
});
