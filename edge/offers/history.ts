import type { StateChange } from '../ports/journal.ts';

const PREFIX = 'shown/';
export const HISTORY_PREFIX = PREFIX;

interface Shown {
  /** The visit in which `pushed` were sent to a screen. */
  visitId: string;
  pushed: string[];
  /** Offer → exposures ever. */
  counts: Record<string, number>;
}

/** What each subject was shown. Its changes are written with the facts that they follow from. */
export interface OfferHistory {
  pushedIn(subject: string, visitId: string): ReadonlySet<string>;
  countOf(subject: string, offer: string): number;
  push(subject: string, visitId: string, offer: string): StateChange;
  expose(subject: string, offer: string): StateChange;
}

export function createOfferHistory(saved: readonly { readonly key: string; readonly value: object }[]): OfferHistory {
  const shown = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Shown]));

  function change(subject: string, edit: (entry: Shown) => Shown): StateChange {
    const value = edit(shown.get(subject) ?? { visitId: '', pushed: [], counts: {} });
    shown.set(subject, value);
    return { key: PREFIX + subject, value };
  }

  return {
    pushedIn(subject, visitId) {
      const entry = shown.get(subject);
      return new Set(entry?.visitId === visitId ? entry.pushed : []);
    },
    countOf: (subject, offer) => countIn(shown.get(subject)?.counts ?? {}, offer),
    push: (subject, visitId, offer) =>
      change(subject, (entry) => ({ ...entry, visitId, pushed: [...(entry.visitId === visitId ? entry.pushed : []), offer] })),
    expose: (subject, offer) =>
      change(subject, (entry) => ({ ...entry, counts: { ...entry.counts, [offer]: countIn(entry.counts, offer) + 1 } })),
  };
}

/** An offer may have the name of what every object has, such as "constructor". */
function countIn(counts: Shown['counts'], offer: string): number {
  return Object.hasOwn(counts, offer) ? (counts[offer] ?? 0) : 0;
}
