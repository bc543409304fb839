import type { SiteEngine } from './engine-for.ts';
import { OUT } from './score.ts';
import type { Heard } from './sightings.ts';

/** What was heard so long before the first time that counts is history that a decision may know. */
const HISTORY_MS = 600_000;

/** Every step from one time up to and with another. */
export function stepsBetween(fromMs: number, untilMs: number, stepMs: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((untilMs - fromMs) / stepMs) + 1) }, (_, step) => fromMs + step * stepMs);
}

/**
 * The zone of one mobile at each of the times, from nothing but what was heard until then. A silent one has left at its age; it is
 * undefined while nothing is decided. Sightings and times rise.
 */
export function decideAt(times: readonly number[], sightings: readonly Heard[], engine: SiteEngine): (string | undefined)[] {
  const { stepMs, leaveAfterMs, zones } = engine;
  const fromMs = times[0] ?? 0;
  let next = sightings.findIndex(({ t }) => t > fromMs - HISTORY_MS);
  const before = Math.max(0, Math.ceil((fromMs - (sightings[next]?.t ?? fromMs)) / stepMs));
  const history = Array.from({ length: before }, (_, step) => fromMs - (before - step) * stepMs);
  let track = engine.track();
  let lastHeardMs: number | undefined;
  let hasLeft = false;

  function zoneAt(t: number): string | undefined {
    for (let heard = sightings[next]; heard && heard.t <= t; next += 1, heard = sightings[next]) {
      const scanner = engine.scanner(heard.anchor);
      if (scanner === undefined) continue;
      lastHeardMs = heard.t;
      hasLeft = false;
      if (heard.rssiDbm !== undefined) track.observe(scanner, heard.t, heard.rssiDbm);
    }
    if (!hasLeft && lastHeardMs !== undefined && t - lastHeardMs >= leaveAfterMs) {
      hasLeft = true;
      track = engine.track();
    }
    if (hasLeft) return OUT;
    const { zone } = track.decide(t);
    return zone === undefined ? undefined : zones[zone];
  }

  for (const t of history) zoneAt(t);
  return times.map(zoneAt);
}
