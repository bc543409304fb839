import { type BeaconClock, heardRotation, readingsAt, rotationsOf } from './eid.ts';
import { clockAt, epochAt, exponentAt, type Slots } from './secret-slot.ts';

/** A clock is written down again when it is known better by this much, s, or was not for so long. */
const WORTH_S = 30;
const WORTH_AFTER_S = 6 * 3600;

/** What was learned of the clocks of beacons since it was last written down. */
export class BeaconClocks {
  readonly #learned = new Map<number, BeaconClock>();

  /** Whether the beacon may send the identifier of this rotation at `t`: `stale` where its time is over; learns from it where it is right. */
  hear(slots: Slots, slot: number, rotation: number, t: number): 'right' | 'stale' | 'ahead' {
    const clock = this.#clockOf(slots, slot);
    const [first, last] = rotationsOf(readingsAt(clock, t), clock.exponent);
    if (rotation < first) return 'stale';
    if (rotation > last) return 'ahead';
    // An advert that was held up on its way says nothing about later.
    if (t / 1000 >= clock.heardS) this.#learned.set(slot, heardRotation(clock, rotation, t));
    return 'right';
  }

  #clockOf(slots: Slots, slot: number): BeaconClock {
    const stored = { epochS: epochAt(slots, slot), exponent: exponentAt(slots, slot), ...clockAt(slots, slot) };
    const learned = this.#learned.get(slot);
    // A slot that has another secret by now has another clock.
    return learned && learned.epochS === stored.epochS && learned.exponent === stored.exponent && learned.heardS >= stored.heardS
      ? learned
      : stored;
  }

  /** What is worth writing down: the caller does, and it is not told again. With `all`, whatever was learned. */
  *worthKeeping(slots: Slots, all = false): Generator<readonly [slot: number, clock: BeaconClock]> {
    for (const [slot, clock] of this.#learned) {
      const stored = clockAt(slots, slot);
      const better = stored.mostAheadS - stored.leastAheadS - (clock.mostAheadS - clock.leastAheadS);
      if (!all && stored.heardS !== 0 && clock.heardS - stored.heardS < WORTH_AFTER_S && better < WORTH_S) continue;
      this.#learned.delete(slot);
      yield [slot, clock];
    }
  }

  forget(slot: number): void {
    this.#learned.delete(slot);
  }
}
