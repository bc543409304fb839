import type { ScannerStatus } from '../../contract/decoder.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Sighting } from '../../contract/sighting.ts';
import type { RawMessage } from '../domain/message.ts';
import type { IngestSettings } from '../domain/shop.ts';
import { noteScanner, type Route } from './dispatch.ts';
import { createFloods, type Flood } from './floods.ts';
import { createKnownDevices, type KnownDevice } from './known-devices.ts';
import { isRepeated } from './same-advert.ts';
import { clockOf, createScanners, type ScannerState } from './scanners.ts';
import { type Allowance, fullBucket, hasToken, takeToken } from './token-bucket.ts';

/** Names that are kept of scanners which the site file does not know: a help for whoever sets the shop up, bounded. */
const MAX_UNKNOWN_NAMES = 100;

/** A gateway that was cut off brings what it kept: some seconds' worth at once is no flood. */
const BURST_SECONDS = 5;
const allowance = (perSecond: number): Allowance => ({ perSecond, burst: perSecond * BURST_SECONDS });

const PHONE_AHEAD_MS = 60_000;

/** What ingest knows of a scanner beside what it heard. */
export interface ScannerReport {
  readonly id: string;
  /** How far its clock is ahead (+) or behind (−), where it is off; 0 where it is not; absent where it has not told the time. */
  readonly clockOffsetMs?: number;
  /** What was dropped because the scanner, or a device that it heard, sent too much. */
  readonly excessOfScanner: number;
  readonly excessOfDevices: number;
}

export interface IntakeOptions {
  /** Every name of a scanner, its id included, to its id. */
  readonly scannerNames: ReadonlyMap<string, string>;
  /** The shop's own beacons, which phones with the retailer's app hear. */
  readonly beacons?: readonly string[];
  readonly settings: IngestSettings;
  /** What is older changes nothing any more, not even what was told of its time. */
  readonly logLateMs: number;
  /** Random and of this process: what the pseudonyms of flooding devices are made with. */
  readonly pseudonymKey: Uint8Array;
  /** A scanner of the shop gave a sign of life. */
  readonly onHeard?: (scanner: string, rx: number) => void;
}

/** What decides whether a sighting counts, and when it was: the scanner, its allowance, its clock, and what was heard before. */
export interface Intake {
  accept(
    sightings: readonly Sighting[],
    sentAt: number | undefined,
    message: RawMessage,
    route: Route,
    refused: ErrorCode[],
  ): readonly Sighting[];
  ownStatuses(statuses: readonly ScannerStatus[], refused: ErrorCode[]): readonly ScannerStatus[];
  /** Whether a message by the route is not even to be read: of its scanner nothing more can count now, or it brought too many broken ones. */
  isExhausted(route: Route, rx: number): boolean;
  /** A message told of nobody; `statuses` may say whose it was. */
  countFruitless(route: Route, rx: number, statuses: readonly ScannerStatus[]): void;
  unknownScanners(): readonly string[];
  reports(): readonly ScannerReport[];
  floods(now: number): readonly Flood[];
  devices(): number;
}

export function createIntake({ settings, logLateMs, scannerNames, beacons, pseudonymKey, onHeard }: IntakeOptions): Intake {
  const perScanner = allowance(settings.scannerPerSecond);
  const perDevice = allowance(settings.devicePerSecond);
  const scanners = createScanners(scannerNames, perScanner, beacons);
  const devices = createKnownDevices(perDevice);
  const floods = createFloods(pseudonymKey);
  const unknown = new Set<string>();

  function scannerOf(anchor: string): ScannerState {
    const scanner = scanners.of(anchor);
    if (scanner === scanners.stranger && anchor !== '' && unknown.size < MAX_UNKNOWN_NAMES) unknown.add(anchor);
    return scanner;
  }

  function countExcess(scanner: ScannerState, rx: number): void {
    // It is alive, whatever else is wrong with it.
    if (scanner !== scanners.stranger) onHeard?.(scanner.id, rx);
    scanner.excessOfScanner += 1;
    scanner.flood = floods.add(scanner.flood, rx, scanner.id);
  }

  /** What the scanners of a message tell of their clocks: by the time of the message, or else by the latest sighting of each. */
  function learnClocks(sightings: readonly Sighting[], sentAt: number | undefined, path: string): void {
    const latest = new Map<string, Sighting>();
    for (const sighting of sightings) {
      // A sighting at the moment of receipt is one of a source without a clock; and each phone has a clock of its own.
      if ((sentAt === undefined && sighting.t === sighting.rx) || sighting.radio === 'app') continue;
      const known = latest.get(sighting.anchor);
      if (!known || sighting.t > known.t) latest.set(sighting.anchor, sighting);
    }
    for (const [anchor, { t, rx }] of latest) {
      const scanner = scanners.of(anchor);
      if (scanner !== scanners.stranger) clockOf(scanner, path).learn(sentAt ?? t, rx, sentAt !== undefined);
    }
  }

  /** The sighting by event time, its source's own time beside it; or why it does not count. */
  function timed(sighting: Sighting, scanner: ScannerState, path: string, refused: ErrorCode[]): Sighting | undefined {
    const { t, rx } = sighting;
    if (t === rx) return sighting;
    const corrected = sighting.radio === 'app' ? byPhone(t, rx) : clockOf(scanner, path).correct(t, rx);
    if (corrected === undefined) refused.push('ING_CLOCK_SUSPECT');
    const at = corrected ?? rx;
    if (rx - at > logLateMs) {
      refused.push('ING_LATE');
      return undefined;
    }
    return at === t ? sighting : { ...sighting, t: at, sourceT: t };
  }

  function deviceOf(sighting: Sighting, scanner: ScannerState, route: Route): KnownDevice {
    const { mobile, also } = sighting;
    const { latest } = route;
    const turns = devices.turns();
    if (latest && latest.turns === turns && latest.scanner === scanner && latest.mobile === mobile && latest.also === also) {
      return latest.device;
    }
    const device = devices.of(scanner.index, sighting, route.path);
    // One without an address is whoever was last heard by that name: by another route, too.
    if (device.address !== undefined) route.latest = { device, scanner, mobile, also, turns };
    return device;
  }

  function isNews(sighting: Sighting, scanner: ScannerState, route: Route, refused: ErrorCode[]): boolean {
    const { rx } = sighting;
    const device = deviceOf(sighting, scanner, route);
    if (isRepeated(device, route.path, sighting)) {
      refused.push('ING_DUPLICATE');
      return false;
    }
    if (takeToken(device.bucket, perDevice, rx)) return true;
    refused.push('ING_THROTTLED');
    scanner.excessOfDevices += 1;
    device.flood = floods.add(device.flood, rx, scanner.id, device.address ?? sighting.mobile);
    return false;
  }

  function reasonAgainst(scanner: ScannerState, heard: Sighting, { rx, retained }: RawMessage): ErrorCode | undefined {
    if (retained) return 'ING_STALE';
    if (!takeToken(scanner.bucket, perScanner, rx)) {
      countExcess(scanner, rx);
      return 'ING_THROTTLED';
    }
    if (scanner === scanners.stranger || (scanner.isBeacon && heard.radio !== 'app')) return 'ING_UNKNOWN_SCANNER';
    onHeard?.(scanner.id, rx);
    return heard.mobile === '' ? 'ING_NAMELESS' : undefined;
  }

  function one(heard: Sighting, message: RawMessage, route: Route, refused: ErrorCode[]): Sighting | undefined {
    const scanner = scannerOf(heard.anchor);
    noteScanner(route, scanner);
    const why = reasonAgainst(scanner, heard, message);
    if (why !== undefined) {
      refused.push(why);
      return undefined;
    }
    const named = heard.anchor === scanner.id ? heard : { ...heard, anchor: scanner.id };
    const sighting = timed(named, scanner, route.path, refused);
    return sighting && isNews(sighting, scanner, route, refused) ? sighting : undefined;
  }

  return {
    accept(sightings, sentAt, message, route, refused) {
      devices.turn(message.rx);
      const tellsTime = sentAt !== undefined || sightings.some(({ t, rx }) => t !== rx);
      if (tellsTime && !message.retained) learnClocks(sightings, sentAt, route.path);
      const accepted: Sighting[] = [];
      for (const heard of sightings) {
        const sighting = one(heard, message, route, refused);
        if (sighting) accepted.push(sighting);
      }
      return accepted;
    },
    ownStatuses(statuses, refused) {
      const own: ScannerStatus[] = [];
      for (const { anchor, online } of statuses) {
        const scanner = scannerOf(anchor);
        if (scanner === scanners.stranger) refused.push('ING_UNKNOWN_SCANNER');
        else own.push({ anchor: scanner.id, online });
      }
      return own;
    },
    isExhausted({ scanner, fruitless }, rx) {
      if (scanner && !hasToken(scanner.bucket, perScanner, rx)) {
        countExcess(scanner, rx);
        return true;
      }
      if (!fruitless || hasToken(fruitless, perDevice, rx)) return false;
      countExcess(scanner ?? fruitless.scanner ?? scanners.stranger, rx);
      return true;
    },
    countFruitless(route, rx, statuses) {
      // Many senders post to one path, each within its own limit; and no receipt may be lost for what else its till said.
      if (route.isShared || route.decoder.durable || route.path.startsWith('http/')) return;
      route.fruitless ??= { ...fullBucket(perDevice, rx), scanner: undefined };
      if (statuses[0]) route.fruitless.scanner = scanners.of(statuses[0].anchor);
      takeToken(route.fruitless, perDevice, rx);
    },
    unknownScanners: () => [...unknown],
    reports: () => [...scanners.all, scanners.stranger].map(reportOf),
    floods: floods.list,
    devices: devices.size,
  };
}

/** A phone sets its clock by the network; one that is ahead of us all the same is not believed. */
function byPhone(t: number, rx: number): number | undefined {
  if (t - rx > PHONE_AHEAD_MS) return undefined;
  return Math.min(t, rx);
}

function reportOf({ id, latestClock, excessOfScanner, excessOfDevices }: ScannerState): ScannerReport {
  const clockOffsetMs = latestClock?.offsetMs();
  return { id, ...(clockOffsetMs !== undefined && { clockOffsetMs }), excessOfScanner, excessOfDevices };
}
