import type { SecurityAction } from '../../contract/facts/security-facts.ts';
import { WAYS, type Way } from '../../contract/ways.ts';
import type { Shop } from '../domain/shop.ts';
import { subjectOf, trackOf } from '../domain/subject.ts';
import type { SecretMatch } from '../ports/recognition.ts';
import { type HeardAt, unexplainedM, type Whereabouts, whereaboutsOf } from './whereabouts.ts';

/** An identifier was copied, or played back. Told once, however long it goes on. */
export interface Incident {
  readonly action: Extract<SecurityAction, 'identifier-replayed' | 'identifier-cloned'>;
  readonly at: number;
  /** Whom it claims to be. */
  readonly track: string;
  readonly way: Way;
  readonly scanners: readonly string[];
  /** Nothing surer says that this member is here: whatever was made of the visit until now may be the work of the copy. */
  readonly isAlone: boolean;
}

/** Whether who claims to be a member can be where he is heard. */
export interface Suspicion {
  /** `identifier`: which of all that was heard led to the member. */
  claim(of: SecretMatch, way: Way, heard: HeardAt & { readonly mobile: string }, identifier?: string): 'trusted' | 'suspect';
  /** What happened since this was last asked. */
  incidents(): readonly Incident[];
  forget(subject: string): void;
}

export interface SuspicionParts {
  readonly shop: Pick<Shop, 'listeners' | 'identity'>;
  /** Whether several people of a household use the card of this member: it may be where the member's own phone is not. */
  readonly sharesCard: (subject: string) => boolean;
}

/**
 * One wrong reading, a gateway that tells late, or a clock that is off must not make a thief of anybody: only as many metres that nobody
 * could have gone, in one leap or within a minute in some of them, are more than that.
 */
const PROOF_M = 20;
const FORGIVEN_AFTER_MS = 60_000;
/** Packets of the same second tell the same thing. */
const COUNTED_EACH_MS = 1000;
/** A way that led here so recently says that the member is here. */
const RECENT_MS = 60_000;
const SURE_WITHIN_MS = 15_000;
const MOST_HEARD = 8;
const MOST_TRACKS = 20_000;
/** Where suspects are let in again at once, what goes on is still told only so often. */
const TOLD_EACH_MS = 60_000;

interface Claimed {
  /** What was claimed by: an identifier, or the secret that makes identifiers. */
  readonly key: string;
  readonly way: Way;
}

interface HeardClaim extends Claimed {
  readonly at: Whereabouts;
  /** Not by a single packet, which may be broken: only then it is a witness. */
  readonly isSure: boolean;
}

interface Contradiction {
  readonly t: number;
  readonly metres: number;
  readonly scanners: readonly string[];
  readonly isAlone: boolean;
}

interface Doubt {
  unexplainedM: number;
  addedAt: number;
  suspectUntil: number;
}

interface Track {
  /** The last strong hearing of each claim by each scanner, the newest last. */
  heard: HeardClaim[];
  readonly doubts: Map<string, Doubt>;
  /** When each way last led here, believed. */
  readonly trustedAt: Map<Way, number>;
}

/** What those who change with each window are made from stays the same. */
const ROTATING: ReadonlySet<Way> = new Set(['token', 'eddystone-eid', 'resolvable-address', 'app-report']);
const rankOf = (way: Way): number => WAYS.indexOf(way);

/**
 * Copies and replays (reliability.md S10). What is heard strongly is near, by the laws of radio: the same identifier near two scanners with
 * more way between them than a person walks is carried by two. It leads to nobody for a while, and so does one whose time is over.
 */
export function createSuspicion({ shop, sharesCard }: SuspicionParts): Suspicion {
  const { suspectMs } = shop.identity;
  const whereabouts = whereaboutsOf(shop);
  const tracks = new Map<string, Track>();
  let incidents: Incident[] = [];

  /** The track claimed last stands last. */
  function recall(id: string): Track {
    const track = tracks.get(id) ?? { heard: [], doubts: new Map<string, Doubt>(), trustedAt: new Map<Way, number>() };
    tracks.delete(id);
    const [oldest] = tracks.size < MOST_TRACKS ? [] : tracks.keys();
    if (oldest !== undefined) tracks.delete(oldest);
    tracks.set(id, track);
    return track;
  }

  function doubtOf(track: Track, key: string): Doubt {
    const doubt = track.doubts.get(key) ?? { unexplainedM: 0, addedAt: Number.NEGATIVE_INFINITY, suspectUntil: Number.NEGATIVE_INFINITY };
    track.doubts.set(key, doubt);
    return doubt;
  }

  /** Suspects a claim from now on; true where it was not suspect already. */
  function suspect(doubt: Doubt, t: number, ms: number): boolean {
    const isNew = t >= doubt.suspectUntil;
    doubt.suspectUntil = Math.max(doubt.suspectUntil, t + ms);
    return isNew;
  }

  function replayed(id: string, way: Way, t: number, anchor: string): void {
    const doubt = doubtOf(recall(id), `stale/${way}`);
    if (!suspect(doubt, t, Math.max(suspectMs, TOLD_EACH_MS))) return;
    incidents.push({ action: 'identifier-replayed', at: t, track: id, way, scanners: [anchor], isAlone: false });
  }

  /** Which of two claims is not believed where both cannot be true. */
  function lessSure(a: Claimed, b: Claimed): Claimed {
    return rankOf(a.way) > rankOf(b.way) ? a : b;
  }

  function isComparable(a: Claimed, b: Claimed, isShared: boolean): boolean {
    if (a.key === b.key) return true;
    // Whoever taps stands there; and the card is carried with the phone, unless several people have one.
    return (a.way === 'card') !== (b.way === 'card') && !isShared;
  }

  function compare(id: string, track: Track, heard: HeardClaim): void {
    const isShared = sharesCard(subjectOf(id));
    let worst: { readonly other: HeardClaim; readonly metres: number } | undefined;
    for (const other of track.heard) {
      const metres = other.isSure && isComparable(heard, other, isShared) ? unexplainedM(heard.at, other.at) : 0;
      if (metres > (worst?.metres ?? 0)) worst = { other, metres };
    }
    if (!worst) return;
    const { other, metres } = worst;
    // A witness speaks once: who walked on while a scanner's clock is off has left the place for good.
    track.heard = track.heard.filter((one) => one !== other);
    const scanners = [other.at.anchor, heard.at.anchor];
    contradict(id, track, lessSure(heard, other), { t: heard.at.t, metres, scanners, isAlone: heard.key === other.key });
  }

  function contradict(id: string, track: Track, { key, way }: Claimed, found: Contradiction): void {
    const doubt = doubtOf(track, key);
    const since = Math.abs(found.t - doubt.addedAt);
    if (since < COUNTED_EACH_MS) return;
    doubt.unexplainedM = found.metres + (since > FORGIVEN_AFTER_MS ? 0 : doubt.unexplainedM);
    doubt.addedAt = found.t;
    if (doubt.unexplainedM < PROOF_M || !suspect(doubt, found.t, suspectMs)) return;
    const isAlone = found.isAlone && ![...track.trustedAt].some(([other, t]) => rankOf(other) < rankOf(way) && found.t - t < RECENT_MS);
    incidents.push({ action: 'identifier-cloned', at: found.t, track: id, way, scanners: found.scanners, isAlone });
  }

  /** Where a claim is made, compared with where it and others were made before. */
  function locate(id: string, track: Track, claimed: Claimed, at: Whereabouts): void {
    const isSame = (one: HeardClaim): boolean => one.key === claimed.key && one.at.anchor === at.anchor && unexplainedM(one.at, at) === 0;
    const before = track.heard.find(isSame);
    const isSure = claimed.way === 'card' || (before !== undefined && Math.abs(at.t - before.at.t) <= SURE_WITHIN_MS);
    const heard = { ...claimed, at, isSure };
    if (isSure) compare(id, track, heard);
    track.heard = [...track.heard.filter((one) => !isSame(one)).slice(1 - MOST_HEARD), heard];
  }

  return {
    claim(of, way, heard, identifier = heard.mobile) {
      const id = trackOf(of.subject, of.device);
      if (of.stale) {
        replayed(id, way, heard.t, heard.anchor);
        return 'suspect';
      }
      const track = recall(id);
      const key = ROTATING.has(way) ? way : identifier;
      const at = suspectMs > 0 ? whereabouts(heard) : undefined;
      if (at) locate(id, track, { key, way }, at);
      if (heard.t < (track.doubts.get(key)?.suspectUntil ?? Number.NEGATIVE_INFINITY)) return 'suspect';
      track.trustedAt.set(way, heard.t);
      return 'trusted';
    },
    incidents() {
      const told = incidents;
      if (told.length > 0) incidents = [];
      return told;
    },
    forget(subject) {
      for (const id of tracks.keys()) if (subjectOf(id) === subject) tracks.delete(id);
      incidents = incidents.filter(({ track }) => subjectOf(track) !== subject);
    },
  };
}
