import { expect, it } from 'vitest';
import { shopOf } from '../../../edge/config/shop.ts';
import { createMemberDirectory } from '../../../edge/identity/directory.ts';
import { ignoredOf } from '../../../edge/identity/ignored.ts';

const T = Date.UTC(2026, 5, 1);
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
  const directory = createMemberDirectory(ignored);
  const resolve = (mobile: string, also?: string[]) => directory.resolve({ mobile, t: T, ...(also && { also }) });
  expect(resolve(BADGE)).toBe('staff');
  expect(resolve('wifi:02a1b2c3d4e5')).toBe('fixture');
  expect(resolve(BEACON, ['ble:aabbccddeeff'])).toBe('fixture');
  expect(resolve('ble:ac233f000001')).toBe('fixture');
  expect(resolve('ble:ac233f000002')).toBe('anonymous');
});

it('takes a badge for a badge, by whatever of its identifiers and whoever else claims it', () => {
  const directory = createMemberDirectory(ignored);
  const consents = [{ purpose: 'recognition' as const, givenAt: '2026-01-01T00:00:00Z' }];
  directory.put('s1', { memberId: 'M-1', identifiers: [BADGE, 'app:7'], consents });
  expect(directory.resolve({ mobile: 'app:7', also: [BADGE], t: T })).toBe('staff');
  expect(directory.resolve({ mobile: 'app:7', t: T })).toEqual({ kind: 'member', id: 's1' });
});
