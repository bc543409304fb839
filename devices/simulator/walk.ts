import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { type Dice, dice } from './dice.ts';
import { type FloorPlan, floorPlan, type Point } from './floor-plan.ts';
import { type Route, route, type Stop } from './route.ts';
import { espresense } from './trace.ts';
import type { TruthRow } from './truth.ts';

export interface WalkOptions {
  readonly site: Site;
  readonly seed: number;
  /** The identifier that is carried. */
  readonly mobile: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly rssiAt1mDbm?: number;
  /** Where to go; the seed decides when absent. After the last stop the shopper stays there until the walk ends. */
  readonly stops?: readonly Stop[];
}

export interface Walk {
  /** In order of time. */
  readonly lines: TraceLine[];
  readonly truth: TruthRow[];
}

/** How one scanner hears: people do not mount twelve equal scanners. */
interface Ear extends Point {
  readonly id: string;
  readonly z: number;
  readonly offsetDb: number;
  readonly pathLossExponent: number;
}

const CARRIED_HEIGHT_M = 1;
const TRUTH_STEP_MS = 100;
const INTERVAL_MS = { from: 300, to: 600 };
const OFFSET_DB = 2;
const SHADOW_DB = 3;
/** Shadowing stays alike over about as long as a shopper needs for a metre. */
const SHADOW_MEMORY_MS = 900;
const FADE = { share: 0.15, meanDb: 5 };
const LOST_SHARE = 0.08;
const SENSITIVITY_DBM = -97;

/** One shopper's walk through the shop: what every scanner publishes, and where the shopper truly was. */
export function generateWalk(options: WalkOptions): Walk {
  const { site, seed, mobile, startMs, durationMs, rssiAt1mDbm = -59, stops } = options;
  const plan = floorPlan(site);
  const chance = dice(seed);
  const mac = macOf(chance);
  const ears: Ear[] = plan.scanners.map((scanner) => ({
    ...scanner,
    offsetDb: OFFSET_DB * chance.normal(),
    pathLossExponent: chance.between(1.6, 2),
  }));
  const walked = route(plan, chance, durationMs, stops);
  const lines = ears.flatMap((ear) =>
    hear(ear, walked, durationMs, rssiAt1mDbm, chance).map((heard): TraceLine => {
      const report = espresense({ room: ear.id, mobile, mac, rssiDbm: heard.rssiDbm, rssiAt1mDbm, intervalMs: heard.intervalMs });
      return { t: startMs + Math.round(heard.sinceMs), source: 'mqtt', ...report };
    }),
  );
  lines.sort((a, b) => a.t - b.t);
  return { lines, truth: truthOf(plan, walked, mobile, startMs, durationMs) };
}

function hear(ear: Ear, walked: Route, durationMs: number, rssiAt1mDbm: number, chance: Dice) {
  const heard: { sinceMs: number; intervalMs: number; rssiDbm: number }[] = [];
  let shadowDb = SHADOW_DB * chance.normal();
  let intervalMs = chance.between(0, INTERVAL_MS.to);
  for (let sinceMs = intervalMs; sinceMs < durationMs; sinceMs += intervalMs) {
    const at = walked(sinceMs);
    const distanceM = Math.max(0.3, Math.hypot(at.x - ear.x, at.y - ear.y, CARRIED_HEIGHT_M - ear.z));
    const memory = Math.exp(-intervalMs / SHADOW_MEMORY_MS);
    shadowDb = memory * shadowDb + Math.sqrt(1 - memory * memory) * SHADOW_DB * chance.normal();
    // Bodies and multipath take signal away far more often than they add any: fades go one way.
    const fadeDb = chance.unit() < FADE.share ? chance.exponential(FADE.meanDb) : 0;
    const rssiDbm = rssiAt1mDbm + ear.offsetDb - 10 * ear.pathLossExponent * Math.log10(distanceM) + shadowDb - fadeDb;
    const lost = chance.unit() < LOST_SHARE || rssiDbm < SENSITIVITY_DBM;
    if (!lost) heard.push({ sinceMs, intervalMs, rssiDbm: Math.min(0, rssiDbm) });
    intervalMs = chance.between(INTERVAL_MS.from, INTERVAL_MS.to);
  }
  return heard;
}

function truthOf(plan: FloorPlan, walked: Route, mobile: string, startMs: number, durationMs: number): TruthRow[] {
  const rows: TruthRow[] = [];
  for (let sinceMs = 0; sinceMs < durationMs; sinceMs += TRUTH_STEP_MS) {
    const zone = plan.zoneAt(walked(sinceMs));
    if (rows[rows.length - 1]?.zone !== zone) rows.push({ mobile, t: startMs + sinceMs, zone });
  }
  rows.push({ mobile, t: startMs + durationMs, zone: 'out' });
  return rows;
}

/** A made-up random static address: its two highest bits are set (Bluetooth Core 5.4, Vol 6 Part B §1.3.2.1). */
function macOf(chance: Dice): string {
  const bytes = Array.from({ length: 6 }, (_, index) => Math.floor(chance.unit() * 256) | (index === 0 ? 0xc0 : 0));
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
