import { encryptBlock, expandKey, SCHEDULE_WORDS } from './aes.ts';
import { keyWordAt, type Slots } from './secret-slot.ts';

/** The clock of a beacon is this much off at most, by the specification of Eddystone-EID. */
const DRIFT = 150e-6;
/** Radio, gateways and the shop's own clock, s. */
const LEAST_TOLERANCE_S = 10;
/** A whole rotation either way is tolerated, but no more than this, s: the same as for the tokens of an app. */
const MOST_TOLERANCE_S = 900;
const TEMPORARY_KEY = 0xff;
/** The temporary key is another one every 2^16 s. */
const TEMPORARY_BITS = 16;
const U32 = 2 ** 32;

const identitySchedule = new Int32Array(SCHEDULE_WORDS);
const temporarySchedule = new Int32Array(SCHEDULE_WORDS);
const out = new Int32Array(4);

/** Computes identifiers of one beacon: `at(rotation)` fills `words` with the identifier that it sends from `rotation * 2^K` s of its clock on. */
export function eidsOf(k0: number, k1: number, k2: number, k3: number, exponent: number): (rotation: number) => Int32Array {
  let temporary = -1;
  return (rotation) => {
    const seconds = rotation * 2 ** exponent;
    const wanted = Math.floor(seconds / 2 ** TEMPORARY_BITS);
    if (wanted !== temporary) {
      temporary = wanted;
      expandKey(k0, k1, k2, k3, identitySchedule);
      encryptBlock(identitySchedule, 0, 0, 0, TEMPORARY_KEY, temporary, out);
      expandKey(out[0] as number, out[1] as number, out[2] as number, out[3] as number, temporarySchedule);
    }
    encryptBlock(temporarySchedule, 0, 0, 0, exponent, seconds | 0, out);
    return out;
  };
}

/** The same for the secret in a slot. Only one beacon is computed at a time: they share their working memory. */
export function eidsAt(slots: Slots, slot: number, exponent: number): (rotation: number) => Int32Array {
  return eidsOf(keyWordAt(slots, slot, 0), keyWordAt(slots, slot, 1), keyWordAt(slots, slot, 2), keyWordAt(slots, slot, 3), exponent);
}

/** What is known of a beacon's clock, s: when it was heard or set, and how far ahead of its epoch it was then. */
export interface BeaconClock {
  /** When it was at 0, s since 1970. */
  readonly epochS: number;
  readonly exponent: number;
  /** 0 for never: then it is as it was set. */
  readonly heardS: number;
  readonly leastAheadS: number;
  readonly mostAheadS: number;
}

/** Between which readings the beacon's clock may stand at `t`, s: the longer it was not heard, the wider. */
export function readingsAt({ epochS, exponent, heardS, leastAheadS, mostAheadS }: BeaconClock, t: number): [least: number, most: number] {
  const nowS = t / 1000;
  const tolerance = Math.max(LEAST_TOLERANCE_S, Math.min(MOST_TOLERANCE_S, 2 ** exponent));
  const slack = Math.abs(nowS - (heardS || epochS)) * DRIFT + tolerance;
  const reading = nowS - epochS;
  return [reading + leastAheadS - slack, reading + mostAheadS + slack];
}

/** The first and the last rotation of these readings. */
export function rotationsOf([least, most]: readonly [number, number], exponent: number): [first: number, last: number] {
  const at = (seconds: number) => Math.floor(Math.max(0, Math.min(U32 - 1, seconds)) / 2 ** exponent);
  return [at(least), at(most)];
}

/** What is known of the clock after its rotation was heard at `t`: between the start and the end of it, and no more off than drift allows. */
export function heardRotation(clock: BeaconClock, rotation: number, t: number): BeaconClock {
  const nowS = t / 1000;
  const start = rotation * 2 ** clock.exponent - (nowS - clock.epochS);
  const drift = Math.abs(nowS - (clock.heardS || clock.epochS)) * DRIFT;
  const earliest = start - LEAST_TOLERANCE_S;
  const latest = start + 2 ** clock.exponent + LEAST_TOLERANCE_S;
  const least = Math.max(earliest, clock.leastAheadS - drift);
  const most = Math.min(latest, clock.mostAheadS + drift);
  // Where the two do not meet, the clock was set anew or was more off than it may be: what was heard counts.
  const [leastAheadS, mostAheadS] = least <= most ? [least, most] : [earliest, latest];
  return { ...clock, heardS: nowS, leastAheadS, mostAheadS };
}
