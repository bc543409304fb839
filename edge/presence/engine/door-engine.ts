import { Readings } from './readings.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';

export type DoorSide = 'inside' | 'outside';

export interface DoorPlan {
  /** The side of each scanner; undefined for one that stands elsewhere and is not listened to. */
  readonly sides: readonly (DoorSide | undefined)[];
  /** What a scanner does not hear that is broken says nothing. */
  readonly isAlive?: (scanner: number) => boolean;
}

/** The two zones of a door, by index. */
export const DOOR_ZONES = { inside: 0, out: 1 } as const;

/** A crossing takes a second or two: the engine decides ten times as often as one that follows people through departments. */
export const DOOR_STEP_MS = 100;

const WINDOW_MS = 800;
/** Some devices advertise ten times a second; a door has a few scanners. */
const READINGS = 100;
/** What counts for a scanner that hears nothing: weaker than what it could hear. */
const UNHEARD_DBM = -100;
/** Who stands in the door is heard alike from both sides: less than this decides nothing, and neither does what lasts shorter than that. */
const THRESHOLD_DB = 2;
const CONFIRM_MS = 500;

/**
 * Inside or outside, from scanners on both sides of a door. Each side's level is half the mean of its scanners, which no single body or shelf
 * upsets, and half its strongest, which knows first who is near. The side changes when the other has been clearly louder for a while.
 */
export function createDoorEngine({ sides, isAlive = () => true }: DoorPlan): { track(): ZoneTrack } {
  const of = (side: DoorSide): number[] => [...sides.keys()].filter((scanner) => sides[scanner] === side);
  const plan = { inside: of('inside'), outside: of('outside'), known: new Set([...of('inside'), ...of('outside')]), isAlive };
  return { track: () => doorTrack(plan) };
}

interface Scanners {
  readonly inside: readonly number[];
  readonly outside: readonly number[];
  readonly known: ReadonlySet<number>;
  readonly isAlive: (scanner: number) => boolean;
}

function doorTrack({ inside, outside, known, isAlive }: Scanners): ZoneTrack {
  const readings = new Readings(READINGS);
  let zone: number | undefined;
  let otherSince: number | undefined;

  function level(scanners: readonly number[], t: number): number {
    const living = scanners.filter(isAlive);
    const means = (living.length > 0 ? living : scanners).map((scanner) => readings.mean(scanner, t, WINDOW_MS) ?? UNHEARD_DBM);
    return (means.reduce((sum, mean) => sum + mean, 0) / means.length + Math.max(...means)) / 2;
  }

  /** Starts with the louder side; after that the other must be louder by the threshold, and stay so. */
  function side(insideDb: number, t: number): number {
    if (zone === undefined) return insideDb > 0 ? DOOR_ZONES.inside : DOOR_ZONES.out;
    const towardsOther = zone === DOOR_ZONES.inside ? -insideDb : insideDb;
    if (towardsOther <= THRESHOLD_DB) {
      otherSince = undefined;
      return zone;
    }
    otherSince ??= t;
    if (t - otherSince < CONFIRM_MS) return zone;
    otherSince = undefined;
    return zone === DOOR_ZONES.inside ? DOOR_ZONES.out : DOOR_ZONES.inside;
  }

  return {
    observe(scanner, t, rssiDbm) {
      if (known.has(scanner)) readings.add(scanner, t, rssiDbm);
    },
    place(side) {
      zone = side;
      otherSince = undefined;
    },
    decide(t): ZoneDecision {
      if (readings.scanners(t, WINDOW_MS).length === 0) return { zone, confidence: zone === undefined ? 0 : 0.5 };
      const insideDb = level(inside, t) - level(outside, t);
      zone = side(insideDb, t);
      return { zone, confidence: confidence(zone === DOOR_ZONES.inside ? insideDb : -insideDb) };
    },
  };
}

/** One half where both sides are alike, less where the other is louder and not yet believed. */
function confidence(leadDb: number): number {
  return 1 / (1 + Math.exp(-leadDb / THRESHOLD_DB));
}
