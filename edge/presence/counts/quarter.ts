import type { Exclusion } from '../../../contract/facts/footfall-facts.ts';

export const QUARTER_MS = 900_000;
export const MINUTES = 15;
const MINUTE_MS = QUARTER_MS / MINUTES;

export const quarterOf = (t: number): number => Math.floor(t / QUARTER_MS) * QUARTER_MS;
export const minuteOf = (from: number, minute: number): number => from + minute * MINUTE_MS;

export interface DeviceCount {
  devices: number;
  randomized: number;
}

/** Visits open at each of the minutes that the shop's computer was running; null for those that it was not. */
export interface Minutes {
  readonly visits: readonly (number | null)[];
  readonly zones: Readonly<Record<string, readonly number[]>>;
}

export const NO_MINUTES: Minutes = { visits: Array.from({ length: MINUTES }, () => null), zones: {} };

/** The counters of 15 minutes: of everybody together, and of nobody. */
export interface QuarterState {
  readonly from: number;
  /** How often it was told. */
  revision: number;
  /** Whether something changed since it was told. */
  isNews: boolean;
  changedAt: number;
  readonly inside: DeviceCount;
  readonly entered: DeviceCount;
  readonly passersBy: DeviceCount;
  readonly zones: Record<string, DeviceCount>;
  readonly excluded: Partial<Record<Exclusion, number>>;
  doorIn: number;
  doorOut: number;
  /** Whether the shop has a door counter, as far as was known by then. */
  hasDoor: boolean;
  sightings: number;
  late: number;
  tooLate: number;
  readonly scanners: Set<string>;
  minutes: Minutes;
}

export function newQuarter(from: number, hasDoor: boolean): QuarterState {
  return {
    from,
    revision: 0,
    isNews: true,
    changedAt: from,
    inside: noDevices(),
    entered: noDevices(),
    passersBy: noDevices(),
    zones: byZone({}),
    excluded: {},
    doorIn: 0,
    doorOut: 0,
    hasDoor,
    sightings: 0,
    late: 0,
    tooLate: 0,
    scanners: new Set(),
    minutes: NO_MINUTES,
  };
}

/** Without what every object has: a zone may be called "constructor". */
function byZone(counts: Readonly<Record<string, DeviceCount>>): Record<string, DeviceCount> {
  return Object.assign(Object.create(null) as Record<string, DeviceCount>, counts);
}

export function noDevices(): DeviceCount {
  return { devices: 0, randomized: 0 };
}

export function countDevice(count: DeviceCount, isRandomized: boolean, by: 1 | -1 = 1): void {
  count.devices += by;
  if (isRandomized) count.randomized += by;
}

export const QUARTER_PREFIX = 'footfall/';

/** As it survives a restart, in hot state. */
export function savedQuarter(quarter: QuarterState): { readonly key: string; readonly value: object } {
  return { key: quarterKey(quarter.from), value: { ...structuredClone(quarter), scanners: [...quarter.scanners] } };
}

export function quarterKey(from: number): string {
  return `${QUARTER_PREFIX}${from}`;
}

export function resumedQuarter(value: object): QuarterState {
  const saved = value as Omit<QuarterState, 'scanners'> & { readonly scanners: readonly string[] };
  const quarter = structuredClone(saved);
  return { ...quarter, zones: byZone(quarter.zones), scanners: new Set(saved.scanners) };
}
