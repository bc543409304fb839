import { type ClockOffset, createClockOffset } from './clock-offset.ts';
import type { Flood } from './floods.ts';
import { type Allowance, fullBucket, type TokenBucket } from './token-bucket.ts';

/** What is remembered of one scanner of the shop, or of a beacon that phones report. */
export interface ScannerState {
  /** As the site file names it. */
  readonly id: string;
  readonly index: number;
  readonly isBeacon: boolean;
  readonly bucket: TokenBucket;
  /** One clock per path: a gateway that reports for a scanner uses its own. */
  readonly clocks: Map<string, ClockOffset>;
  latestClock: ClockOffset | undefined;
  flood: Flood | undefined;
  excessOfScanner: number;
  excessOfDevices: number;
}

export interface Scanners {
  /** The scanner of that name or alias; where the shop has none such, the one that stands for all strangers. */
  of(name: string): ScannerState;
  readonly stranger: ScannerState;
  /** Beacons are not among them: they tell nothing by themselves. */
  readonly all: readonly ScannerState[];
}

/** `names` leads from every name of a scanner, its id included, to its id. */
export function createScanners(names: ReadonlyMap<string, string>, allowance: Allowance, beacons: readonly string[] = []): Scanners {
  const byId = new Map<string, ScannerState>();
  for (const id of names.values()) if (!byId.has(id)) byId.set(id, newScanner(id, byId.size, allowance));
  const byName = new Map([...names].map(([name, id]) => [name, byId.get(id)] as const));
  const all = [...byId.values()];
  for (const id of beacons) byName.set(id, { ...newScanner(id, byName.size, allowance), isBeacon: true });
  const stranger = newScanner('unknown', byName.size, allowance);
  return { of: (name) => byName.get(name) ?? stranger, stranger, all };
}

function newScanner(id: string, index: number, allowance: Allowance): ScannerState {
  return {
    id,
    index,
    isBeacon: false,
    bucket: fullBucket(allowance, 0),
    clocks: new Map(),
    latestClock: undefined,
    flood: undefined,
    excessOfScanner: 0,
    excessOfDevices: 0,
  };
}

/** The clock by which a path reports for a scanner. */
export function clockOf(scanner: ScannerState, path: string): ClockOffset {
  let clock = scanner.clocks.get(path);
  if (!clock) {
    clock = createClockOffset();
    scanner.clocks.set(path, clock);
  }
  scanner.latestClock = clock;
  return clock;
}
