import type { PresenceSettings } from '../domain/shop.ts';

/** Decisions are made once a second of event time, however many packets came: smoothing in seconds, not in packets. */
export const STEP_MS = 1000;

/** The first zone must lead at two steps in a row. */
const FIRST_CONFIRM_MS = 1000;

interface Reading {
  readonly t: number;
  readonly rssiDbm: number;
}

export interface ZoneTrack {
  /** Scanner → its readings within the mean's window. */
  readonly readings: Map<string, Reading[]>;
  zone: string | undefined;
  /** A stronger zone, and since when it has been. */
  challenger: { readonly zone: string; readonly since: number } | undefined;
}

export function newZoneTrack(zone?: string): ZoneTrack {
  return { readings: new Map(), zone, challenger: undefined };
}

export function hear(track: ZoneTrack, scanner: string, reading: Reading): void {
  const readings = track.readings.get(scanner);
  if (readings) readings.push(reading);
  else track.readings.set(scanner, [reading]);
}

/** Mean RSSI per scanner over the window that ends at `t`, reduced to the strongest scanner of each zone. */
function strengths(track: ZoneTrack, t: number, zoneOf: (scanner: string) => string | undefined, meanMs: number): Map<string, number> {
  const byZone = new Map<string, number>();
  for (const [scanner, readings] of track.readings) {
    const recent = readings.filter((reading) => reading.t > t - meanMs);
    if (recent.length === 0) track.readings.delete(scanner);
    else track.readings.set(scanner, recent);
    const within = recent.filter((reading) => reading.t <= t);
    const zone = zoneOf(scanner);
    if (zone === undefined || within.length === 0) continue;
    const mean = within.reduce((sum, reading) => sum + reading.rssiDbm, 0) / within.length;
    byZone.set(zone, Math.max(mean, byZone.get(zone) ?? Number.NEGATIVE_INFINITY));
  }
  return byZone;
}

/** The strongest zone; of two alike the one whose name sorts first, so that the order of packets decides nothing. */
function strongest(byZone: ReadonlyMap<string, number>): readonly [string, number] | undefined {
  let best: readonly [string, number] | undefined;
  for (const entry of byZone) {
    if (!best || entry[1] > best[1] || (entry[1] === best[1] && entry[0] < best[0])) best = entry;
  }
  return best;
}

/**
 * One step of the strongest-scanner rule with a margin and a confirmation: another zone takes over when its strongest scanner has been
 * `marginDb` above the current zone's for `confirmMs`. A current zone that is not heard at all is beaten by any; the first
 * zone needs a second only, for there is none that it could flap from. Returns whether the zone changed.
 */
export function step(
  track: ZoneTrack,
  t: number,
  zoneOf: (scanner: string) => string | undefined,
  settings: Pick<PresenceSettings, 'meanMs' | 'marginDb' | 'confirmMs'>,
): boolean {
  const byZone = strengths(track, t, zoneOf, settings.meanMs);
  const best = strongest(byZone);
  const current = track.zone === undefined ? undefined : byZone.get(track.zone);
  const beaten = best && best[0] !== track.zone && (current === undefined || best[1] >= current + settings.marginDb);
  if (!best || !beaten) {
    track.challenger = undefined;
    return false;
  }
  if (track.challenger?.zone !== best[0]) track.challenger = { zone: best[0], since: t };
  const confirmMs = track.zone === undefined ? FIRST_CONFIRM_MS : settings.confirmMs;
  if (t - track.challenger.since < confirmMs) return false;
  track.zone = best[0];
  track.challenger = undefined;
  return true;
}
