import { type DeviceTrack, type Grade, type Heard, OUT, type PresenceEngine } from '../../edge/presence/engine/presence-engine.ts';

const WINDOW_MS = 3000;
const REMEMBERED_MS = 20_000;
/** Weaker than this is not sure. */
const SURE_DBM = -80;

/** A shop's radio without any noise: a device is where it is heard best, of what was heard in the last seconds. */
export function fakePresenceEngine(
  zoneOf: Readonly<Record<string, string>>,
  { stepMs = 1000, absentAfterMs = 30_000, grade = 'scanners' as Grade } = {},
): PresenceEngine {
  const knows = (anchor: string): boolean => Object.hasOwn(zoneOf, anchor);
  return { grade, stepMs, knows, track: () => track(knows, zoneOf, absentAfterMs) };
}

function track(knows: (anchor: string) => boolean, zoneOf: Readonly<Record<string, string>>, absentAfterMs: number): DeviceTrack {
  let heard: Heard[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  let now: { zone: string; confidence: number } | undefined;
  return {
    observe(sighting) {
      if (!knows(sighting.anchor) || sighting.t <= latest - REMEMBERED_MS) return false;
      latest = Math.max(latest, sighting.t);
      heard = [...heard.filter(({ t }) => t > latest - REMEMBERED_MS), sighting];
      return true;
    },
    place(zone, t) {
      latest = Math.max(latest, t);
      now = { zone, confidence: 1 };
    },
    decide(t) {
      if (t - latest >= absentAfterMs) {
        now = undefined;
        return { zone: undefined, confidence: 0, silent: true };
      }
      const recent = heard.filter((one) => one.t > t - WINDOW_MS && one.t <= t);
      const level = ({ rssiDbm = -100 }: Heard): number => rssiDbm;
      const best = recent.reduce<Heard | undefined>((most, one) => (!most || level(one) > level(most) ? one : most), undefined);
      if (best) now = { zone: zoneOf[best.anchor] ?? OUT, confidence: level(best) >= SURE_DBM ? 0.95 : 0.5 };
      return { zone: now?.zone, confidence: now?.confidence ?? 0, silent: false };
    },
  };
}
