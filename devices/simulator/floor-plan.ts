import type { Site, Zone } from '../../contract/site.ts';
import type { Dice } from './dice.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

type Polygon = readonly Point[];

/** Where things stand: the part of a site file that a walk needs. */
export interface FloorPlan {
  readonly zones: readonly string[];
  /** Those of them where people pay. */
  readonly tills: readonly string[];
  /** A point inside the zone, away from its border where it can be. */
  pointIn(zone: string, dice: Dice): Point;
  /** The zone of a point, or `out`. */
  zoneAt(point: Point): string;
  readonly scanners: readonly (Point & { readonly id: string; readonly z: number })[];
}

const SCANNER_HEIGHT_M = 2.3;
/** Without polygons, a shopper of a zone is this near to one of its scanners. */
const REACH_M = 1.5;
const TRIES = 40;

export function floorPlan(site: Site): FloorPlan {
  const polygons = new Map(site.zones.map((zone) => [zone.id, polygonOf(zone)] as const));
  const scanners = site.scanners.flatMap((scanner) => {
    const zone = scanner.zone === undefined ? undefined : polygons.get(scanner.zone);
    const place = scanner.x !== undefined && scanner.y !== undefined ? { x: scanner.x, y: scanner.y } : zone && centre(zone);
    return place ? [{ ...place, id: scanner.id, z: scanner.z ?? SCANNER_HEIGHT_M, zone: scanner.zone }] : [];
  });
  const zones = site.zones.map((zone) => zone.id).filter((zone) => polygons.get(zone) || scanners.some((scanner) => scanner.zone === zone));

  const pointIn = (zone: string, dice: Dice): Point => {
    const polygon = polygons.get(zone);
    if (polygon) return pointInside(polygon, dice);
    const [first, ...rest] = scanners.filter((scanner) => scanner.zone === zone);
    const near = first ? dice.pick([first, ...rest]) : { x: 0, y: 0 };
    return { x: near.x + dice.between(-REACH_M, REACH_M), y: near.y + dice.between(-REACH_M, REACH_M) };
  };

  const zoneAt = (point: Point): string => {
    for (const [zone, polygon] of polygons) if (polygon && contains(polygon, point)) return zone;
    let nearest: { zone: string; distance: number } | undefined;
    for (const scanner of scanners) {
      if (scanner.zone === undefined || polygons.get(scanner.zone)) continue;
      const distance = Math.hypot(scanner.x - point.x, scanner.y - point.y);
      if (!nearest || distance < nearest.distance) nearest = { zone: scanner.zone, distance };
    }
    return nearest?.zone ?? 'out';
  };

  const tills = site.zones.filter(({ id, kind }) => kind === 'tills' && zones.includes(id)).map(({ id }) => id);
  return { zones, tills, pointIn, zoneAt, scanners };
}

function polygonOf(zone: Zone): Polygon | undefined {
  return zone.polygon?.map(([x = 0, y = 0]) => ({ x, y }));
}

function centre(polygon: Polygon): Point {
  const sum = polygon.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), { x: 0, y: 0 });
  return { x: sum.x / polygon.length, y: sum.y / polygon.length };
}

/** Draws in the bounding box until the point and its pull towards the centre lie inside; the centre where none does. */
function pointInside(polygon: Polygon, dice: Dice): Point {
  const xs = polygon.map((point) => point.x);
  const ys = polygon.map((point) => point.y);
  const middle = centre(polygon);
  for (let tried = 0; tried < TRIES; tried += 1) {
    const drawn = { x: dice.between(Math.min(...xs), Math.max(...xs)), y: dice.between(Math.min(...ys), Math.max(...ys)) };
    const outward = { x: drawn.x + (drawn.x - middle.x) * 0.25, y: drawn.y + (drawn.y - middle.y) * 0.25 };
    if (contains(polygon, drawn) && contains(polygon, outward)) return drawn;
  }
  return middle;
}

/** Even-odd rule; a border belongs to the zone on its right and above, so that neighbours never share a point. */
function contains(polygon: Polygon, point: Point): boolean {
  let inside = false;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous && corner.y > point.y !== previous.y > point.y) {
      const x = ((previous.x - corner.x) * (point.y - corner.y)) / (previous.y - corner.y) + corner.x;
      if (point.x < x) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}
