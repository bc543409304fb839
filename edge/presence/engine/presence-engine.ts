import type { Sighting } from '../../../contract/sighting.ts';

/** What the zones are decided from: the best that the site file and what was learnt allow. */
export const GRADES = ['door', 'scanners', 'positions', 'survey'] as const;
export type Grade = (typeof GRADES)[number];

/** In no zone: outside the door, or on the floor beside all zones (DESIGN §7). */
export const OUT = 'out';

/** What of a sighting an engine uses. */
export type Heard = Pick<Sighting, 't' | 'anchor'> & Partial<Pick<Sighting, 'rssiDbm' | 'rssiAt1mDbm' | 'distanceM' | 'position'>>;

/** Where a device is. */
export interface Whereabouts {
  /** Zone id, or OUT; undefined while nothing is decided and once the device is silent. */
  readonly zone: string | undefined;
  /** 0 (a guess) to 1 (sure) that it is there. */
  readonly confidence: number;
  /** Not heard for as long as a device of its kind never is: it has left, or sleeps. */
  readonly silent: boolean;
}

/** What an engine remembers of one device, in event time: the same sightings give the same zones. */
export interface DeviceTrack {
  /** False where it counts for nothing: a stranger's scanner, or older than all that is remembered. May come out of order. */
  observe(heard: Heard): boolean;
  /** The device is certainly in this zone at this moment, as at a card reader. */
  place(zone: string, t: number): void;
  /** Called at every step, with rising times. */
  decide(t: number): Whereabouts;
}

/** The zone engine of a shop, by its names. */
export interface PresenceEngine {
  readonly grade: Grade;
  /** 1000; 100 where all scanners stand at a door. */
  readonly stepMs: number;
  /** Whether sightings of this anchor can say anything. */
  knows(anchor: string): boolean;
  track(): DeviceTrack;
}
