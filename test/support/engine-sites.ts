import type { Site } from '../../contract/site.ts';
import { shopOf } from '../../edge/config/shop.ts';
import { createPresenceEngine } from '../../edge/presence/engine/create-engine.ts';
import type { Learnt } from '../../edge/presence/engine/grade.ts';
import type { DeviceTrack, PresenceEngine, Whereabouts } from '../../edge/presence/engine/presence-engine.ts';

export const LYON = { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' };
const rectangle = (x0: number, y0: number, x1: number, y1: number): number[][] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];
/** Two departments of 8 x 8 m with an aisle of 4 m between them. */
export const WINE = { id: 'wine', name: 'Wine', polygon: rectangle(0, 0, 8, 8) };
export const BAKERY = { id: 'bakery', name: 'Bakery', polygon: rectangle(12, 0, 20, 8) };
export const FLOOR = { width: 20, depth: 8 };
export const PLACES = [
  { id: 'w1', x: 1, y: 1 },
  { id: 'w2', x: 7, y: 7 },
  { id: 'b1', x: 13, y: 1 },
  { id: 'b2', x: 19, y: 7 },
];
export const GROUPS: Site = {
  shop: LYON,
  zones: [
    { id: 'wine', name: 'Wine' },
    { id: 'bakery', name: 'Bakery' },
  ],
  scanners: [
    { id: 'w1', zone: 'wine', aliases: ['AA:BB:CC:00:00:01'] },
    { id: 'b1', zone: 'bakery' },
  ],
};
export const PLAN: Site = { shop: LYON, floor: FLOOR, zones: [WINE, BAKERY], scanners: PLACES };
export const DOOR: Site['scanners'] = [
  { id: 'in', side: 'inside' },
  { id: 'street', side: 'outside' },
];

export const engineOf = (site: Site, learnt?: Learnt): PresenceEngine => createPresenceEngine(shopOf(site), learnt);

/** Goes on second by second, hearing the same at each; what was decided last. */
export function stay(track: DeviceTrack, fromS: number, untilS: number, levels: Readonly<Record<string, number>>): Whereabouts {
  let whereabouts: Whereabouts = { zone: undefined, confidence: 0, silent: true };
  for (let s = fromS; s <= untilS; s += 1) {
    for (const [anchor, rssiDbm] of Object.entries(levels)) track.observe({ t: s * 1000, anchor, rssiDbm });
    whereabouts = track.decide(s * 1000);
  }
  return whereabouts;
}

/** What the scanners of the plan would hear at a place, by path loss. */
export function levelsAt(x: number, y: number): Record<string, number> {
  return Object.fromEntries(PLACES.map((at) => [at.id, -60 - 18 * Math.log10(Math.max(0.5, Math.hypot(x - at.x, y - at.y, 1)))]));
}
