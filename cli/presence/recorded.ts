import type { TruthRow } from '../../devices/simulator/truth.ts';
import type { Heard, PresenceEngine } from '../../edge/presence/engine/presence-engine.ts';
import { wrongUse } from '../command.ts';
import { progress } from '../progress.ts';
import { type Course, decideAll, stepsBetween } from './decide.ts';
import { type PresenceScore, scorePresence, type Trail } from './score.ts';
import { type Whereabouts, zonesAt } from './truth.ts';

type ByMobile<T> = ReadonlyMap<string, readonly T[]>;

/** An engine, and how often it is asked. */
export interface Asked {
  readonly engine: PresenceEngine;
  readonly stepMs: number;
}

export interface Scored {
  readonly score: PresenceScore;
  readonly mobiles: number;
  /** Mobiles with a truth and no sighting after its first row. */
  readonly unheard: number;
}

/** A recording is of hours: more than this is a time that is wrong. */
const LONGEST_MS = 7 * 86_400_000;

/** What the engine decides of the mobiles with a truth, each from its first row to its last sighting, beside that truth. */
export function scoreRecorded(sightings: ByMobile<Heard>, truth: ByMobile<Whereabouts>, asked: Asked): Scored {
  const courses = [...truth].flatMap(([mobile, rows]) => {
    const heard = sightings.get(mobile) ?? [];
    const times = timesOf(rows, heard, asked);
    return times.length > 0 ? [{ times, heard, rows }] : [];
  });
  if (courses.length === 0) throw wrongUse('No mobile has a sighting after its first row of truth: there is nothing to score.');
  const decided = decide(courses, asked);
  const trails = courses.map(({ rows, times }, at): Trail => ({ decided: decided[at] ?? [], truth: zonesAt(rows, times) }));
  return { score: scorePresence(trails, asked.stepMs), mobiles: trails.length, unheard: truth.size - trails.length };
}

/** What the engine decides of every mobile, in the shape of a truth: a row per change. */
export function decideRecorded(sightings: ByMobile<Heard>, asked: Asked): TruthRow[] {
  const courses = [...sightings].map(([mobile, heard]) => ({ mobile, heard, times: timesOf(heard, heard, asked) }));
  const decided = decide(courses, asked);
  return courses.flatMap(({ mobile, times }, at) => {
    let last: string | undefined;
    return (decided[at] ?? []).flatMap((zone, step): TruthRow[] => {
      const t = times[step];
      if (zone === undefined || zone === last || t === undefined) return [];
      last = zone;
      return [{ mobile, t, zone }];
    });
  });
}

function decide(courses: readonly Course[], { engine, stepMs }: Asked): readonly (readonly (string | undefined)[])[] {
  const shown = progress('Deciding', courses.length);
  const decided = decideAll(courses, engine, stepMs, shown.at);
  shown.end();
  return decided;
}

function timesOf(from: readonly { readonly t: number }[], heard: readonly Heard[], { stepMs }: Asked): number[] {
  const [fromMs, untilMs] = [from[0]?.t, heard.at(-1)?.t];
  if (fromMs === undefined || untilMs === undefined) return [];
  if (untilMs - fromMs > LONGEST_MS) throw wrongUse('A mobile would be followed for more than a week: some times are wrong, or not in ms.');
  return stepsBetween(fromMs, untilMs, stepMs);
}
