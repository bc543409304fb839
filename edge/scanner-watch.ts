import type { ScannerState } from '../contract/http/edge-routes.ts';
import type { Shop } from './domain/shop.ts';
import type { Flood } from './ingest/floods.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { Telemetry } from './ports/telemetry.ts';

export interface WatchedScanner {
  readonly id: string;
  readonly zone?: string;
  readonly lastHeardAt?: number;
  readonly online?: boolean;
  readonly state: ScannerState;
  readonly clockOffsetMs?: number;
}

/** When each scanner and screen last gave a sign of life: what an operator looks at first. */
export interface ScannerWatch {
  /** A scanner was heard at `t`, or somebody said how its connection is, at an unknown time where `t` is absent. */
  heard(scanner: string, t: number | undefined, online?: boolean): void;
  hello(screen: string, t: number): void;
  /** Looks who fell silent, who is back and who sends too much, and tells it once. */
  check(now: number): void;
  scanners(): readonly WatchedScanner[];
  screens(): readonly { readonly id: string; readonly zone: string; readonly lastHelloAt?: number }[];
}

interface Watched {
  readonly id: string;
  lastHeardAt: number | undefined;
  online: boolean | undefined;
  state: ScannerState;
  /** Whether its silence was told, so that its return is. */
  isMissed: boolean;
  counted: { scanner: number; device: number };
}

export interface ScannerWatchParts {
  readonly shop: Pick<Shop, 'scannerZones' | 'screens' | 'ingest'>;
  readonly ingest: () => Pick<Ingest, 'scanners' | 'floods' | 'tables'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge' | 'warn'>;
  readonly startedAt: number;
}

/** A flood goes on for hours: one line when it begins, and one for each of these while it lasts. */
const FLOOD_LINE_MS = 300_000;
const MAX_NAMED = 8;

export function createScannerWatch({ shop, ingest, telemetry, startedAt }: ScannerWatchParts): ScannerWatch {
  const watched = new Map<string, Watched>([...shop.scannerZones.keys()].map((id) => [id, newScanner(id)]));
  const hellos = new Map<string, number>();
  const toldFloods = new WeakMap<Flood, number>();
  const strangers = newScanner('unknown');

  function stateOf({ lastHeardAt, online }: Watched, now: number): ScannerState {
    if (online === false) return 'offline';
    const since = now - (lastHeardAt ?? startedAt);
    if (since > shop.ingest.silentAfterMs) return lastHeardAt === undefined ? 'unheard' : 'silent';
    return lastHeardAt === undefined ? 'unheard' : 'up';
  }

  function checkLife(now: number): void {
    const silent: string[] = [];
    const offline: string[] = [];
    const back: string[] = [];
    for (const scanner of watched.values()) {
      // Our clock was set back: a scanner that dies now would pass for alive until it is that late again.
      if (scanner.lastHeardAt !== undefined) scanner.lastHeardAt = Math.min(scanner.lastHeardAt, now);
      scanner.state = stateOf(scanner, now);
      const isUp = scanner.state === 'up';
      telemetry.gauge('aislegate_scanner_up', isUp ? 1 : 0, { scanner: scanner.id });
      const isWaitedFor = scanner.state === 'unheard' && now - startedAt <= shop.ingest.silentAfterMs;
      if (isUp && scanner.isMissed) back.push(scanner.id);
      if (!isUp && !isWaitedFor && !scanner.isMissed) (scanner.state === 'offline' ? offline : silent).push(scanner.id);
      scanner.isMissed = !isUp && (scanner.isMissed || !isWaitedFor);
    }
    if (silent.length > 0)
      telemetry.warn('ING_SCANNER_SILENT', { scanners: names(silent), seconds: Math.round(shop.ingest.silentAfterMs / 1000) });
    if (offline.length > 0) telemetry.warn('ING_SCANNER_OFFLINE', { scanners: names(offline) });
    if (back.length > 0) telemetry.warn('ING_SCANNER_BACK', { scanners: names(back) });
  }

  function checkIntake(now: number): void {
    for (const { id, clockOffsetMs, excessOfScanner, excessOfDevices } of ingest().scanners()) {
      const scanner = watched.get(id) ?? strangers;
      if (clockOffsetMs !== undefined) telemetry.gauge('aislegate_scanner_clock_offset_seconds', clockOffsetMs / 1000, { scanner: id });
      countExcess(scanner, 'scanner', excessOfScanner);
      countExcess(scanner, 'device', excessOfDevices);
    }
    for (const flood of ingest().floods(now)) {
      const { scanner, device = 'not one alone', dropped, lastAt } = flood;
      const toldAt = toldFloods.get(flood);
      if (toldAt !== undefined && (now - toldAt < FLOOD_LINE_MS || lastAt <= toldAt)) continue;
      toldFloods.set(flood, now);
      telemetry.warn('ING_FLOODING', { scanner, device, dropped });
    }
    for (const [table, entries] of Object.entries(ingest().tables())) telemetry.gauge('aislegate_ingest_entries', entries, { table });
  }

  function countExcess(scanner: Watched, reason: 'scanner' | 'device', total: number): void {
    const more = total - scanner.counted[reason];
    if (more > 0) telemetry.count('aislegate_throttled_total', { scanner: scanner.id, reason }, more);
    scanner.counted[reason] = total;
  }

  return {
    heard(id, t, online = true) {
      const scanner = watched.get(id);
      if (!scanner) return;
      if (t !== undefined) scanner.lastHeardAt = t;
      scanner.online = online;
    },
    hello(screen, t) {
      hellos.set(screen, t);
    },
    check(now) {
      checkLife(now);
      checkIntake(now);
    },
    scanners() {
      const clocks = new Map(
        ingest()
          .scanners()
          .map(({ id, clockOffsetMs }) => [id, clockOffsetMs]),
      );
      return [...watched.values()].map(({ id, lastHeardAt, online, state }) => {
        const zone = shop.scannerZones.get(id);
        const clockOffsetMs = clocks.get(id);
        return {
          id,
          state,
          ...(zone === undefined ? {} : { zone }),
          ...(lastHeardAt === undefined ? {} : { lastHeardAt }),
          ...(online === undefined ? {} : { online }),
          ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
        };
      });
    },
    screens: () =>
      [...shop.screens].map(([id, zone]) => {
        const lastHelloAt = hellos.get(id);
        return { id, zone, ...(lastHelloAt === undefined ? {} : { lastHelloAt }) };
      }),
  };
}

function newScanner(id: string): Watched {
  return { id, lastHeardAt: undefined, online: undefined, state: 'unheard', isMissed: false, counted: { scanner: 0, device: 0 } };
}

function names(ids: readonly string[]): string {
  const shown = ids.slice(0, MAX_NAMED).join(', ');
  return ids.length > MAX_NAMED ? `${shown} and ${ids.length - MAX_NAMED} more` : shown;
}
