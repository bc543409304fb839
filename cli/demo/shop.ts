import type { Site } from '../../contract/site.ts';
import { staffTag } from '../../devices/simulator/adverts.ts';
import { departmentSite } from '../trace/floor.ts';

/** Twelve scanners under the ceiling of an open floor, three to a department, as an installer would hang them. */
const SCANNERS = [
  [3.2, 2.4],
  [8.1, 1.6],
  [4.6, 6.7],
  [12.4, 1.9],
  [17.8, 2.6],
  [15.3, 6.9],
  [2.9, 11.2],
  [7.7, 12.1],
  [4.1, 15.9],
  [12.9, 11.4],
  [18.2, 12.3],
  [14.8, 16.2],
] as const;

const INSIDE = departmentSite(SCANNERS.map(([x, y], index) => ({ id: `ceiling-${index + 1}`, x, y, z: 2.6 })));

export const DEMO_SITE: Site = {
  ...INSIDE,
  // One more hangs over the door outside, and tells who only passes.
  scanners: [...INSIDE.scanners, { id: 'door-outside', x: 10.33, y: -0.8, z: 2.6, side: 'outside' }],
  ignore: [1, 2].map((number) => ({ id: staffTag(number).id, as: 'staff' })),
  // Six members come again and again: a visit that ends a minute after they left shows sooner.
  settings: { presence: { leaveAfterMs: 60_000 } },
};
