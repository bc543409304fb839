import type { ErasureRecord } from '../../contract/records.ts';
import type { StateChange } from '../ports/journal.ts';

const PREFIX = 'erased/';
export const TOMBSTONE_PREFIX = PREFIX;

/** What is left of somebody who was erased. `erasedAt` is missing where a crash cut the erasure short. */
export interface Tombstone extends ErasureRecord {
  readonly erasedAt?: string;
}

/** Who was erased here: for ever, so that nothing that comes late brings anything back. */
export interface Tombstones {
  has(subject: string): boolean;
  of(subject: string): Tombstone | undefined;
  /** From now on nothing of the subject is written any more; the change makes it last. */
  put(tombstone: Tombstone): StateChange;
  unfinished(): readonly Tombstone[];
  size(): number;
}

export function createTombstones(saved: readonly { readonly value: object }[]): Tombstones {
  const tombstones = new Map(saved.map(({ value }) => [(value as Tombstone).subject, value as Tombstone]));
  return {
    has: (subject) => tombstones.has(subject),
    of: (subject) => tombstones.get(subject),
    put(tombstone) {
      tombstones.set(tombstone.subject, tombstone);
      return { key: PREFIX + tombstone.subject, value: tombstone };
    },
    unfinished: () => [...tombstones.values()].filter(({ erasedAt }) => erasedAt === undefined),
    size: () => tombstones.size,
  };
}
