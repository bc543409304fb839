import { type Heard, OUT, type PresenceEngine } from '../../edge/presence/engine/presence-engine.ts';

/** What was heard so long before the first time that counts is history that a decision may know. */
const HISTORY_MS = 600_000;
/** Mobiles take turns, so that what one of them says about a scanner the others know, as in a shop. */
const TURN_MS = 10_000;

/** One mobile: when it is decided about, and what was heard of it. Both rise. */
export interface Course {
  readonly times: readonly number[];
  readonly heard: readonly Heard[];
}

/** Every step from one time up to and with another. */
export function stepsBetween(fromMs: number, untilMs: number, stepMs: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((untilMs - fromMs) / stepMs) + 1) }, (_, step) => fromMs + step * stepMs);
}

/**
 * The zone of each mobile at each of its times, from nothing but what was heard until then. Who is silent has left, and is out; undefined
 * while nothing is decided.
 */
export function decideAll(courses: readonly Course[], engine: PresenceEngine, stepMs: number, shown?: (done: number) => void) {
  const followers = courses.map((course) => follow(course, engine, stepMs));
  const starts = [...followers].sort((a, b) => a.startMs - b.startMs);
  let going: Follower[] = [];
  let next = 0;
  let done = 0;
  for (let turnMs = starts[0]?.startMs ?? 0; next < starts.length || going.length > 0; turnMs += TURN_MS) {
    if (going.length === 0) turnMs = Math.max(turnMs, starts[next]?.startMs ?? 0);
    for (let start = starts[next]; start && start.startMs <= turnMs; start = starts[++next]) going.push(start);
    const still = going.filter((follower) => follower.goOn(turnMs));
    done += going.length - still.length;
    if (still.length < going.length) shown?.(done);
    going = still;
  }
  return followers.map(({ decided }) => decided);
}

interface Follower {
  readonly startMs: number;
  readonly decided: readonly (string | undefined)[];
  /** Decides up to a time; returns whether there is more to decide. */
  goOn(untilMs: number): boolean;
}

function follow({ times, heard }: Course, engine: PresenceEngine, stepMs: number): Follower {
  const fromMs = times[0] ?? 0;
  let next = heard.findIndex(({ t }) => t > fromMs - HISTORY_MS);
  if (next < 0) next = heard.length;
  const before = Math.max(0, Math.ceil((fromMs - (heard[next]?.t ?? fromMs)) / stepMs));
  const startMs = fromMs - before * stepMs;
  const track = engine.track();
  const decided: (string | undefined)[] = [];
  let wasHeard = false;
  let step = -before;

  function zoneAt(t: number): string | undefined {
    for (let one = heard[next]; one && one.t <= t; one = heard[++next]) wasHeard = track.observe(one) || wasHeard;
    const { zone, silent } = track.decide(t);
    return silent && wasHeard ? OUT : zone;
  }

  return {
    startMs,
    decided,
    goOn(untilMs) {
      for (; step < times.length; step += 1) {
        const t = times[step] ?? fromMs + step * stepMs;
        if (t > untilMs) return true;
        const zone = zoneAt(t);
        if (step >= 0) decided.push(zone);
      }
      return false;
    },
  };
}
