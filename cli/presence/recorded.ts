import type { TruthRow } from '../../devices/simulator/truth.ts';
import { wrongUse } from '../command.ts';
import { progress } from '../progress.ts';
import { decideAt, stepsBetween } from './decide.ts';
import type { SiteEngine } from './engine-for.ts';
import { type PresenceScore, scorePresence, type Trail } from './score.ts';
import type { Heard } from './sightings.ts';
import { type Whereabouts, zonesAt } from './truth.ts';

type ByMobile<T> = ReadonlyMap<string, readonly T[]>;

export interface Scored {
  readonly score: PresenceScore;
  readonly mobiles: number;
  /** Mobiles with a truth and no sighting after its first row. */
  readonly unheard: number;
}

/** A recording is of hours: more than this is a time that is wrong. */
const LONGEST_MS = 7 * 86_400_000;

/** What the engine decides of the mobiles with a truth, each from its first row to its last sighting, beside that truth. */
export function scoreRecorded(sightings: ByMobile<Heard>, truth: ByMobile<Whereabouts>, engine: SiteEngine): Scored {
  const shown = progress('Deciding', truth.size);
  const trails: Trail[] = [];
  for (const [mobile, rows] of truth) {
    const heard = sightings.get(mobile) ?? [];
    const times = timesOf(rows, heard, engine);
    if (times.length > 0) trails.push({ decided: decideAt(times, heard, engine), truth: zonesAt(rows, times) });
    shown.at(trails.length);
  }
  shown.end();
  if (trails.length === 0) throw wrongUse('No mobile has a sighting after its first row of truth: there is nothing to score.');
  return { score: scorePresence(trails, engine.stepMs), mobiles: trails.length, unheard: truth.size - trails.length };
}

/** What the engine decides of every mobile, in the shape of a truth: a row per change. */
export function decideRecorded(sightings: ByMobile<Heard>, engine: SiteEngine): TruthRow[] {
  const shown = progress('Deciding', sightings.size);
  const rows: TruthRow[] = [];
  let done = 0;
  for (const [mobile, heard] of sightings) {
    const times = timesOf(heard, heard, engine);
    let last: string | undefined;
    for (const [step, zone] of decideAt(times, heard, engine).entries()) {
      const t = times[step];
      if (zone === undefined || zone === last || t === undefined) continue;
      rows.push({ mobile, t, zone });
      last = zone;
    }
    done += 1;
    shown.at(done);
  }
  shown.end();
  return rows;
}

function timesOf(from: readonly { readonly t: number }[], heard: readonly Heard[], { stepMs }: SiteEngine): number[] {
  const [fromMs, untilMs] = [from[0]?.t, heard.at(-1)?.t];
  if (fromMs === undefined || untilMs === undefined) return [];
  if (untilMs - fromMs > LONGEST_MS) throw wrongUse('A mobile would be followed for more than a week: some times are wrong, or not in ms.');
  return stepsBetween(fromMs, untilMs, stepMs);
}
