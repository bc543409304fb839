import type { Site } from '../../contract/site.ts';
import type { Point } from './floor-plan.ts';

/** The shop as the street sees it. */
export interface Storefront {
  /** A place by its way along the facade from the door, and out of the door (negative: into the shop). */
  place(alongM: number, outM: number): Point;
  inside(at: Point): boolean;
  /** The nearest place that is inside and not in a wall. */
  keptInside(at: Point): Point;
}

const WALL_M = 0.1;

/** A rectangle around all that the site file places; the door is in the wall nearest to the entrance, else in the middle of the first. */
export function storefront(site: Site): Storefront {
  const corners = site.zones.flatMap((zone) => zone.polygon ?? []);
  const hung = site.scanners.flatMap(({ x, y, side }) => (x === undefined || y === undefined || side === 'outside' ? [] : [[x, y]]));
  const xs = [...corners, ...hung].map(([x = 0]) => x);
  const ys = [...corners, ...hung].map(([, y = 0]) => y);
  const low = site.floor ? { x: 0, y: 0 } : { x: Math.min(0, ...xs), y: Math.min(0, ...ys) };
  const high = site.floor ? { x: site.floor.width, y: site.floor.depth } : { x: Math.max(1, ...xs), y: Math.max(1, ...ys) };

  const entrance = site.zones.find((zone) => zone.kind === 'entrance')?.polygon ?? [[(low.x + high.x) / 2, low.y]];
  const x = entrance.reduce((sum, [at = 0]) => sum + at, 0) / entrance.length;
  const y = entrance.reduce((sum, [, at = 0]) => sum + at, 0) / entrance.length;
  const walls = [
    { farM: y - low.y, door: { x, y: low.y }, out: { x: 0, y: -1 } },
    { farM: high.y - y, door: { x, y: high.y }, out: { x: 0, y: 1 } },
    { farM: x - low.x, door: { x: low.x, y }, out: { x: -1, y: 0 } },
    { farM: high.x - x, door: { x: high.x, y }, out: { x: 1, y: 0 } },
  ];
  const { door, out } = walls.reduce((best, wall) => (wall.farM < best.farM ? wall : best));
  const kept = (value: number, from: number, to: number): number => Math.max(from + WALL_M, Math.min(to - WALL_M, value));
  return {
    place: (alongM, outM) => ({ x: door.x + out.x * outM - out.y * alongM, y: door.y + out.y * outM + out.x * alongM }),
    inside: (at) => at.x > low.x && at.x < high.x && at.y > low.y && at.y < high.y,
    keptInside: (at) => ({ x: kept(at.x, low.x, high.x), y: kept(at.y, low.y, high.y) }),
  };
}
