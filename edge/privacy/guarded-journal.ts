import type { FactDraft } from '../../contract/facts/fact.ts';
import type { Journal, StateChange } from '../ports/journal.ts';
import { isAbout } from './hot-state.ts';
import { TOMBSTONE_PREFIX, type Tombstones } from './tombstones.ts';

/**
 * The journal as the stages see it: it takes nothing of somebody who was erased. What was on its way through a stage meanwhile, or is told by a
 * gateway or till hours later, ends here, whichever stage it comes from.
 */
export function guardJournal(journal: Pick<Journal, 'append'>, tombstones: Pick<Tombstones, 'has' | 'size'>): Pick<Journal, 'append'> {
  const isErased = (draft: FactDraft): boolean =>
    draft.kind !== 'erasure' && 'subject' in draft.data && draft.data.subject !== undefined && tombstones.has(draft.data.subject);
  const allowed = (change: StateChange): StateChange =>
    !change.key.startsWith(TOMBSTONE_PREFIX) && isAbout(change, tombstones.has) ? { key: change.key, value: undefined } : change;

  return {
    append(drafts, changes = []) {
      if (tombstones.size() === 0) return journal.append(drafts, changes);
      return journal.append(
        drafts.filter((draft) => !isErased(draft)),
        changes.map(allowed),
      );
    },
  };
}
