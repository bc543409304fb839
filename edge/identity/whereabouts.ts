import type { Sighting } from '../../contract/sighting.ts';
import type { Listener, Shop } from '../domain/shop.ts';

/** What of a sighting says where somebody was. */
export type HeardAt = Pick<Sighting, 't' | 'anchor' | 'radio' | 'rssiDbm' | 'position'>;

/** Somebody was certainly within `radiusM` of a point, or of a scanner of which only the zone is known. */
export interface Whereabouts {
  readonly t: number;
  readonly anchor: string;
  readonly radiusM: number;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly zone?: string | undefined;
  readonly isOutside: boolean;
}

/**
 * What arrives at 1 m, in free space (Friis, 2.4 GHz), from a sender of 4 dBm, and from the Wi-Fi of a phone of 20 dBm: with their small
 * antennas phones and tags send less than that, so that nobody is further away than this says. It holds for all recorded walks.
 */
const AT_ONE_METRE_DBM = { ble: -36, app: -36, wifi: -20, card: -36 } as const;
/** More does not come through the air: the packet, or the scanner, is broken. */
const LOUDEST_DBM = -10;
/** Whoever may be further away than this was not heard strongly, and might be anywhere. */
const NEAR_M = 20;
const AT_READER_M = 1.5;
/** What positioning systems are off where they do not say it. */
const POSITION_M = 10;

/** Who walks fast; who drives through the car park. */
const WALK_M_PER_S = 2.5;
const DRIVE_M_PER_S = 14;
/** Scanners' clocks and networks are off by as much. */
const CLOCK_MS = 1000;
/** Scanners of two zones, of which the site file does not say where they stand, may stand as near to each other as this. */
const ZONES_APART_M = 10;

/** Where a sighting says for certain that somebody was; undefined where it does not. */
export function whereaboutsOf({ listeners }: Pick<Shop, 'listeners'>): (heard: HeardAt) => Whereabouts | undefined {
  const byId = new Map<string, Listener>(listeners.map((listener) => [listener.id, listener]));
  return ({ t, anchor, radio, rssiDbm, position }) => {
    const listener = byId.get(anchor);
    const isOutside = listener?.side === 'outside';
    if (position) {
      const { x, y, accuracyM: radiusM = POSITION_M } = position;
      return radiusM <= NEAR_M ? { t, anchor, radiusM, x, y, isOutside } : undefined;
    }
    const radiusM = radio === 'card' ? AT_READER_M : reachM(radio, rssiDbm);
    if (!listener || radiusM > NEAR_M) return undefined;
    const { x, y, zone } = listener;
    return { t, anchor, radiusM, x, y, zone, isOutside };
  };
}

function reachM(radio: HeardAt['radio'], rssiDbm: number | undefined): number {
  if (rssiDbm === undefined || rssiDbm > LOUDEST_DBM) return Number.POSITIVE_INFINITY;
  return 10 ** ((AT_ONE_METRE_DBM[radio] - rssiDbm) / 20);
}

/** How many metres between two whereabouts nobody could have gone in the time between them; 0 where one person can have been at both. */
export function unexplainedM(a: Whereabouts, b: Whereabouts): number {
  const speed = a.isOutside && b.isOutside ? DRIVE_M_PER_S : WALK_M_PER_S;
  const gone = (speed * (Math.abs(a.t - b.t) + CLOCK_MS)) / 1000;
  return Math.max(0, apartM(a, b) - a.radiusM - b.radiusM - gone);
}

function apartM(a: Whereabouts, b: Whereabouts): number {
  if (a.anchor === b.anchor && a.zone === b.zone && a.x === b.x && a.y === b.y) return 0;
  if (a.x !== undefined && a.y !== undefined && b.x !== undefined && b.y !== undefined) return Math.hypot(a.x - b.x, a.y - b.y);
  return a.zone !== undefined && b.zone !== undefined && a.zone !== b.zone ? ZONES_APART_M : 0;
}
