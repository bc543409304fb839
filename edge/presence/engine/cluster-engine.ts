import { motion } from './motion.ts';
import { REMEMBERED_MS, Readings } from './readings.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';

/** A shop of which only the scanners are known: each zone is the group of scanners that stand in it. */
export interface ClusterPlan {
  readonly zones: number;
  /** The zone of each scanner; undefined for one that stands in no zone, and is not listened to. */
  readonly zoneOfScanner: readonly (number | undefined)[];
  /** A device that was not heard for so long is nowhere. */
  readonly silentAfterMs?: number;
  /** What a scanner does not hear that is broken says nothing. */
  readonly isAlive?: (scanner: number) => boolean;
}

const STEP_MS = 1000;
const SILENT_AFTER_MS = 30_000;
const UNHEARD_DBM = -110;

/** A device moves from this motion on; one such second alone does not end its standing. */
const MOVING = 1.3;
const MOVING_FOR_MS = 2000;
const STANDING_AFTER_MS = 5000;

/** The longer a device has stood, the longer the window and the more its strongest readings count: what weakens them is people passing. */
const LEVELS = [
  { stillMs: 20_000, windowMs: 20_000, quantile: 0.9, secondShare: 0.15 },
  { stillMs: 10_000, windowMs: 10_000, quantile: 0.9, secondShare: 0.15 },
];
const WALKING = { windowMs: 3000, quantile: 0.75, secondShare: 0.3 };

/** A zone's lead over the current one, less the drift, adds up second by second; it takes over when the sum reaches the threshold. */
const DRIFT_DB = 0.5;
const MOVING_LEAD = { capDb: 12, threshold: 5 };
const STANDING_LEAD = { capDb: 2, threshold: 20 };

/** The above was found at two adverts a second. What is rarer scatters more: walking is compared over longer times, and asks for more proof. */
const DENSE_MS = 500;
const UNKNOWN_INTERVAL_MS = 1000;
const SPARSE_MAX_MS = 2000;
const HALF_MS = 5000;
const HALF_PER_SPARSE_MS = 4;
const THRESHOLD_PER_SPARSE_MS = 0.5 / 1000;

/**
 * At this margin to the next zone an even chance, and how fast it grows: the share of right seconds of recordings (docs/accuracy.md). Who stands
 * where the wrong zone is louder hears it louder for as long as he stands.
 */
const EVEN_MARGIN_DB = { moving: -1.8, standing: 0.3 };
const MARGIN_SCALE_DB = 3;

/** Zones by the scanners that hear a device best, with a cumulative sum against flapping. Needs neither a plan nor a survey. */
export function createClusterEngine(plan: ClusterPlan): { track(): ZoneTrack } {
  const scannersOfZone = Array.from({ length: plan.zones }, (_, zone) =>
    [...plan.zoneOfScanner.keys()].filter((scanner) => plan.zoneOfScanner[scanner] === zone),
  );
  return { track: () => new ClusterTrack(plan, scannersOfZone) };
}

/** A class, because thousands of them live at once, and what closures share each of them would have again. */
class ClusterTrack implements ZoneTrack {
  readonly #plan: ClusterPlan;
  readonly #scannersOfZone: readonly (readonly number[])[];
  readonly #readings = new Readings();
  readonly #leads: number[];
  #zone: number | undefined;
  #confidence = 0;
  #movingMs = 0;
  #stillMs = 0;
  #decidedAt: number | undefined;

  constructor(plan: ClusterPlan, scannersOfZone: readonly (readonly number[])[]) {
    this.#plan = plan;
    this.#scannersOfZone = scannersOfZone;
    this.#leads = scannersOfZone.map(() => 0);
  }

  observe(scanner: number, t: number, rssiDbm: number): void {
    if (this.#plan.zoneOfScanner[scanner] !== undefined) this.#readings.add(scanner, t, rssiDbm);
  }

  place(zone: number): void {
    this.#zone = zone;
    this.#leads.fill(0);
  }

  decide(t: number): ZoneDecision {
    const readings = this.#readings;
    const { silentAfterMs = SILENT_AFTER_MS } = this.#plan;
    const stepMs = Math.max(0, Math.min(STEP_MS, t - (this.#decidedAt ?? t - STEP_MS)));
    this.#decidedAt = t;
    const silentMs = t - (readings.latestMs ?? Number.NEGATIVE_INFINITY);
    if (silentMs >= silentAfterMs) {
      this.#forget();
      return { zone: undefined, confidence: 0 };
    }
    const sparseMs = Math.min(SPARSE_MAX_MS, Math.max(0, advertIntervalMs(readings, t) - DENSE_MS));
    this.#judgeMotion(t, stepMs, sparseMs);
    const levels = this.#scores(t);
    if (levels) this.#compare(levels, stepMs, sparseMs);
    // Nobody hears it just now: it stays where it was, less and less surely.
    const kept = levels ? 1 : Math.min(1, 1 - silentMs / silentAfterMs);
    return { zone: this.#zone, confidence: this.#confidence * kept };
  }

  #forget(): void {
    this.#zone = undefined;
    this.#confidence = 0;
    this.#movingMs = 0;
    this.#stillMs = 0;
    this.#leads.fill(0);
  }

  #judgeMotion(t: number, stepMs: number, sparseMs: number): void {
    const halfMs = Math.min(REMEMBERED_MS / 2, HALF_MS + HALF_PER_SPARSE_MS * sparseMs);
    const moved = motion(this.#readings, t, halfMs) ?? Number.POSITIVE_INFINITY;
    this.#movingMs = moved >= MOVING ? this.#movingMs + stepMs : 0;
    this.#stillMs = this.#movingMs >= MOVING_FOR_MS ? 0 : this.#stillMs + stepMs;
  }

  #hasSecond(of: number): boolean {
    const { isAlive = () => true } = this.#plan;
    let alive = 0;
    for (const scanner of this.#scannersOfZone[of] ?? []) if (isAlive(scanner)) alive += 1;
    return alive > 1;
  }

  /** How strongly each zone hears the device: by its best scanner and, less, by its second-best, which one lucky packet does not fool. */
  #scores(t: number): readonly number[] | undefined {
    const { windowMs, quantile, secondShare } = LEVELS.find((level) => this.#stillMs >= level.stillMs) ?? WALKING;
    const heard = this.#readings.scanners(t, windowMs);
    if (heard.length === 0) return undefined;
    const best = this.#leads.map(() => UNHEARD_DBM);
    const second = this.#leads.map(() => UNHEARD_DBM);
    for (const scanner of heard) {
      const of = this.#plan.zoneOfScanner[scanner] ?? 0;
      // However weak: who hears it is nearer than who does not.
      const level = Math.max(UNHEARD_DBM + 1, this.#readings.quantile(scanner, t, windowMs, quantile) ?? UNHEARD_DBM);
      const strongest = best[of] ?? UNHEARD_DBM;
      best[of] = Math.max(level, strongest);
      second[of] = Math.max(Math.min(level, strongest), second[of] ?? UNHEARD_DBM);
    }
    return best.map((level, of) => (this.#hasSecond(of) ? (1 - secondShare) * level + secondShare * (second[of] ?? level) : level));
  }

  #compare(levels: readonly number[], stepMs: number, sparseMs: number): void {
    const leads = this.#leads;
    let zone = this.#zone ?? levels.indexOf(Math.max(...levels));
    const standing = this.#stillMs >= STANDING_AFTER_MS;
    const { capDb } = standing ? STANDING_LEAD : MOVING_LEAD;
    const threshold = standing ? STANDING_LEAD.threshold : MOVING_LEAD.threshold * (1 + THRESHOLD_PER_SPARSE_MS * sparseMs);
    const current = levels[zone] ?? UNHEARD_DBM;
    for (const [of, level] of levels.entries()) {
      const gain = Math.min(level - current - DRIFT_DB, capDb) * (stepMs / STEP_MS);
      leads[of] = of === zone ? 0 : Math.max(0, (leads[of] ?? 0) + gain);
    }
    let lead = Math.max(...leads);
    if (lead >= threshold) {
      zone = leads.indexOf(lead);
      leads.fill(0);
      lead = 0;
    }
    this.#zone = zone;
    const others = levels.filter((_, of) => of !== zone);
    const marginDb = (levels[zone] ?? UNHEARD_DBM) - Math.max(UNHEARD_DBM, ...others);
    const evenDb = standing ? EVEN_MARGIN_DB.standing : EVEN_MARGIN_DB.moving;
    this.#confidence = (1 - lead / (2 * threshold)) / (1 + Math.exp((evenDb - marginDb) / MARGIN_SCALE_DB));
  }
}

/** How often the device advertises, by the scanner that misses the least. */
function advertIntervalMs(readings: Readings, t: number): number {
  const spacings = readings
    .scanners(t, REMEMBERED_MS)
    .map((scanner) => readings.spacing(scanner, t, REMEMBERED_MS) ?? Number.POSITIVE_INFINITY);
  const shortest = Math.min(...spacings);
  return Number.isFinite(shortest) ? shortest : UNKNOWN_INTERVAL_MS;
}
