import { subjectOf, trackOf } from '../domain/subject.ts';
import type { StateChange } from '../ports/journal.ts';

const PREFIX = 'shown/';
export const HISTORY_PREFIX = PREFIX;

interface Shown {
  /** The visit in which `pushed` were sent to a screen. */
  visitId: string;
  pushed: string[];
  /** Of those, what was touched or redeemed; missing in what an older version noted. */
  taken?: string[];
  /** Offer → exposures ever. */
  counts: Record<string, number>;
  /** When it last changed, ms epoch. */
  at: number;
}

/** What was pushed to each track in its visit, and what each subject was shown ever. Its changes are written with the facts that they follow from. */
export interface OfferHistory {
  pushedIn(track: string, visitId: string): ReadonlySet<string>;
  countOf(subject: string, offer: string): number;
  /** What of it the member took, by touching or redeeming it. */
  takenIn(track: string, visitId: string): readonly string[];
  push(track: string, visitId: string, offer: string): StateChange;
  /** Nothing where the offer was not pushed in this visit. */
  take(subject: string, visitId: string, offer: string): readonly StateChange[];
  expose(subject: string, offer: string): StateChange;
  forget(subject: string): void;
  /** Forgets those whom nothing was shown since; of many only some, and the changes that say so. */
  forgetAged(before: number): readonly StateChange[];
}

/** So that one transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 1000;

export function createOfferHistory(saved: readonly { readonly key: string; readonly value: object }[], nowMs: () => number): OfferHistory {
  // Of a version that noted no time it is as if it had been noted now.
  const shown = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), { at: nowMs(), ...(value as Partial<Shown>) } as Shown]));

  function change(track: string, edit: (entry: Shown) => Shown): StateChange {
    const value = { ...edit(shown.get(track) ?? { visitId: '', pushed: [], counts: {}, at: 0 }), at: nowMs() };
    shown.set(track, value);
    return { key: PREFIX + track, value };
  }

  return {
    pushedIn(track, visitId) {
      const entry = shown.get(track);
      return new Set(entry?.visitId === visitId ? entry.pushed : []);
    },
    countOf: (subject, offer) => countIn(shown.get(subject)?.counts ?? {}, offer),
    takenIn(track, visitId) {
      const entry = shown.get(track);
      return entry?.visitId === visitId ? (entry.taken ?? []) : [];
    },
    push: (track, visitId, offer) =>
      change(track, (entry) => ({
        ...entry,
        visitId,
        pushed: [...(entry.visitId === visitId ? entry.pushed : []), offer],
        taken: entry.visitId === visitId ? (entry.taken ?? []) : [],
      })),
    take(subject, visitId, offer) {
      const track = tracksOf(subject).find((one) => {
        const entry = shown.get(one);
        return entry?.visitId === visitId && entry.pushed.includes(offer) && !entry.taken?.includes(offer);
      });
      return track === undefined ? [] : [change(track, (entry) => ({ ...entry, taken: [...(entry.taken ?? []), offer] }))];
    },
    forget(subject) {
      for (const track of shown.keys()) if (subjectOf(track) === subject) shown.delete(track);
    },
    forgetAged(before) {
      const gone: StateChange[] = [];
      for (const [track, { at }] of shown) {
        if (at >= before) continue;
        shown.delete(track);
        gone.push({ key: PREFIX + track, value: undefined });
        if (gone.length === MOST_FORGOTTEN_AT_ONCE) break;
      }
      return gone;
    },
    expose: (subject, offer) =>
      change(subject, (entry) => ({ ...entry, counts: { ...entry.counts, [offer]: countIn(entry.counts, offer) + 1 } })),
  };
}

/** Of the phones that a household may have: a member record names eight further ones. */
function tracksOf(subject: string): string[] {
  return Array.from({ length: 9 }, (_, device) => trackOf(subject, device));
}

/** An offer may have the name of what every object has, such as "constructor". */
function countIn(counts: Shown['counts'], offer: string): number {
  return Object.hasOwn(counts, offer) ? (counts[offer] ?? 0) : 0;
}
