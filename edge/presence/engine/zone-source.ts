import type { Shop } from '../../domain/shop.ts';
import { createClusterEngine } from './cluster-engine.ts';
import { createDoorEngine, DOOR_STEP_MS, DOOR_ZONES } from './door-engine.ts';
import { createFixEngine } from './fix-engine.ts';
import { tellsZones } from './grade.ts';
import { OUT } from './presence-engine.ts';
import { polygonOf } from './shop-floor.ts';
import type { ZoneTrack } from './zone-engine.ts';

/** An engine by index, and what its indexes mean. */
export interface ZoneSource {
  /** Names of the engine's zones; undefined for one that another source knows better. */
  readonly zones: readonly (string | undefined)[];
  /** Where a device is that is beside all zones. */
  readonly beside: string | undefined;
  /** The engine's index of each of the shop's listeners; undefined for one that tells it nothing. */
  readonly scannerOf: readonly (number | undefined)[];
  /** The engine's index of each zone that it can be told of. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** How often it decides. */
  readonly stepMs: number;
  /** Who is heard by others, and so long by nothing that counts here, is where those say. */
  readonly staleMs: number;
  track(): ZoneTrack;
}

export const STEP_MS = 1000;
export const STALE_MS = 10_000;
/** Clouds tell positions once a minute. */
const STALE_FIX_MS = 90_000;

type IsAlive = (listener: number) => boolean;

/** Inside or outside, by the scanners at the door alone. */
export function doorSource({ listeners }: Shop, inside: string | undefined, isAlive: IsAlive): ZoneSource {
  const sides = listeners.map(({ side }) => side);
  const scannerOf = sides.map((side, index) => (side ? index : undefined));
  return { ...bySide(inside), scannerOf, stepMs: DOOR_STEP_MS, staleMs: STALE_MS, ...createDoorEngine({ sides, isAlive }) };
}

/** Outside is who is heard better there than by all others: where scanners stand in the shop as well as at its door, they are listened to, too. */
export function gateSource({ listeners }: Shop, inside: string | undefined): ZoneSource {
  const zoneOfScanner = listeners.map(({ side }) => (side === 'outside' ? DOOR_ZONES.out : DOOR_ZONES.inside));
  return {
    ...bySide(inside),
    scannerOf: [...listeners.keys()],
    stepMs: STEP_MS,
    staleMs: STALE_MS,
    // The best of either side alone: a street has seldom a second scanner that could be as good as the shop's.
    ...createClusterEngine({ zones: 2, zoneOfScanner, isAlive: () => false }),
  };
}

function bySide(inside: string | undefined): Pick<ZoneSource, 'zones' | 'beside' | 'indexOf'> {
  const zones: (string | undefined)[] = [];
  zones[DOOR_ZONES.inside] = inside;
  zones[DOOR_ZONES.out] = OUT;
  const indexOf = new Map([
    [inside ?? '', DOOR_ZONES.inside],
    [OUT, DOOR_ZONES.out],
  ]);
  return { zones, beside: undefined, indexOf };
}

/** The zones that scanners speak for; of those of which others know more, nothing is said. */
export function clusterSource(
  { zones, listeners }: Shop,
  inside: string | undefined,
  isAlive: IsAlive,
  isSaid: (zone: string) => boolean,
): ZoneSource {
  const ids = [...zones.keys()];
  const zoneOfScanner = listeners.map((listener) => (tellsZones(listener, inside) ? ids.indexOf(listener.zone ?? '') : undefined));
  const scannerOf = zoneOfScanner.map((zone, index) => (zone === undefined ? undefined : index));
  const names = ids.map((id) => (isSaid(id) ? id : undefined));
  return {
    zones: names,
    beside: undefined,
    scannerOf,
    indexOf: indexesOf(zones.keys()),
    stepMs: STEP_MS,
    staleMs: STALE_MS,
    ...createClusterEngine({ zones: ids.length, zoneOfScanner, isAlive }),
  };
}

/** The zones with a polygon, by positions that come ready-made. Where all have one, who is in none is beside them. */
export function fixSource({ zones, listeners }: Shop): ZoneSource | undefined {
  const polygons = [...zones.values()].map(polygonOf);
  if (polygons.every((polygon) => polygon === undefined)) return undefined;
  return {
    zones: [...zones.keys()],
    beside: polygons.includes(undefined) ? undefined : OUT,
    scannerOf: listeners.map(() => undefined),
    indexOf: indexesOf(zones.keys()),
    stepMs: STEP_MS,
    staleMs: STALE_FIX_MS,
    ...createFixEngine({ zones: polygons }),
  };
}

export function indexesOf(zones: Iterable<string>): ReadonlyMap<string, number> {
  return new Map([...zones].map((zone, index) => [zone, index]));
}
