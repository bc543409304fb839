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

/** At this margin to the next zone an even chance, and how fast it grows: the share of right seconds on recorded walks. */
const EVEN_MARGIN_DB = -1.5;
const MARGIN_SCALE_DB = 3;

/** Zones by the scanners that hear a device best, with a cumulative sum against flapping. Needs neither a plan nor a survey. */
export function createClusterEngine(plan: ClusterPlan): { track(): ZoneTrack } {
  const scannersOfZone = Array.from({ length: plan.zones }, (_, zone) =>
    [...plan.zoneOfScanner.keys()].filter((scanner) => plan.zoneOfScanner[scanner] === zone),
  );
  return { track: () => clusterTrack(plan, scannersOfZone) };
}

function clusterTrack(plan: ClusterPlan, scannersOfZone: readonly (readonly number[])[]): ZoneTrack {
  const { zoneOfScanner, silentAfterMs = SILENT_AFTER_MS, isAlive = () => true } = plan;
  const readings = new Readings();
  const leads = scannersOfZone.map(() => 0);
  let zone: number | undefined;
  let confidence = 0;
  let movingMs = 0;
  let stillMs = 0;
  let decidedAt: number | undefined;

  function forget(): void {
    zone = undefined;
    confidence = 0;
    movingMs = 0;
    stillMs = 0;
    leads.fill(0);
  }

  function judgeMotion(t: number, stepMs: number, sparseMs: number): void {
    const moved = motion(readings, t, Math.min(REMEMBERED_MS / 2, HALF_MS + HALF_PER_SPARSE_MS * sparseMs)) ?? Number.POSITIVE_INFINITY;
    movingMs = moved >= MOVING ? movingMs + stepMs : 0;
    stillMs = movingMs >= MOVING_FOR_MS ? 0 : stillMs + stepMs;
  }

  function hasSecond(of: number): boolean {
    let alive = 0;
    for (const scanner of scannersOfZone[of] ?? []) if (isAlive(scanner)) alive += 1;
    return alive > 1;
  }

  /** How strongly each zone hears the device: by its best scanner and, less, by its second-best, which one lucky packet does not fool. */
  function scores(t: number): readonly number[] | undefined {
    const { windowMs, quantile, secondShare } = LEVELS.find((level) => stillMs >= level.stillMs) ?? WALKING;
    const heard = readings.scanners(t, windowMs);
    if (heard.length === 0) return undefined;
    const best = scannersOfZone.map(() => UNHEARD_DBM);
    const second = scannersOfZone.map(() => UNHEARD_DBM);
    for (const scanner of heard) {
      const of = zoneOfScanner[scanner] ?? 0;
      const level = readings.quantile(scanner, t, windowMs, quantile) ?? UNHEARD_DBM;
      const strongest = best[of] ?? UNHEARD_DBM;
      best[of] = Math.max(level, strongest);
      second[of] = Math.max(Math.min(level, strongest), second[of] ?? UNHEARD_DBM);
    }
    return best.map((level, of) => (hasSecond(of) ? (1 - secondShare) * level + secondShare * (second[of] ?? level) : level));
  }

  function compare(levels: readonly number[], stepMs: number, sparseMs: number): void {
    zone ??= levels.indexOf(Math.max(...levels));
    const standing = stillMs >= STANDING_AFTER_MS;
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
    const others = levels.filter((_, of) => of !== zone);
    const marginDb = (levels[zone] ?? UNHEARD_DBM) - Math.max(UNHEARD_DBM, ...others);
    confidence = (1 - lead / (2 * threshold)) / (1 + Math.exp((EVEN_MARGIN_DB - marginDb) / MARGIN_SCALE_DB));
  }

  return {
    observe(scanner, t, rssiDbm) {
      if (zoneOfScanner[scanner] !== undefined) readings.add(scanner, t, rssiDbm);
    },

    place(of) {
      zone = of;
      leads.fill(0);
    },

    decide(t): ZoneDecision {
      const stepMs = Math.max(0, Math.min(STEP_MS, t - (decidedAt ?? t - STEP_MS)));
      decidedAt = t;
      const silentMs = t - (readings.latestMs ?? Number.NEGATIVE_INFINITY);
      if (silentMs >= silentAfterMs) {
        forget();
        return { zone, confidence };
      }
      const sparseMs = Math.min(SPARSE_MAX_MS, Math.max(0, advertIntervalMs(readings, t) - DENSE_MS));
      judgeMotion(t, stepMs, sparseMs);
      const levels = scores(t);
      // Nobody hears it just now: it stays where it was, less and less surely.
      if (!levels) return { zone, confidence: confidence * Math.min(1, 1 - silentMs / silentAfterMs) };
      compare(levels, stepMs, sparseMs);
      return { zone, confidence };
    },
  };
}

/** How often the device advertises, by the scanner that misses the least. */
function advertIntervalMs(readings: Readings, t: number): number {
  const spacings = readings
    .scanners(t, REMEMBERED_MS)
    .map((scanner) => readings.spacing(scanner, t, REMEMBERED_MS) ?? Number.POSITIVE_INFINITY);
  const shortest = Math.min(...spacings);
  return Number.isFinite(shortest) ? shortest : UNKNOWN_INTERVAL_MS;
}
