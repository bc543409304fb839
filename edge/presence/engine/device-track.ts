import type { Shop } from '../../domain/shop.ts';
import { type Evidence, insert } from './coming.ts';
import { DOOR_ZONES } from './door-engine.ts';
import type { Liveness } from './liveness.ts';
import type { PathLoss } from './path-loss.ts';
import { type DeviceTrack, type Heard, OUT, type Whereabouts } from './presence-engine.ts';
import { REMEMBERED_MS } from './readings.ts';
import { Silence } from './silence.ts';
import { NEARBY_DBM, strengthDbm } from './strength.ts';
import type { ZoneDecision, ZoneTrack } from './zone-engine.ts';
import type { ZoneSource } from './zone-source.ts';

export interface TrackPlan {
  readonly shop: Shop;
  readonly loss: PathLoss;
  /** The shortest step of all sources. */
  readonly stepMs: number;
  readonly listenerOf: (anchor: string) => number | undefined;
  readonly liveness: Liveness;
  /** Whether the first source tells the sides of a door. */
  readonly hasDoor: boolean;
  /** By precedence: the first that says where a device is, is believed. */
  readonly sources: readonly ZoneSource[];
}

interface Placed {
  readonly zone: string;
  readonly t: number;
}

/** So long after a device was last heard its windows still change; then its zone stands until it is heard again. */
const SETTLED_MS = 5000;
/** What comes later than this is not gone through step by step. */
const CAUGHT_UP_MS = 600_000;
/** Who was placed, as by a card, is there for so long, whatever the radio says. */
const PLACED_MS = 5000;

/** How good a position is of which nobody says it. */
const USUAL_ACCURACY_M = 3;

const NOWHERE: ZoneDecision = { zone: undefined, confidence: 0 };
const AWAY: Whereabouts = { zone: undefined, confidence: 0, silent: true };

/** A class, because thousands of them live at once, and what closures share each of them would have again. */
export class ShopTrack implements DeviceTrack {
  readonly #plan: TrackPlan;
  readonly #silence: Silence;
  readonly #coming: Evidence[] = [];
  #tracks: readonly ZoneTrack[];
  #decisions: ZoneDecision[];
  readonly #decidedAt: number[];
  /** When each source last had something of it. */
  readonly #heardAt: number[];
  #latestMs = Number.NEGATIVE_INFINITY;
  /** Since when it is heard, after it was silent. */
  #heardFrom: number | undefined;
  #steppedAt: number | undefined;
  #placed: Placed | undefined;
  #isTold = true;

  constructor(plan: TrackPlan) {
    this.#plan = plan;
    this.#silence = new Silence(plan.shop.presence);
    this.#tracks = plan.sources.map((source) => source.track());
    this.#decisions = plan.sources.map(() => NOWHERE);
    this.#decidedAt = plan.sources.map(() => Number.NEGATIVE_INFINITY);
    this.#heardAt = plan.sources.map(() => Number.NEGATIVE_INFINITY);
  }

  observe(heard: Heard): boolean {
    const { shop, loss, listenerOf } = this.#plan;
    const { t, anchor } = heard;
    const listener = listenerOf(anchor);
    if (listener === undefined || !Number.isFinite(t) || t <= this.#latestMs - REMEMBERED_MS) return false;
    this.#latestMs = Math.max(this.#latestMs, t);
    const dbm = strengthDbm(heard, shop.listeners[listener]?.kind ?? 'scanner', loss);
    insert(this.#coming, { t, listener, dbm, ...fixOf(heard) });
    return true;
  }

  place(zone: string, t: number): void {
    if (!Number.isFinite(t) || (this.#placed && this.#placed.t > t)) return;
    this.#placed = { zone, t };
    this.#isTold = false;
    this.#latestMs = Math.max(this.#latestMs, t);
  }

  decide(t: number): Whereabouts {
    const { stepMs } = this.#plan;
    for (let back = Math.max(0, Math.floor((t - this.#stepsFrom(t)) / stepMs)); back >= 0; back -= 1) this.#step(t - back * stepMs);
    this.#steppedAt = t;
    return this.#silence.isSilentAt(t) ? AWAY : this.#whereabouts(t);
  }

  /** The first step that is due. Who was silent goes on from when he was heard, though it be told late: nothing was decided in between. */
  #stepsFrom(t: number): number {
    const due = Math.max(t - CAUGHT_UP_MS, (this.#steppedAt ?? Number.NEGATIVE_INFINITY) + this.#plan.stepMs);
    const settledAt = (this.#silence.heardAt ?? Number.NEGATIVE_INFINITY) + SETTLED_MS;
    const first = this.#coming[0]?.t ?? t;
    return this.#steppedAt === undefined || this.#steppedAt > settledAt ? Math.max(t - CAUGHT_UP_MS, settledAt, first) : due;
  }

  #step(t: number): void {
    this.#take(t);
    const placed = this.#placed && !this.#isTold && this.#placed.t <= t ? this.#placed : undefined;
    if (placed) this.#silence.heard(placed.t);
    if (t - (this.#silence.heardAt ?? Number.NEGATIVE_INFINITY) > SETTLED_MS) return;
    for (const [at, { stepMs }] of this.#plan.sources.entries()) {
      const isSettled = t - (this.#heardAt[at] ?? t) > SETTLED_MS;
      // Nothing is decided by the first packet, which some scanner must be the first to hear, but by the first step of packets.
      if (isSettled || t - (this.#decidedAt[at] ?? t) < stepMs || t - (this.#heardFrom ?? t) < stepMs) continue;
      this.#decidedAt[at] = t;
      this.#decisions[at] = this.#tracks[at]?.decide(t) ?? NOWHERE;
    }
    if (placed) this.#tell(placed);
  }

  /** Takes what was heard up to and with `t`. */
  #take(t: number): void {
    let count = 0;
    for (const evidence of this.#coming) {
      if (evidence.t > t) break;
      if (evidence.t - (this.#silence.heardAt ?? evidence.t) >= this.#silence.ageMs) this.#restart();
      this.#silence.heard(evidence.t);
      this.#heardFrom ??= evidence.t;
      this.#plan.liveness.heard(evidence.listener, evidence.t);
      for (const [at, source] of this.#plan.sources.entries()) {
        if (this.#weigh(evidence, source, this.#tracks[at])) this.#heardAt[at] = evidence.t;
      }
      count += 1;
    }
    // Emptied, an array lets go its room; shortened, it keeps it.
    if (count === this.#coming.length) this.#coming.length = 0;
    else this.#coming.splice(0, count);
  }

  /** Returns whether it counts for that source. */
  #weigh({ t, listener, dbm, fix }: Evidence, { scannerOf, indexOf }: ZoneSource, track: ZoneTrack | undefined): boolean {
    if (fix && track?.locate) {
      track.locate(fix.x, fix.y, fix.accuracyM ?? USUAL_ACCURACY_M);
      return true;
    }
    const zone = indexOf.get(this.#plan.shop.listeners[listener]?.zone ?? '');
    const scanner = scannerOf[listener];
    if (dbm === undefined && zone !== undefined && track?.claim) track.claim(zone);
    else if (scanner !== undefined) track?.observe(scanner, t, dbm ?? NEARBY_DBM);
    else return false;
    return true;
  }

  #tell({ zone, t }: Placed): void {
    this.#isTold = true;
    for (const [at, { indexOf }] of this.#plan.sources.entries()) {
      const index = indexOf.get(zone) ?? (at === 0 && this.#plan.hasDoor ? DOOR_ZONES.inside : undefined);
      if (index === undefined) continue;
      this.#tracks[at]?.place(index);
      this.#heardAt[at] = t;
    }
  }

  /** It was away: where it was before says nothing. */
  #restart(): void {
    this.#heardFrom = undefined;
    this.#tracks = this.#plan.sources.map((source) => source.track());
    this.#decisions = this.#plan.sources.map(() => NOWHERE);
  }

  #whereabouts(t: number): Whereabouts {
    const placed = this.#placed;
    if (placed && t >= placed.t && t - placed.t < PLACED_MS) return { zone: placed.zone, confidence: 1, silent: false };
    const { zone, confidence } = this.#decided() ?? { zone: placed?.zone, confidence: placed ? 1 : 0 };
    const unsettledMs = Math.max(0, t - (this.#silence.heardAt ?? t) - SETTLED_MS);
    return { zone, confidence: confidence * Math.max(0, 1 - unsettledMs / this.#silence.ageMs), silent: false };
  }

  /** By the first source that knows; by the door alone who is inside and in none of the zones. */
  #decided(): { readonly zone: string; readonly confidence: number } | undefined {
    const { sources, hasDoor } = this.#plan;
    let inside: { readonly zone: string; readonly confidence: number } | undefined;
    const heardAt = this.#silence.heardAt ?? 0;
    for (const [at, { zones, beside, staleMs }] of sources.entries()) {
      const decision = this.#decisions[at] ?? NOWHERE;
      const zone = decision.zone === undefined ? (decision.confidence > 0 ? beside : undefined) : zones[decision.zone];
      if (zone === undefined) continue;
      const decided = { zone, confidence: decision.confidence };
      const isDoor = hasDoor && at === 0;
      const isStale = heardAt - (this.#heardAt[at] ?? heardAt) > staleMs;
      if (isDoor && zone !== OUT) inside = decided;
      else if (!isStale && (isDoor || !hasDoor || zone !== OUT)) return decided;
    }
    return inside;
  }
}

function fixOf({ position }: Heard): Pick<Evidence, 'fix'> | undefined {
  if (!position || !Number.isFinite(position.x) || !Number.isFinite(position.y)) return undefined;
  const { x, y, accuracyM } = position;
  return { fix: { x, y, accuracyM: Number.isFinite(accuracyM) ? accuracyM : undefined } };
}
