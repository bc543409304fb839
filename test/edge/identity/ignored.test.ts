import { expect, it } from 'vitest';
import { shopOf } from '../../../edge/config/shop.ts';
import { ignoredOf } from '../../../edge/identity/ignored.ts';

const BADGE = 'ble:dd8800003777';
const BEACON = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-9';

const ignored = ignoredOf(
  shopOf({
    shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' },
    zones: [{ id: 'bakery', name: 'Bakery' }],
    scanners: [{ id: 'AC:23:3F:00:00:01', zone: 'bakery', aliases: ['bakery-node'] }],
    beacons: [{ id: BEACON, x: 1, y: 1 }],
    ignore: [
      { id: BADGE, as: 'staff' },
      { id: 'wifi:02a1b2c3d4e5', as: 'fixture' },
    ],
  }),
);

it('knows the badges and the printers that the shop lists, its beacons and its scanners', () => {
  const asked = [BADGE, 'wifi:02a1b2c3d4e5', BEACON, 'ble:ac233f000001', 'wifi:ac233f000001', 'ble:ac233f000002', 'ble:bakery-node'];
  expect(asked.map((identifier) => ignored.get(identifier))).toEqual([
    'staff',
    'fixture',
    'fixture',
    'fixture',
    'fixture',
    undefined,
    undefined,
  ]);
});
