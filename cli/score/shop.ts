import type { Scanner, Site, Zone } from '../../contract/site.ts';

const box = (x: number, y: number, width: number, depth: number): [number, number][] => [
  [x, y],
  [x + width, y],
  [x + width, y + depth],
  [x, y + depth],
];

const zone = (id: string, name: string, kind: string, polygon: [number, number][]): Zone => ({ id, name, kind, polygon });

/** Under the ceiling, three to a department, as an installer would hang them; one inside the door, and one that hears the street. */
const CEILING = [
  [2, 6],
  [8, 6],
  [5, 9],
  [12, 6],
  [18, 6],
  [15, 9],
  [2, 12],
  [8, 12],
  [5, 15],
  [12, 12],
  [18, 12],
  [15, 15],
] as const;

const scanners: readonly Scanner[] = [
  ...CEILING.map(([x, y], index) => ({ id: `ceiling-${index + 1}`, x, y, z: 2.6 })),
  { id: 'door-inside', x: 7, y: 1.5, z: 2.3 },
  { id: 'door-outside', x: 7, y: -0.5, z: 2.3, side: 'outside' },
];

/** The shop that a score card is made of where no other is given: 20 by 16 m, four departments, tills, a street before the door. */
export const SCORE_SITE: Site = {
  shop: { id: 'score', name: 'Generated shop', timezone: 'Etc/UTC' },
  floor: { width: 20, depth: 16 },
  zones: [
    zone('entrance', 'Entrance', 'entrance', box(0, 0, 12, 4)),
    zone('tills', 'Tills', 'tills', box(12, 0, 8, 4)),
    zone('bakery', 'Bakery', 'department', box(0, 4, 10, 6)),
    zone('dairy', 'Dairy', 'department', box(10, 4, 10, 6)),
    zone('wine', 'Wine', 'department', box(0, 10, 10, 6)),
    zone('household', 'Household', 'department', box(10, 10, 10, 6)),
  ],
  scanners: [...scanners],
  walls: [
    [
      [2, 10],
      [8, 10],
    ],
    [
      [12, 10],
      [18, 10],
    ],
    [
      [10, 5],
      [10, 9],
    ],
  ],
};
