import type { ConsentCheck } from '../../domain/subject.ts';
import type { KnownVisit } from '../presence.ts';
import type { CountedVisit } from './occupancy.ts';

/** The visits of those who agree to being counted. */
export function* countedVisits(visits: Iterable<KnownVisit>, allows: ConsentCheck): Generator<CountedVisit> {
  for (const { subject, visit } of visits) {
    const [first] = visit.spans;
    if (first && allows(subject, 'analytics', first.from)) yield visit;
  }
}
