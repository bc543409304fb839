import type { Shop } from '../../domain/shop.ts';
import type { PathLoss } from './path-loss.ts';
import { type DeviceTrack, type Heard, OUT, type Whereabouts } from './presence-engine.ts';
import { REMEMBERED_MS } from './readings.ts';
import { Silence } from './silence.ts';
import { strengthDbm } from './strength.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';
import type { ZoneSource } from './zone-source.ts';

export interface TrackPlan {
  readonly shop: Shop;
  readonly loss: PathLoss;
  readonly stepMs: number;
  readonly listenerOf: (anchor: string) => number | undefined;
  /** The zones, and the sides of the door; at least one of them is there. */
  readonly zones: ZoneSource | undefined;
  readonly door: ZoneSource | undefined;
}

/** So long after it was last heard a device's windows still change; then its zone stands until it is heard again. */
const SETTLED_MS = 5000;
/** What comes later than this is not gone through second by second. */
const CAUGHT_UP_MS = 600_000;
/** A device that was placed, as by its card, is there for so long, whatever the radio says. */
const PLACED_MS = 10_000;

const AWAY: Whereabouts = { zone: undefined, confidence: 0, silent: true };

interface Reading {
  readonly t: number;
  readonly listener: number;
  readonly dbm: number;
}

export function createDeviceTrack({ shop, loss, stepMs, listenerOf, zones, door }: TrackPlan): DeviceTrack {
  const silence = new Silence(shop.presence.absentAfterMs, shop.presence.leaveAfterMs);
  /** What no step has seen yet, in the order of time, and of nothing else: whatever the order in which it came. */
  const coming: Reading[] = [];
  let zoneTrack = zones?.track();
  let doorTrack = door?.track();
  let latest = Number.NEGATIVE_INFINITY;
  let steppedAt: number | undefined;
  let zoneNow: ZoneDecision = { zone: undefined, confidence: 0 };
  let doorNow: ZoneDecision = { zone: undefined, confidence: 0 };
  let isHeard = false;
  let placed: { readonly zone: string; readonly t: number } | undefined;

  function feed({ t, listener, dbm }: Reading): void {
    if (silence.heardAt !== undefined && t - silence.heardAt >= silence.ageMs) restart();
    silence.heard(t);
    isHeard = true;
    put(zoneTrack, zones?.scannerOf[listener], t, dbm);
    put(doorTrack, door?.scannerOf[listener], t, dbm);
  }

  function put(track: ZoneTrack | undefined, scanner: number | undefined, t: number, dbm: number): void {
    if (scanner !== undefined) track?.observe(scanner, t, dbm);
  }

  /** It was away: where it was before says nothing. */
  function restart(): void {
    zoneTrack = zones?.track();
    doorTrack = door?.track();
    zoneNow = { zone: undefined, confidence: 0 };
    doorNow = { zone: undefined, confidence: 0 };
  }

  function stepTo(t: number): void {
    let next = 0;
    for (let reading = coming[next]; reading && reading.t <= t; reading = coming[next]) {
      feed(reading);
      next += 1;
    }
    coming.splice(0, next);
    if (silence.heardAt === undefined || t - silence.heardAt > SETTLED_MS) return;
    if (zoneTrack) zoneNow = zoneTrack.decide(t);
    if (doorTrack) doorNow = doorTrack.decide(t);
  }

  function whereabouts(t: number): Whereabouts {
    if (placed && t - placed.t < PLACED_MS) return { zone: placed.zone, confidence: 1, silent: false };
    const side = doorNow.zone === undefined ? undefined : door?.zones[doorNow.zone];
    if (door && (side === OUT || !zones)) return { zone: side, confidence: doorNow.confidence, silent: false };
    const zone = zoneNow.zone === undefined ? zones?.elsewhere : zones?.zones[zoneNow.zone];
    if (zone !== undefined && (zone !== OUT || isHeard)) return { zone, confidence: zoneNow.confidence, silent: false };
    return { zone: side, confidence: doorNow.confidence, silent: false };
  }

  return {
    observe(heard: Heard) {
      const listener = listenerOf(heard.anchor);
      const { t } = heard;
      if (listener === undefined || !Number.isFinite(t) || t <= latest - REMEMBERED_MS) return false;
      latest = Math.max(latest, t);
      const dbm = strengthDbm(heard, shop.listeners[listener]?.kind ?? 'scanner', loss);
      insert(coming, { t, listener, dbm });
      return true;
    },
    place(zone, t) {
      if (placed && placed.t > t) return;
      placed = { zone, t };
      latest = Math.max(latest, t);
      silence.heard(t);
    },
    decide(t) {
      const since = Math.max(steppedAt ?? Number.NEGATIVE_INFINITY, t - CAUGHT_UP_MS);
      const first = coming[0]?.t ?? t;
      // Back in whole steps from now to the first that has something new, or follows the last.
      const from = steppedAt === undefined || first - steppedAt > SETTLED_MS ? Math.max(first, since) : since + stepMs;
      for (let back = Math.max(0, Math.floor((t - from) / stepMs)); back >= 0; back -= 1) stepTo(t - back * stepMs);
      steppedAt = t;
      return silence.at(t) ? AWAY : whereabouts(t);
    },
  };
}

function order(a: Reading, b: Reading): number {
  return a.t - b.t || a.listener - b.listener || a.dbm - b.dbm;
}

/** Keeps the order; what is there already came twice. */
function insert(readings: Reading[], reading: Reading): void {
  let at = readings.length;
  for (let before = readings[at - 1]; before && order(before, reading) > 0; before = readings[at - 1]) at -= 1;
  const before = readings[at - 1];
  if (before && order(before, reading) === 0) return;
  readings.splice(at, 0, reading);
}
