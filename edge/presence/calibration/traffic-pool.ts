import { subjectOf } from '../../domain/subject.ts';
import type { Heard } from '../engine/presence-engine.ts';

/** A device that was heard all the time for a while. Its name is known only so that it can be forgotten. */
interface Stretch {
  readonly device: string;
  readonly heard: Heard[];
  /** When each scanner's last reading was taken in. */
  readonly lastMs: Map<string, number>;
}

const STRETCH_MS = 60_000;
const LEAST_MS = 20_000;
/** A longer silence ends a stretch. */
const GAP_MS = 10_000;
/** Readings of one scanner that follow each other faster say nearly the same. */
const THINNED_MS = 400;
/** From fewer scanners nobody knows where the device was. */
const LEAST_SCANNERS = 3;
/** How many devices are listened to at a time, and how many stretches are kept: some megabytes. */
const LISTENED = 8;
const KEPT = 50;
/** A device that was listened to lets others have their turn. */
const REST_MS = 300_000;
/** Of the shop's own tags, what each one's last minutes were. */
const TAGS = 100;
const TAG_READINGS = 300;

/** Minutes of the traffic, of whoever was there, kept in memory until enough is learnt from them. Bounded; the newest stay. */
export class TrafficPool {
  readonly #open = new Map<string, Stretch>();
  #kept: Stretch[] = [];
  readonly #tags = new Map<string, Heard[]>();
  #fresh = 0;

  /** Stretches that came since it was last `used`. */
  get fresh(): number {
    return this.#fresh;
  }

  get stretches(): number {
    return this.#kept.length;
  }

  get minutes(): number {
    return this.#kept.reduce((sum, { heard }) => sum + lengthMs(heard), 0) / 60_000;
  }

  get tags(): number {
    return this.#tags.size;
  }

  hear(device: string, heard: Heard): void {
    if (heard.rssiDbm === undefined) return;
    const stretch = this.#open.get(device) ?? this.#newStretch(device, heard.t);
    if (!stretch) return;
    const { t, anchor, rssiDbm } = heard;
    const before = stretch.lastMs.get(anchor);
    if (before !== undefined && Math.abs(t - before) < THINNED_MS) return;
    const first = stretch.heard[0]?.t ?? t;
    const last = stretch.heard.at(-1)?.t ?? t;
    if (t < last - GAP_MS) return;
    if (t - last > GAP_MS || t - first >= STRETCH_MS) {
      this.#close(stretch);
      return;
    }
    stretch.heard.push({ t, anchor, rssiDbm });
    stretch.lastMs.set(anchor, t);
  }

  /** What was heard of a tag of the shop's own, whose place is known. */
  hearTag(tag: string, { t, anchor, rssiDbm }: Heard): void {
    if (rssiDbm === undefined) return;
    const heard = this.#tags.get(tag) ?? [];
    if (heard.length === 0 && this.#tags.size >= TAGS) return;
    heard.push({ t, anchor, rssiDbm });
    if (heard.length > TAG_READINGS) heard.splice(0, TAG_READINGS / 2);
    this.#tags.set(tag, heard);
  }

  /** Closes what nobody has added to for so long, so that others have their turn. */
  expire(t: number): void {
    for (const stretch of this.#open.values()) if (t - (stretch.heard.at(-1)?.t ?? t) > GAP_MS) this.#close(stretch);
  }

  /** All phones of a subject. */
  forget(subject: string): void {
    for (const device of this.#open.keys()) if (subjectOf(device) === subject) this.#open.delete(device);
    this.#kept = this.#kept.filter(({ device }) => subjectOf(device) !== subject);
  }

  /** All that is kept, by whomever it is of, ordered by time. */
  use(): ReadonlyMap<string, readonly Heard[]> {
    this.#fresh = 0;
    const byDevice = new Map<string, Heard[]>();
    for (const { device, heard } of this.#kept) byDevice.set(device, [...(byDevice.get(device) ?? []), ...heard]);
    for (const [tag, heard] of this.#tags) byDevice.set(tag, [...heard]);
    for (const heard of byDevice.values()) heard.sort((a, b) => a.t - b.t);
    return byDevice;
  }

  #newStretch(device: string, t: number): Stretch | undefined {
    if (this.#open.size >= LISTENED) return undefined;
    const last = this.#kept.findLast((stretch) => stretch.device === device);
    if (last && t - (last.heard.at(-1)?.t ?? 0) < REST_MS) return undefined;
    const stretch = { device, heard: [], lastMs: new Map<string, number>() };
    this.#open.set(device, stretch);
    return stretch;
  }

  #close(stretch: Stretch): void {
    this.#open.delete(stretch.device);
    if (lengthMs(stretch.heard) < LEAST_MS || stretch.lastMs.size < LEAST_SCANNERS) return;
    this.#kept.push(stretch);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#fresh += 1;
  }
}

function lengthMs(heard: readonly Heard[]): number {
  return (heard.at(-1)?.t ?? 0) - (heard[0]?.t ?? 0);
}
