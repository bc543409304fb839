import type { DeviceTrack, Heard } from '../engine/presence-engine.ts';

/** What one step of event time says: where somebody is, and since when, where that changed. */
export interface Step {
  readonly t: number;
  /** Undefined where nothing is known. */
  readonly zone: string | undefined;
  readonly confidence: number;
  /** Up to when the subject is known to have been where it was before the step. */
  readonly until: number;
  /** Since when it is elsewhere; undefined where nothing changed. */
  readonly from: number | undefined;
  /** There are steps to come at once: what was heard came all together, as from a cloud. */
  readonly isPast: boolean;
}

/** A source that is behind by more tells of its time all at once. */
const BATCH_MS = 5000;
/** So much longer than usual it may be before what did not come is taken for silence. */
const PATIENCE_MS = 30_000;

/**
 * Follows one device: gives the engine what was heard in the order of event time, whatever the order in which it came, and says from when
 * until when it was where. Time counts up to when the device was last heard, and from when it was heard again. What comes in batches is gone
 * through second by second when it comes.
 */
export class Follower {
  readonly #track: DeviceTrack;
  readonly #stepMs: number;
  /** Heard, and later than all that was decided. */
  #ahead: Heard[] = [];
  #steppedAt: number | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;
  /** By any scanner, be it one that says nothing of zones. */
  #anyHeardAt = Number.NEGATIVE_INFINITY;
  #anySince: number | undefined;
  #behindMs = 0;
  /** Until then a device whose past is forgotten stays where it was. */
  #heldUntil = Number.NEGATIVE_INFINITY;
  #unplacedSince: number | undefined;
  #zone: string | undefined;
  #placedUntil = Number.NEGATIVE_INFINITY;

  constructor(track: DeviceTrack, stepMs: number) {
    this.#track = track;
    this.#stepMs = stepMs;
  }

  get zone(): string | undefined {
    return this.#zone;
  }

  get heardAt(): number {
    return this.#anyHeardAt;
  }

  /** How long it has been heard. */
  get heardForMs(): number {
    return this.#anySince === undefined ? 0 : this.#anyHeardAt - this.#anySince;
  }

  /** When the first was heard of what is still to be decided. */
  get aheadFrom(): number {
    return this.#ahead.reduce((least, heard) => Math.min(least, heard.t), Number.POSITIVE_INFINITY);
  }

  /** Goes on with a device that was in the zone when it was last heard. */
  resume(zone: string | undefined, heardAt: number, holdMs: number): void {
    this.#zone = zone;
    this.#heardAt = heardAt;
    this.#anyHeardAt = heardAt;
    this.#placedUntil = heardAt;
    this.#heldUntil = heardAt + holdMs;
  }

  /** What comes next is heard for the first time. */
  startAnew(): void {
    this.#anySince = undefined;
  }

  /** `decidedUntil`: the shop's present, by which it shows how far its source is behind. */
  hear(heard: Heard, decidedUntil = heard.t): void {
    this.#ahead.push(heard);
    this.#behindMs = Math.max(this.#behindMs, decidedUntil - heard.t);
  }

  /** The device is certainly there. Returns since when it was heard: a subject without a place has been there for so long. */
  place(zone: string, t: number): number {
    const since = this.#zone === undefined ? Math.max(this.#placedUntil, Math.min(this.#unplacedSince ?? t, t)) : t;
    this.#track.place(zone, t);
    this.#zone = zone;
    this.#heardAt = Math.max(this.#heardAt, t);
    this.#anyHeardAt = Math.max(this.#anyHeardAt, t);
    this.#anySince ??= t;
    this.#placedUntil = Math.max(this.#placedUntil, t);
    this.#unplacedSince = undefined;
    return since;
  }

  /** All steps up to `t` that say something. `tooLate` takes what the engine has no use for any more. */
  *steps(t: number, tooLate: (heard: Heard) => void): Generator<Step> {
    const first = this.aheadFrom;
    const unheardMs = t - this.#heardAt;
    if (first > t && this.#behindMs > BATCH_MS && unheardMs > BATCH_MS && unheardMs < this.#behindMs + PATIENCE_MS) return;
    let s = this.#steppedAt === undefined ? Math.min(t, Math.ceil(first / this.#stepMs) * this.#stepMs) : this.#steppedAt + this.#stepMs;
    for (; s <= t; s += this.#stepMs) {
      this.#steppedAt = s;
      this.#listen(s, tooLate);
      yield this.#step(s, s + this.#stepMs <= t);
    }
  }

  #step(t: number, isPast: boolean): Step {
    const where = this.#track.decide(t);
    const decided = where.silent ? undefined : where.zone;
    const zone = decided ?? (t < this.#heldUntil ? this.#zone : undefined);
    const until = Math.max(this.#placedUntil, Math.min(t, this.#heardAt));
    if (zone === this.#zone) {
      if (zone !== undefined) this.#placedUntil = until;
      else if (where.silent) this.#unplacedSince = undefined;
      return { t, zone, confidence: where.confidence, until, from: undefined, isPast };
    }
    const isMove = this.#zone !== undefined && zone !== undefined;
    const heardAgainAt = Math.max(this.#placedUntil, this.#unplacedSince ?? t);
    this.#placedUntil = isMove ? t : until;
    const from = isMove ? t : zone === undefined ? until : heardAgainAt;
    this.#zone = zone;
    this.#unplacedSince = undefined;
    return { t, zone, confidence: where.confidence, until: this.#placedUntil, from, isPast };
  }

  #listen(t: number, tooLate: (heard: Heard) => void): void {
    const due = this.#ahead.filter((heard) => heard.t <= t);
    if (due.length === 0) return;
    this.#ahead = due.length === this.#ahead.length ? [] : this.#ahead.filter((heard) => heard.t > t);
    for (const heard of due.sort(byTime)) {
      this.#anyHeardAt = Math.max(this.#anyHeardAt, heard.t);
      this.#anySince ??= heard.t;
      if (!this.#track.observe(heard)) {
        tooLate(heard);
        continue;
      }
      this.#heardAt = Math.max(this.#heardAt, heard.t);
      if (this.#zone === undefined) this.#unplacedSince = Math.min(this.#unplacedSince ?? heard.t, heard.t);
    }
  }
}

/** By all that can differ, so that the order of arrival decides nothing. */
function byTime(a: Heard, b: Heard): number {
  return a.t - b.t || (a.anchor < b.anchor ? -1 : a.anchor > b.anchor ? 1 : 0) || (a.rssiDbm ?? 0) - (b.rssiDbm ?? 0);
}
