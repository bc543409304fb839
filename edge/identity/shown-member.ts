import type { MemberShown } from '../../contract/http/member-routes.ts';
import { identifierKind, isSecret, SECRET_KINDS } from '../../contract/identifier.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberStore } from '../ports/member-store.ts';
import { NO_ADDITIONS, openAdditions, uncovered } from './additions.ts';
import type { MemberDirectory } from './directory.ts';

export interface ShownMemberParts {
  readonly directory: Pick<MemberDirectory, 'subjectOf' | 'fieldsOf'>;
  readonly store: Pick<MemberStore, 'get'>;
  readonly keyRing: Pick<KeyRing, 'get'>;
}

/** What an operator may see of a member whom he can name. */
export function createShownMember({ directory, store, keyRing }: ShownMemberParts): (member: string) => MemberShown | undefined {
  return (named) => {
    const subject = directory.subjectOf(named);
    const fields = subject === undefined ? undefined : directory.fieldsOf(subject);
    if (subject === undefined || !fields) return undefined;
    const { identifiers, devices = [], ...member } = fields;
    const key = keyRing.get(subject);
    const sealed = store.get(subject)?.additions;
    const additions = key && sealed ? openAdditions(key, subject, sealed) : NO_ADDITIONS;
    const { bought, shown } = uncovered(additions, member);
    return {
      subject,
      member,
      phones: [identifiers, ...devices].map((own) => ({
        identifiers: own.filter((identifier) => !isSecret(identifier)),
        secrets: SECRET_KINDS.filter((kind) => own.some((identifier) => identifierKind(identifier) === kind)),
      })),
      addedHere: { purchases: bought.length, offers: shown.length },
    };
  };
}
