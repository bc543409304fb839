import type { StateChange } from '../ports/journal.ts';
import type { OpenVisit } from './visits.ts';

export const VISIT_PREFIX = 'visit/';

/** The open visit of a subject as hot state, or its removal. */
export function visitChange(subject: string, visit: OpenVisit | undefined): StateChange {
  return { key: VISIT_PREFIX + subject, value: visit && { ...visit, zones: [...visit.zones] } };
}

export function savedVisits(saved: readonly { readonly value: object }[]): readonly OpenVisit[] {
  return saved.map(({ value }) => value as OpenVisit);
}
