import { isAllowed } from '../../contract/consent.ts';
import { type MemberIdentity, openMember, openMemberIdentity } from '../../contract/member-codec.ts';
import type { MemberFields, Purpose } from '../../contract/records.ts';
import type { MemberProfile } from '../domain/member-profile.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberStore } from '../ports/member-store.ts';
import { openAdditions, withAdditions } from './additions.ts';
import type { IdentifierHash } from './identifier-hash.ts';
import { memberName } from './known-by.ts';
import { Recent } from './recent.ts';

/** Whose identifier it is. */
export interface Owner {
  readonly subject: string;
  /** 0 for the member's own phone, more for further phones of a household. */
  readonly device: number;
}

/** The members that this shop knows, opened one by one as they are asked for. Identifiers go in and never come out. */
export interface MemberDirectory {
  /**
   * The member who has an identifier, whatever that member agrees to: ask `allows`, which looks into the record. Told by a keyed hash of 64
   * bits: of three million identifiers two meet with a chance of 1 in 4 million, and nobody without the key can look for such a pair.
   */
  ownerOf(identifier: string): Owner | undefined;
  /** The subject of a member, by member number, by an identifier such as `card:1234`, or by the subject itself. */
  subjectOf(member: string): string | undefined;
  /** Everything known of a member: the record from headquarters with what this shop added; undefined where there is none, or no key to it. */
  fieldsOf(subject: string): MemberFields | undefined;
  allows(subject: string, purpose: Purpose, t: number): boolean;
  /** For staff only, and only with consent to staff assistance. */
  firstName(subject: string, t: number): string | undefined;
  /** For the offers stage, only with consent to personal offers; what was bought only with consent to analytics, too. */
  profile(subject: string, t: number): MemberProfile | undefined;
  size(): number;
  /** Drops what is opened of a member, who changed or is being erased: the next question reads the disk again. */
  forget(subject: string): void;
}

export interface MemberDirectoryParts {
  readonly store: Pick<MemberStore, 'whoHas' | 'get' | 'size'>;
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly hash: IdentifierHash;
  /** So many members stay open, those that were asked for last. */
  readonly mostOpened?: number;
}

const MOST_OPENED = 2000;

/** A member who was asked for: who it is and what is agreed to, and everything else once that is asked for too. */
interface Opened {
  readonly identity: MemberIdentity;
  fields?: MemberFields;
}

export function createMemberDirectory(parts: MemberDirectoryParts): MemberDirectory {
  const { store, keyRing, hash, mostOpened = MOST_OPENED } = parts;
  const opened = new Recent<Opened>(mostOpened);

  function fieldsOf(subject: string): MemberFields | undefined {
    const known = opened.get(subject);
    if (known?.fields) return known.fields;
    const stored = store.get(subject);
    const key = stored && keyRing.get(subject);
    const record = key && openMember(key, subject, stored.record);
    if (!record) return undefined;
    const { additions } = stored;
    const fields = additions ? withAdditions(record, openAdditions(key, subject, additions)) : record;
    opened.set(subject, { identity: fields, fields });
    return fields;
  }

  /** Who it is and what is agreed to, without the rest of the record. */
  function identityOf(subject: string): MemberIdentity | undefined {
    const known = opened.get(subject);
    if (known) return known.identity;
    const row = store.get(subject);
    const key = row && keyRing.get(subject);
    const identity = key && openMemberIdentity(key, subject, row.record);
    if (identity) opened.set(subject, { identity });
    return identity;
  }

  function allows(subject: string, purpose: Purpose, t: number): boolean {
    const identity = identityOf(subject);
    return identity !== undefined && isAllowed(identity.consents, purpose, t);
  }

  function ownerOf(identifier: string): Owner | undefined {
    const found = store.whoHas(hash(identifier));
    return found && { subject: found.subject, device: found.tag };
  }

  function numbered(memberId: string): string | undefined {
    const subject = store.whoHas(hash(memberName(memberId)))?.subject;
    return subject !== undefined && identityOf(subject)?.memberId === memberId ? subject : undefined;
  }

  return {
    ownerOf,
    subjectOf: (member) => numbered(member) ?? ownerOf(member)?.subject ?? (store.get(member) && member),
    fieldsOf,
    allows,
    firstName: (subject, t) => (allows(subject, 'staff-assistance', t) ? identityOf(subject)?.firstName : undefined),
    profile(subject, t) {
      const fields = allows(subject, 'personal-offers', t) ? fieldsOf(subject) : undefined;
      if (!fields) return undefined;
      const { segments = [], tier, birthday, purchases = [], offers = [], vouchers = [] } = fields;
      return {
        segments,
        purchases: allows(subject, 'analytics', t) ? purchases : [],
        offers,
        vouchers,
        ...(tier !== undefined && { tier }),
        ...(birthday !== undefined && { birthday }),
        ...(birthday !== undefined && { birthday }),
      };
    },
    size: () => store.size(),
    forget: (subject) => opened.delete(subject),
  };
}
