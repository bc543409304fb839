import type { StateChange } from '../../ports/journal.ts';
import type { Past } from './history.ts';
import type { Visit } from './visit.ts';

export const VISIT_PREFIX = 'visit/';

/** What of a subject survives a restart. */
export interface SavedSubject {
  readonly subject: string;
  readonly past?: Past;
  /** The visit that is going on. */
  readonly open?: {
    readonly visit: Visit;
    readonly heardAt: number;
    /** Undefined where it was in no zone, or nobody knew where. */
    readonly zone?: string;
  };
}

export function subjectChange(subject: string, saved: SavedSubject | undefined): StateChange {
  // The journal writes later than it is told: the visit goes on meanwhile.
  return { key: VISIT_PREFIX + subject, value: saved && structuredClone(saved) };
}

/** What an earlier version left in another form is not gone on with. */
export function savedSubjects(saved: readonly { readonly value: object }[]): readonly SavedSubject[] {
  return saved.map(({ value }) => value as SavedSubject).filter(({ open, past }) => open !== undefined || past !== undefined);
}
