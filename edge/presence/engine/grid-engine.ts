import { createFloorFilters, type FilterRecipe, type FloorFilter } from './floor-filter.ts';
import type { FloorGrid } from './floor-grid.ts';
import type { SignalMap } from './signal-map.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';

export interface GridRecipe extends FilterRecipe {
  /** Zones are read from where the cloud will be so much later, at its own speed: that takes back the delay of the windows. */
  readonly leadS: number;
  /** The share that another zone must have of its own probability and the current zone's, while walking. */
  readonly odds: number;
}

/** With a survey map. */
export const SURVEY_RECIPE: GridRecipe = {
  statistic: 'upper',
  windowMs: 2000,
  skew: 1.3,
  trust: { moving: 1, standing: 0.1 },
  leadS: 2,
  odds: 0.82,
};

/** With scanner positions only. A lead would add changes here, and no accuracy: the cloud is less sharp than its speed. */
export const POSITIONS_RECIPE: GridRecipe = {
  statistic: 'mean',
  windowMs: 1000,
  skew: 1,
  trust: { moving: 0.7, standing: 0.2 },
  leadS: 0,
  odds: 0.65,
};

export interface GridPlan {
  readonly grid: FloorGrid;
  /** How many zones the floor plan has, with and without a polygon. */
  readonly zones: number;
  readonly map: SignalMap;
  readonly recipe: GridRecipe;
  /** Whether the scanner hears anybody at all; without it, all do. */
  readonly isHearing?: (scanner: number) => boolean;
}

const STEP_MS = 1000;
/** After so long a gap nothing of where the device was is worth keeping. */
const FORGET_STEPS = 60;
/** Who stands is only moved by strong evidence that lasts. */
const STANDING_ODDS = 0.9;
const STANDING_CONFIRM_STEPS = 3;
/** As long as the path is kept. */
/** So that of the decisions with a confidence of .8 about 80 % are right (docs/accuracy.md). */
const SHARPENING = 1.25;
/** What is not in doubt by the map may still be where the map is wrong, and who stands there is wrong all the time. */
const SURE = { moving: 0.97, standing: 0.93 };
const SPEED_WINDOW_S = 3;
const SPEED_MAX_MPS = 1.2;
/** How likely a device is in another zone than the one it is said to be in, cell by cell. */
const ELSEWHERE = { placed: 1e-6, claimed: 0.1 };
const UNDECIDED: ZoneDecision = { zone: undefined, confidence: 0 };

/**
 * Zones that are drawn on a plan, from a Bayes filter over the floor. The probability outside all zones competes like a zone of its own: where
 * it leads, no zone is decided. The confidence is the probability of the decided zone, sharpened.
 */
export function createGridEngine(plan: GridPlan): { track(): ZoneTrack } {
  const newFilter = createFloorFilters(plan.grid, plan.map, plan.recipe, plan.isHearing);
  const shares = new Float64Array(plan.zones + 1);
  return { track: () => new GridTrack(plan, newFilter(), shares) };
}

/** A class, because thousands of them live at once, and what closures share each of them would have again. */
class GridTrack implements ZoneTrack {
  readonly #plan: GridPlan;
  readonly #filter: FloorFilter;
  readonly #shares: Float64Array;
  /** The means of the last seconds: x and y by turns, the newest last. An array that grew would keep room to grow on. */
  readonly #path: number[] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  #steppedAt: number | undefined;
  #current: number | undefined;
  #challenger: number | undefined;
  #confirmed = 0;
  #isInformed = false;
  #decision = UNDECIDED;

  constructor(plan: GridPlan, filter: FloorFilter, shares: Float64Array) {
    this.#plan = plan;
    this.#filter = filter;
    this.#shares = shares;
  }

  observe(scanner: number, t: number, rssiDbm: number): void {
    this.#filter.observe(scanner, t, rssiDbm);
  }

  place(zone: number): void {
    this.#weigh((cell) => (this.#zoneOf(cell) === zone ? 1 : ELSEWHERE.placed));
    this.#current = zone;
    this.#challenger = undefined;
  }

  claim(zone: number): void {
    this.#weigh((cell) => (this.#zoneOf(cell) === zone ? 1 : ELSEWHERE.claimed));
  }

  locate(x: number, y: number, accuracyM: number): void {
    const { grid } = this.#plan;
    const sigma = Math.max(grid.cellM, accuracyM);
    this.#weigh((cell) => Math.exp((((grid.x[cell] ?? 0) - x) ** 2 + ((grid.y[cell] ?? 0) - y) ** 2) / (-2 * sigma ** 2)));
  }

  #weigh(likelihood: (cell: number) => number): void {
    this.#filter.weigh(likelihood);
    this.#isInformed = true;
  }

  #zoneOf(cell: number): number {
    const { grid } = this.#plan;
    return grid.zoneAt(grid.x[cell] ?? 0, grid.y[cell] ?? 0);
  }

  decide(t: number): ZoneDecision {
    const steppedAt = this.#steppedAt;
    if (steppedAt !== undefined && t - steppedAt < STEP_MS) return this.#decision;
    const steps = steppedAt === undefined ? 1 : Math.min(FORGET_STEPS, Math.floor((t - steppedAt) / STEP_MS));
    for (let left = steps - 1; left >= 0; left--) {
      const heard = this.#filter.step(t - left * STEP_MS).length > 0 || (this.#isInformed && left === 0);
      this.#share(this.#lead());
      if (heard) this.#decideZone();
    }
    this.#steppedAt = t;
    this.#isInformed = false;
    const zone = this.#current;
    const confidence = zone === undefined ? 0 : confidenceOf(this.#shares, zone) * (this.#filter.standing ? SURE.standing : SURE.moving);
    this.#decision = { zone: zone === this.#plan.zones ? undefined : zone, confidence };
    return this.#decision;
  }

  /** How far ahead the zones are read. */
  #lead(): readonly [number, number] {
    const { grid, recipe } = this.#plan;
    const [x, y] = meanOf(grid, this.#filter.posterior);
    const path = this.#path;
    const [beforeX = x, beforeY = y] = path;
    path.copyWithin(0, 2);
    path[path.length - 2] = x;
    path[path.length - 1] = y;
    if (Number.isNaN(beforeX) || this.#filter.standing || recipe.leadS === 0) return [0, 0];
    const [dx, dy] = [(x - beforeX) / SPEED_WINDOW_S, (y - beforeY) / SPEED_WINDOW_S];
    const scale = recipe.leadS * Math.min(1, SPEED_MAX_MPS / Math.hypot(dx, dy, Number.EPSILON));
    return [dx * scale, dy * scale];
  }

  #share([leadX, leadY]: readonly [number, number]): void {
    const { grid } = this.#plan;
    const shares = this.#shares;
    const posterior = this.#filter.posterior;
    shares.fill(0);
    for (let cell = 0; cell < grid.cells; cell++) {
      const probability = posterior[cell] ?? 0;
      if (probability === 0) continue;
      const zone = grid.zoneAt((grid.x[cell] ?? 0) + leadX, (grid.y[cell] ?? 0) + leadY);
      shares[zone] = (shares[zone] ?? 0) + probability;
    }
  }

  #decideZone(): void {
    const shares = this.#shares;
    let leader = 0;
    for (let zone = 1; zone < shares.length; zone++) if ((shares[zone] ?? 0) > (shares[leader] ?? 0)) leader = zone;
    const current = this.#current ?? leader;
    this.#current = current;
    const [ahead, behind] = [shares[leader] ?? 0, shares[current] ?? 0];
    const { standing } = this.#filter;
    const beaten = leader !== current && ahead >= (standing ? STANDING_ODDS : this.#plan.recipe.odds) * (ahead + behind);
    this.#confirmed = beaten ? (leader === this.#challenger ? this.#confirmed : 0) + 1 : 0;
    this.#challenger = beaten ? leader : undefined;
    if (this.#confirmed < (standing ? STANDING_CONFIRM_STEPS : 1)) return;
    this.#current = leader;
    this.#challenger = undefined;
    this.#confirmed = 0;
  }
}

/** The share of the zone in the probabilities as they would be had their evidence not been tempered so much. */
function confidenceOf(shares: Float64Array, zone: number): number {
  let sum = 0;
  for (const share of shares) sum += share ** SHARPENING;
  return sum > 0 ? (shares[zone] ?? 0) ** SHARPENING / sum : 0;
}

function meanOf(grid: FloorGrid, posterior: Float32Array): [number, number] {
  let [x, y] = [0, 0];
  for (let cell = 0; cell < grid.cells; cell++) {
    const probability = posterior[cell] ?? 0;
    x += probability * (grid.x[cell] ?? 0);
    y += probability * (grid.y[cell] ?? 0);
  }
  return [x, y];
}
