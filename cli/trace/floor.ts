import type { Site, Zone } from '../../contract/site.ts';

/** The recorded floor (Danis et al. 2022): an open plan of 20.66 × 17.64 m. */
const FLOOR = { width: 20.66, depth: 17.64 };
const MIDDLE = { x: 10.33, y: 8.82 };

const DEPARTMENTS = [
  { id: 'bakery', name: 'Bakery', right: false, far: false },
  { id: 'dairy', name: 'Dairy', right: true, far: false },
  { id: 'wine', name: 'Wine', right: false, far: true },
  { id: 'household', name: 'Household', right: true, far: true },
] as const;

export interface RecordedScanner {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The department of a point: `quad4`, the four quarters of the floor; its middle lines belong to the right and the far one. */
export function departmentAt(x: number, y: number): string {
  const [right, far] = [x >= MIDDLE.x, y >= MIDDLE.y];
  return DEPARTMENTS.find((department) => department.right === right && department.far === far)?.id ?? 'out';
}

/** The recorded floor as a shop: a department with a screen in each quarter, and one staff device. */
export function departmentSite(scanners: readonly RecordedScanner[]): Site {
  return {
    shop: { id: 'demo', name: 'Demo shop', timezone: 'Europe/Prague' },
    floor: FLOOR,
    zones: DEPARTMENTS.map(({ id, name, right, far }): Zone => {
      const [x0, x1] = right ? [MIDDLE.x, FLOOR.width] : [0, MIDDLE.x];
      const [y0, y1] = far ? [MIDDLE.y, FLOOR.depth] : [0, MIDDLE.y];
      const polygon = [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ];
      return { id, name, kind: 'department', polygon };
    }),
    scanners: scanners.map(({ id, x, y, z }) => ({ id, x, y, z, zone: departmentAt(x, y) })),
    screens: DEPARTMENTS.map(({ id }) => ({ id: `${id}-screen`, zone: id })),
    devices: [{ id: 'floor-phone', name: 'Phone of the floor staff' }],
  };
}
