import type { Shop } from '../domain/shop.ts';

const ADDRESS = /^[0-9a-f]{12}$/u;

/** What the shop itself owns: what its site file lists, its beacons, and the scanners, which hear each other. */
export function ignoredOf({
  ignored,
  listeners,
  scannerNames,
}: Pick<Shop, 'ignored' | 'listeners' | 'scannerNames'>): ReadonlyMap<string, 'staff' | 'fixture'> {
  const beacons = listeners.filter(({ kind }) => kind === 'beacon').map(({ id }) => id);
  const addresses = [...scannerNames.keys()].filter((name) => ADDRESS.test(name)).flatMap((name) => [`ble:${name}`, `wifi:${name}`]);
  return new Map([...[...beacons, ...addresses].map((id) => [id, 'fixture'] as const), ...ignored]);
}
