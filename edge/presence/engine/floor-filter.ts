import { createBlur, type FloorGrid } from './floor-grid.ts';
import { keepCloud, recallCloud } from './kept-cloud.ts';
import { byLevel, missedAsWeak, missedExcessDb, missedShare } from './missed.ts';
import { motion } from './motion.ts';
import { Readings } from './readings.ts';
import type { SignalMap } from './signal-map.ts';

export interface FilterRecipe {
  /** What stands for a scanner's readings of the window: their 75th percentile, or their mean. */
  readonly statistic: 'upper' | 'mean';
  readonly windowMs: number;
  /** A reading below what is expected counts this much less than one above: bodies and shelves only ever weaken. */
  readonly skew: number;
  /** How much of a reading's evidence counts: readings that follow each other repeat each other, most of all where nobody moves. */
  readonly trust: { readonly moving: number; readonly standing: number };
}

export interface Level {
  readonly scanner: number;
  readonly dbm: number;
}

/** Where one device is on the floor, as a probability per cell. */
export interface FloorFilter {
  /** To be read before another device has its turn. */
  readonly posterior: Float32Array;
  readonly standing: boolean;
  /** How much more strongly the device sends, or is carried, than the map expects. */
  readonly gainDb: number;
  observe(scanner: number, t: number, rssiDbm: number): void;
  /** Takes what somebody else knows of where it is: how likely that is in each cell. What is likely in none is not of this floor. */
  weigh(likelihood: (cell: number) => number): void;
  /** Goes on to `t`, a second later; returns what the scanners heard, which is nothing where the device was silent. */
  step(t: number): readonly Level[];
}

/** Student's t with 8 degrees of freedom and a scale of 4 dB: its tails forgive a wall that the map does not know. */
const SCALE_DB = 4;
const FREEDOM = 8;
const POWER = -(FREEDOM + 1) / 2;

/** A scanner that heard nothing of a device for so long, while others did, missed it; what it missed counts for less than what is heard. */
const MISSED_MS = 4000;
const MISSED_TRUST = 0.5;
const missedMisfit = byLevel((dbm) => missedShare(dbm) ** (MISSED_TRUST / POWER));
const weakness = byLevel(missedAsWeak);
const weakExcess = byLevel(missedExcessDb);

/** Plausible walking within a second, and the unrest of someone who looks at a shelf. */
const WALK_M = 1.2;
const STAND_M = 0.35;
/** The statistic of motion.ts: one in twenty standing seconds is above, and one in ten walking seconds below. */
const WALKING = 1.3;
const STANDING_AFTER_STEPS = 3;

/**
 * What a second of readings teaches of the device's gain, in readings that are independent of each other: who stands stays in the same shadows.
 * Before, devices are believed to differ by 4 dB, where path loss leaves over 4.5 dB of a reading.
 */
const GAIN_WORTH = { moving: 0.25, standing: 0.05 };
const GAIN_PRIOR = (4.5 / 4) ** 2;
/** The gain is not read from where the device hardly is. */
const UNLIKELY = 1e-3;

/** 10 s of a dozen scanners twice a second: all that motion needs, and together with the cells less than 4 kB. */
const READINGS = 300;
const IMPOSSIBLE = 1e-10;
/** The chance that all that was heard was misleading, where somebody knows better. */
const SURPRISE = 1e-3;
/** The product over so many scanners stays within the range of a number. */
const SCANNERS_PER_SCALING = 32;

/** A Bayes filter over the cells of the floor: walking spreads the probability, readings gather it. */
export function createFloorFilters(
  grid: FloorGrid,
  map: SignalMap,
  recipe: FilterRecipe,
  /** Whether the scanner hears anybody at all. */
  isHearing: (scanner: number) => boolean = () => true,
): () => FloorFilter {
  const walk = createBlur(grid, WALK_M);
  const stand = createBlur(grid, STAND_M);
  const misfit = new Float64Array(grid.cells);
  const possible = new Uint16Array(grid.cells);
  /** Whether each scanner missed the device. */
  const missed = new Uint8Array(map.length);
  /** The cloud of the device whose turn it is: all others keep theirs in a few bytes. */
  const cloud = new Float32Array(grid.cells);
  let turn: FloorFilter | undefined;

  function levelsAt(readings: Readings, t: number): readonly Level[] {
    return readings.scanners(t, recipe.windowMs).flatMap((scanner) => {
      const dbm =
        recipe.statistic === 'mean' ? readings.mean(scanner, t, recipe.windowMs) : readings.quantile(scanner, t, recipe.windowMs, 0.75);
      return dbm === undefined || !map[scanner] ? [] : [{ scanner, dbm }];
    });
  }

  /** In the first step of a device some scanner is the first to hear it: that says nothing of the others. */
  function noteMissed(readings: Readings, t: number, isKnown: boolean): void {
    for (let scanner = 0; scanner < map.length; scanner++) missed[scanner] = isKnown && isHearing(scanner) ? 1 : 0;
    if (!isKnown) return;
    for (const scanner of readings.scanners(t, MISSED_MS)) missed[scanner] = 0;
  }

  /** Bayes' rule. */
  function update(posterior: Float32Array, levels: readonly Level[], gainDb: number, trust: number): void {
    let count = 0;
    for (let cell = 0; cell < posterior.length; cell++) if ((posterior[cell] ?? 0) > IMPOSSIBLE) possible[count++] = cell;
    misfit.fill(1, 0, count);
    for (const [index, { scanner, dbm }] of levels.entries()) {
      const expected = map[scanner] ?? misfit;
      for (let at = 0; at < count; at++) {
        const above = dbm - gainDb - (expected[possible[at] ?? 0] ?? 0);
        const scaled = (above < 0 ? above / recipe.skew : above) / SCALE_DB;
        misfit[at] = (misfit[at] ?? 0) * (1 + (scaled * scaled) / FREEDOM);
      }
      if (index % SCANNERS_PER_SCALING === SCANNERS_PER_SCALING - 1) scale(count);
    }
    scale(count);
    updateByMissed(count, gainDb);
    scale(count);
    let sum = 0;
    for (let at = 0; at < count; at++) {
      const weight = (posterior[possible[at] ?? 0] ?? 0) * (misfit[at] ?? 0) ** (POWER * trust);
      misfit[at] = weight;
      sum += weight;
    }
    posterior.fill(0);
    for (let at = 0; at < count; at++) posterior[possible[at] ?? 0] = (misfit[at] ?? 0) / sum;
  }

  /** Where it would have been heard by those who missed it, it hardly is. */
  function updateByMissed(count: number, gainDb: number): void {
    for (const [scanner, expected] of map.entries()) {
      if (missed[scanner] !== 1) continue;
      for (let at = 0; at < count; at++) {
        misfit[at] = (misfit[at] ?? 0) * missedMisfit((expected[possible[at] ?? 0] ?? 0) + gainDb);
      }
    }
  }

  /** What the levels are above the map where the device may be, and how much of them counts: weakened ones less, as in the update. */
  function excess(posterior: Float32Array, levels: readonly Level[], gainDb: number): readonly [sum: number, weight: number] {
    let [sum, weight] = [0, 0];
    for (let cell = 0; cell < posterior.length; cell++) {
      const probability = posterior[cell] ?? 0;
      if (probability < UNLIKELY) continue;
      for (const { scanner, dbm } of levels) {
        const above = dbm - (map[scanner]?.[cell] ?? 0);
        const counts = above < gainDb ? probability / recipe.skew ** 2 : probability;
        sum += counts * above;
        weight += counts;
      }
      for (const [scanner, expected] of map.entries()) {
        if (missed[scanner] !== 1) continue;
        // Those who hear a device are those who hear it well: without the others its gain would seem too high.
        const dbm = (expected[cell] ?? 0) + gainDb;
        const counts = probability * weakness(dbm);
        sum += counts * (gainDb + weakExcess(dbm));
        weight += counts;
      }
    }
    return [sum, weight];
  }

  /** Makes the best cell's misfit 1. */
  function scale(count: number): void {
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < count; at++) least = Math.min(least, misfit[at] ?? 0);
    for (let at = 0; at < count; at++) misfit[at] = (misfit[at] ?? 0) / least;
  }

  class Filter implements FloorFilter {
    // One buffer for all: each more would cost as much again in what the runtime keeps about it.
    readonly #buffer = new ArrayBuffer(Readings.bytes(READINGS) + 2 * grid.cells);
    readonly #readings = new Readings(READINGS, this.#buffer);
    readonly #kept = new Uint16Array(this.#buffer, Readings.bytes(READINGS), grid.cells).fill(1);
    #still = 0;
    #excess = 0;
    #learntFrom = GAIN_PRIOR;

    get posterior(): Float32Array {
      if (turn !== this) recallCloud(this.#kept, cloud);
      turn = this;
      return cloud;
    }

    get standing(): boolean {
      return this.#still >= STANDING_AFTER_STEPS;
    }

    get gainDb(): number {
      return this.#excess / this.#learntFrom;
    }

    observe(scanner: number, t: number, rssiDbm: number): void {
      this.#readings.add(scanner, t, rssiDbm);
    }

    weigh(likelihood: (cell: number) => number): void {
      const posterior = this.posterior;
      let sum = 0;
      for (let cell = 0; cell < posterior.length; cell++) {
        misfit[cell] = ((1 - SURPRISE) * (posterior[cell] ?? 0) + SURPRISE / posterior.length) * likelihood(cell);
        sum += misfit[cell] ?? 0;
      }
      if (!(sum > 0)) return;
      for (let cell = 0; cell < posterior.length; cell++) posterior[cell] = (misfit[cell] ?? 0) / sum;
      keepCloud(posterior, this.#kept);
    }

    step(t: number): readonly Level[] {
      this.#still = (motion(this.#readings, t) ?? WALKING) >= WALKING ? 0 : this.#still + 1;
      const posterior = this.posterior;
      (this.standing ? stand : walk)(posterior);
      const levels = levelsAt(this.#readings, t);
      const trust = (this.standing ? recipe.trust.standing : recipe.trust.moving) / (recipe.windowMs / 1000);
      if (levels.length > 0) {
        noteMissed(this.#readings, t, this.#learntFrom > GAIN_PRIOR);
        update(posterior, levels, this.gainDb, trust);
        this.#learnGain(excess(posterior, levels, this.gainDb));
      }
      keepCloud(posterior, this.#kept);
      return levels;
    }

    /** Phones and tags differ by more than a scanner does from the next, and a pocket takes as much again (presence.md §2.5, §3). */
    #learnGain([sum, weight]: readonly [number, number]): void {
      const worth = this.standing ? GAIN_WORTH.standing : GAIN_WORTH.moving;
      this.#excess += worth * sum;
      this.#learntFrom += worth * weight;
    }
  }

  return () => new Filter();
}
