import { type Dice, dice } from './dice.ts';
import { fadeDb } from './fading.ts';
import type { Point } from './floor-plan.ts';
import { lossShare } from './loss.ts';
import { type Field, halfRedrawn, perCell, shadowField } from './shadow-field.ts';

export interface Receiver extends Point {
  readonly z: number;
}

/** How radio travels in one shop; what is left out is drawn. */
export interface ChannelOptions {
  readonly rssiAt1mDbm?: number;
  readonly pathLossExponent?: number;
  /** How many walls and shelves stand between two places. */
  readonly between?: (from: Point, to: Point) => number;
}

/** How a device is carried: in a pocket it loses some dB and other ones each time it moves; in the hand, none. */
export type Carry = 'pocket' | 'hand';

/** A device on the way; it keeps what changes slowly from advert to advert, so that its time only rises. */
export interface Carried {
  /** What the scanner reads of an advert, whole dBm; undefined where the advert is lost. */
  hear(scanner: number, tMs: number, at: Point, headingRad: number): number | undefined;
}

export interface Channel {
  readonly rssiAt1mDbm: number;
  readonly pathLossExponent: number;
  carried(chance: Dice, carry: Carry): Carried;
  /** From then on half of the shadowing is another. */
  moveShelves(chance: Dice, atMs: number): void;
}

/** A row of shelves or a light wall; more than some of them radio goes round. Assumed. */
const WALL = { db: -3, mostDb: -15 };
const CARRIED_HEIGHT_M = 1.2;
const OFFSET = { sdDb: 2.2, mostDb: 5 };
const SHADOW = { sdDb: 3, correlationM: 1.5 };
const CROWD = { sdDb: 1.5, memoryMs: 30_000 };
const CARRY = { meanDb: -4, sdDb: 4, changesPerMs: 0.02 / 60_000 };
const BODY_DB = -6;
const NOISE_DB = 0.8;
/** A scanner listens to one of the three advertising channels at a time. */
const HOP_MS = 500;

/** The channel of a shop for a day: every figure is from recorded walks or assumed beside them. */
export function channel(chance: Dice, receivers: readonly Receiver[], options: ChannelOptions = {}): Channel {
  const rssiAt1mDbm = options.rssiAt1mDbm ?? -60 + 4 * chance.normal();
  const pathLossExponent = options.pathLossExponent ?? chance.between(1.4, 2.8);
  const fadeSeed = chance.unit() * 2 ** 32;
  const { between } = options;
  const drawn = (from: Dice): Field => shadowField(from, SHADOW.sdDb, SHADOW.correlationM);
  const ears = receivers.map((receiver) => ({
    ...receiver,
    offsetDb: Math.max(-OFFSET.mostDb, Math.min(OFFSET.mostDb, OFFSET.sdDb * chance.normal())),
    lossFloor: chance.between(0, 0.1),
    hopPhaseMs: chance.between(0, 3 * HOP_MS),
    shadow: drawn(chance),
    walls: between ? perCell((at) => Math.max(WALL.mostDb, WALL.db * between(receiver, at))) : () => 0,
    moved: undefined as Field | undefined,
  }));
  let movedMs = Number.POSITIVE_INFINITY;

  const carried = (own: Dice, carry: Carry): Carried => {
    const carryDb = (): number => (carry === 'hand' ? 0 : CARRY.meanDb + CARRY.sdDb * own.normal());
    const crowds = ears.map(() => ({ db: CROWD.sdDb * own.normal(), tMs: Number.NEGATIVE_INFINITY }));
    let pocketDb = carryDb();
    let nextPocketMs: number | undefined;

    return {
      hear(scanner, tMs, at, headingRad) {
        const ear = ears[scanner];
        const crowd = crowds[scanner];
        if (!ear || !crowd) return undefined;
        nextPocketMs ??= tMs + own.exponential(1 / CARRY.changesPerMs);
        if (tMs >= nextPocketMs) {
          pocketDb = carryDb();
          nextPocketMs = tMs + own.exponential(1 / CARRY.changesPerMs);
        }
        const memory = Math.exp(-(tMs - crowd.tMs) / CROWD.memoryMs);
        crowd.db = memory * crowd.db + Math.sqrt(1 - memory * memory) * CROWD.sdDb * own.normal();
        crowd.tMs = tMs;
        const distanceM = Math.max(0.5, Math.hypot(at.x - ear.x, at.y - ear.y, CARRIED_HEIGHT_M - ear.z));
        const behind = (1 - Math.cos(Math.atan2(ear.y - at.y, ear.x - at.x) - headingRad)) / 2;
        const heardOn = Math.floor((tMs + ear.hopPhaseMs) / HOP_MS) % 3;
        const levelDbm =
          rssiAt1mDbm -
          10 * pathLossExponent * Math.log10(distanceM) +
          ear.offsetDb +
          (tMs < movedMs ? ear.shadow : (ear.moved ?? ear.shadow))(at) +
          ear.walls(at) +
          pocketDb +
          BODY_DB * behind +
          crowd.db +
          fadeDb(fadeSeed, scanner, at, heardOn) +
          NOISE_DB * own.normal();
        return own.unit() < lossShare(levelDbm) + ear.lossFloor ? undefined : Math.round(Math.min(0, levelDbm));
      },
    };
  };

  const moveShelves = (from: Dice, atMs: number): void => {
    for (const ear of ears) ear.moved = halfRedrawn(ear.shadow, drawn(dice(from.unit() * 2 ** 32)));
    movedMs = atMs;
  };
  return { rssiAt1mDbm, pathLossExponent, carried, moveShelves };
}
