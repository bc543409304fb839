import { type Heard, OUT, type PresenceEngine } from '../engine/presence-engine.ts';
import { Follower, type Step } from './follower.ts';
import { append, lengthen, type Span } from './span.ts';

/** What a scanner kept while it was cut off comes in one go: after so much quiet it has all come. */
const QUIET_MS = 10_000;
/** Of one track: an hour at one advert a second. */
const MOST_OF_SUBJECT = 3600;
const MOST = 200_000;
/** Over a longer silence there is nothing to follow. */
const GAP_MS = 120_000;

interface Collected {
  readonly sightings: Heard[];
  since: number;
}

interface Job {
  readonly track: string;
  readonly sightings: number;
  readonly spans: Span[];
  readonly steps: Iterator<void>;
}

/** Sightings that came too late for the zones of their time: kept until all have come, and then gone through in the order in which they were heard. */
export class LateSightings {
  readonly #engine: PresenceEngine;
  readonly #waiting = new Map<string, Collected>();
  #jobs: Job[] = [];
  #count = 0;
  #dropped = 0;

  constructor(engine: PresenceEngine) {
    this.#engine = engine;
  }

  /** Sightings that wait or are being gone through, and how many found no room. */
  size(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#count, dropped: this.#dropped };
  }

  *tracks(): Generator<string> {
    yield* this.#waiting.keys();
    for (const { track } of this.#jobs) yield track;
  }

  keep(track: string, heard: Heard, now: number): void {
    if (this.#count >= MOST) {
      this.#dropped += 1;
      return;
    }
    const collected = this.#waiting.get(track) ?? { sightings: [], since: now };
    this.#waiting.set(track, collected);
    collected.sightings.push(heard);
    collected.since = now;
    this.#count += 1;
    if (collected.sightings.length >= MOST_OF_SUBJECT) this.#begin(track, collected);
  }

  forget(track: string): void {
    this.#count -= this.#waiting.get(track)?.sightings.length ?? 0;
    this.#waiting.delete(track);
    for (const job of this.#jobs) if (job.track === track) this.#count -= job.sightings;
    this.#jobs = this.#jobs.filter((job) => job.track !== track);
  }

  /** Goes `steps` on with what has come; returns whose times are known by now. The shop's present must not wait for its past. */
  work(now: number, steps: number): { readonly track: string; readonly spans: readonly Span[] }[] {
    for (const [track, collected] of this.#waiting) {
      // A clock that was set back would make it wait until it is that late again.
      if (Math.abs(now - collected.since) >= QUIET_MS) this.#begin(track, collected);
    }
    const done: Job[] = [];
    for (let left = steps; left > 0 && this.#jobs[0]; left -= 1) {
      if (this.#jobs[0].steps.next().done) done.push(...this.#jobs.splice(0, 1));
    }
    for (const { sightings } of done) this.#count -= sightings;
    return done;
  }

  #begin(track: string, { sightings }: Collected): void {
    this.#waiting.delete(track);
    const spans: Span[] = [];
    this.#jobs.push({ track, sightings: sightings.length, spans, steps: this.#follow(sightings, spans) });
  }

  *#follow(sightings: readonly Heard[], spans: Span[]): Generator<void> {
    for (const run of runsOf(sightings)) {
      const follower = new Follower(this.#engine.track(), this.#engine.stepMs);
      for (const heard of run) follower.hear(heard);
      let current: Span | undefined;
      // One step more than what was heard, which is what the last sightings are decided at.
      for (const step of follower.steps((run.at(-1)?.t ?? 0) + this.#engine.stepMs, () => {})) {
        current = credit(spans, current, step);
        yield;
      }
    }
  }
}

function credit(spans: Span[], current: Span | undefined, { zone, confidence, from, until }: Step): Span | undefined {
  if (current) lengthen(current, until, confidence);
  if (from === undefined) return current;
  // Outside is where nobody looks for somebody: what came late tells only of visits.
  return zone === undefined || zone === OUT ? undefined : append(spans, { zone, from, to: Math.max(from, until), confidence });
}

function* runsOf(sightings: readonly Heard[]): Generator<readonly Heard[]> {
  let run: Heard[] = [];
  for (const heard of [...sightings].sort((a, b) => a.t - b.t)) {
    if (heard.t - (run.at(-1)?.t ?? heard.t) >= GAP_MS) {
      yield run;
      run = [];
    }
    run.push(heard);
  }
  yield run;
}
