import { OUT } from '../../edge/presence/engine/presence-engine.ts';
import type { Quarter, Span, Told, ToldStay, ToldVisit } from './told.ts';
import type { Truth } from './truth.ts';

/** What a score card measures; null where a day holds nothing to measure it by. */
export type Measured = Readonly<Record<Measure, number | null>>;

export const MEASURES = [
  'zoneAccuracy',
  'visitPrecision',
  'visitRecall',
  'visitStartErrorS',
  'visitEndErrorS',
  'dwellErrorShare',
  'occupancyError',
  'occupancyBias',
  'captureErrorPoints',
  'devicesPerEntrant',
  'pathError',
] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  zoneAccuracy: "of the members' seconds inside, the share that the told stays put into the right zone",
  visitPrecision: 'of the told visits, those that share half of their joint time with a true one',
  visitRecall: 'of the true visits, those that share half of their joint time with a told one',
  visitStartErrorS: 's, mean of the matched visits, too early or too late',
  visitEndErrorS: 's, mean of the matched visits, too early or too late',
  dwellErrorShare: 'Σ |told − true s| / Σ true s, over each member in each zone',
  occupancyError: 'members inside, mean |told − true| over the quarters of an hour',
  occupancyBias: 'members inside, mean told − true over the quarters of an hour',
  captureErrorPoints: 'entries / (entries + passers-by): told by devices − true of people, in points',
  devicesPerEntrant: 'devices told to have come in for one shopper who did',
  pathError: 'half of Σ |told − true share| of all ways from zone to zone, counted stays only: 0 alike, 1 nothing in common',
};

const QUARTER_MS = 900_000;
const SAMPLE_MS = 1000;
const SHARED = 0.5;
/** A shorter stay is on the way to another (presence §5.2); the shop's own setting may be another, the truth has this one. */
const COUNTED_MS = 10_000;

/** How right a shop told a generated day, of all that began at a moment or later. */
export function measure(allTold: Told, allTruth: Truth, fromMs = Number.NEGATIVE_INFINITY): Measured {
  const isScored = (span: Span): boolean => span.fromMs >= fromMs;
  const told: Told = {
    visits: allTold.visits.filter(isScored),
    stays: allTold.stays.filter(isScored),
    quarters: allTold.quarters.filter(({ from }) => Date.parse(from) >= fromMs),
  };
  const truth: Truth = {
    visits: allTruth.visits.filter(isScored),
    stays: allTruth.stays.filter(isScored),
    entered: allTruth.entered.filter((tMs) => tMs >= fromMs),
    passersBy: allTruth.passersBy.filter((tMs) => tMs >= fromMs),
  };
  const matched = matches(told.visits, truth.visits);
  return {
    zoneAccuracy: zoneAccuracy(allTold.stays, truth.stays),
    visitPrecision: ratio(matched.length, told.visits.length),
    visitRecall: ratio(matched.length, truth.visits.length),
    visitStartErrorS: mean(matched.map(([a, b]) => Math.abs(a.fromMs - b.fromMs) / 1000)),
    visitEndErrorS: mean(matched.map(([a, b]) => Math.abs(a.toMs - b.toMs) / 1000)),
    dwellErrorShare: dwellErrorShare(told.stays, truth.stays),
    ...occupancy(told, allTruth),
    ...capture(told.quarters, truth),
    pathError: pathError(told.stays, truth.stays),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function mean(values: readonly number[]): number | null {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

function bySubject<T extends { readonly subject: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.subject, [...(groups.get(row.subject) ?? []), row]);
  for (const group of groups.values()) group.sort((a, b) => ('fromMs' in a && 'fromMs' in b ? Number(a.fromMs) - Number(b.fromMs) : 0));
  return groups;
}

/** The stay of a moment, and the first of two that overlap. */
function zoneAt(stays: readonly ToldStay[], tMs: number): string | undefined {
  return stays.find(({ fromMs, toMs }) => tMs >= fromMs && tMs < toMs)?.zone;
}

function zoneAccuracy(told: readonly ToldStay[], truth: readonly ToldStay[]): number | null {
  const toldOf = bySubject(told);
  let right = 0;
  let seconds = 0;
  for (const stay of truth) {
    const own = toldOf.get(stay.subject) ?? [];
    for (let tMs = stay.fromMs; tMs < stay.toMs; tMs += SAMPLE_MS) {
      seconds += 1;
      if (zoneAt(own, tMs) === stay.zone) right += 1;
    }
  }
  return ratio(right, seconds);
}

function shared(a: Span, b: Span): number {
  const both = Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));
  return both / Math.max(1, Math.max(a.toMs, b.toMs) - Math.min(a.fromMs, b.fromMs));
}

/** Each true visit with at most one told one; with half of the time shared no visit has two. */
function matches(told: readonly ToldVisit[], truth: readonly ToldVisit[]): (readonly [ToldVisit, ToldVisit])[] {
  const toldOf = bySubject(told);
  return truth.flatMap((visit) => {
    const best = (toldOf.get(visit.subject) ?? []).find((one) => shared(one, visit) >= SHARED);
    return best ? [[best, visit] as const] : [];
  });
}

function dwellErrorShare(told: readonly ToldStay[], truth: readonly ToldStay[]): number | null {
  const sums = (stays: readonly ToldStay[]): Map<string, number> => {
    const byKey = new Map<string, number>();
    for (const { subject, zone, dwellMs } of stays) byKey.set(`${subject}/${zone}`, (byKey.get(`${subject}/${zone}`) ?? 0) + dwellMs);
    return byKey;
  };
  const [decided, real] = [sums(told), sums(truth)];
  const keys = [...new Set([...decided.keys(), ...real.keys()])];
  const error = keys.reduce((sum, key) => sum + Math.abs((decided.get(key) ?? 0) - (real.get(key) ?? 0)), 0);
  return ratio(
    error,
    [...real.values()].reduce((sum, ms) => sum + ms, 0),
  );
}

function occupancy({ quarters }: Told, { visits }: Truth): Pick<Measured, 'occupancyError' | 'occupancyBias'> {
  const errors = quarters.map(({ from, occupancy: told }) => {
    const fromMs = Date.parse(from);
    const insideMs = visits.reduce(
      (sum, visit) => sum + Math.max(0, Math.min(visit.toMs, fromMs + QUARTER_MS) - Math.max(visit.fromMs, fromMs)),
      0,
    );
    return told.mean - insideMs / QUARTER_MS;
  });
  return { occupancyError: mean(errors.map(Math.abs)), occupancyBias: mean(errors) };
}

function capture(quarters: readonly Quarter[], truth: Truth): Pick<Measured, 'captureErrorPoints' | 'devicesPerEntrant'> {
  const entered = quarters.reduce((sum, quarter) => sum + quarter.entered.devices, 0);
  const passing = quarters.flatMap(({ passersBy }) => passersBy?.devices ?? []);
  const told = ratio(
    entered,
    passing.reduce((sum, devices) => sum + devices, entered),
  );
  const real = ratio(truth.entered.length, truth.entered.length + truth.passersBy.length);
  return {
    captureErrorPoints: told === null || real === null || passing.length === 0 ? null : 100 * (told - real),
    devicesPerEntrant: quarters.length === 0 ? null : ratio(entered, truth.entered.length),
  };
}

function pathError(told: readonly ToldStay[], truth: readonly ToldStay[]): number | null {
  const [decided, real] = [ways(told), ways(truth)];
  if (decided.size === 0 || real.size === 0) return null;
  const keys = [...new Set([...decided.keys(), ...real.keys()])];
  return keys.reduce((sum, key) => sum + Math.abs((decided.get(key) ?? 0) - (real.get(key) ?? 0)), 0) / 2;
}

/** How often each way from one counted stay to the next was taken, as shares; a pause of minutes is a way out and in again. */
function ways(stays: readonly ToldStay[]): Map<string, number> {
  const counts = new Map<string, number>();
  let all = 0;
  const take = (from: string, to: string): void => {
    counts.set(`${from} → ${to}`, (counts.get(`${from} → ${to}`) ?? 0) + 1);
    all += 1;
  };
  for (const own of bySubject(stays).values()) {
    let zone: string = OUT;
    let leftMs = Number.NEGATIVE_INFINITY;
    for (const stay of own.filter(({ dwellMs }) => dwellMs >= COUNTED_MS)) {
      if (zone !== OUT && stay.fromMs - leftMs > 60_000 && isAway(own, leftMs, stay.fromMs)) {
        take(zone, OUT);
        zone = OUT;
      }
      if (stay.zone !== zone) take(zone, stay.zone);
      zone = stay.zone;
      leftMs = stay.toMs;
    }
    if (zone !== OUT) take(zone, OUT);
  }
  return new Map([...counts].map(([way, count]) => [way, count / all]));
}

/** For most of the time between no stay of any length accounts. */
function isAway(stays: readonly ToldStay[], fromMs: number, toMs: number): boolean {
  const insideMs = stays.reduce((sum, stay) => sum + Math.max(0, Math.min(stay.toMs, toMs) - Math.max(stay.fromMs, fromMs)), 0);
  return insideMs < (toMs - fromMs) / 2;
}
