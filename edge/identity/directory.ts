import type { MemberFields, Purpose } from '../../contract/records.ts';
import type { Sighting } from '../../contract/sighting.ts';
import type { KnownSubject, UnknownReason } from '../domain/subject.ts';
import { isAllowed } from './consent.ts';

/** What of a member the offers stage may know, and only with consent to personal offers. */
export interface Profile {
  readonly segments: readonly string[];
  readonly affinities: Readonly<Record<string, number>>;
}

/** The members that this shop knows, in memory. Identifiers go in and never come out. */
export interface MemberDirectory {
  put(subject: string, fields: MemberFields): void;
  remove(subject: string): void;
  /** The member behind a sighting, where there is one who agrees to being recognised at that moment; nobody where the shop lists it. */
  resolve(sighting: Pick<Sighting, 'mobile' | 'also' | 't'>): KnownSubject | UnknownReason;
  allows(subject: string, purpose: Purpose, t: number): boolean;
  /** For staff only, and only with consent to staff assistance. */
  firstName(subject: string, t: number): string | undefined;
  profile(subject: string, t: number): Profile | undefined;
  size(): number;
}

const NONE: readonly never[] = [];

/** `ignored` has the identifiers that belong to the shop: a badge is in no count and has no visits, whoever else claims it. */
export function createMemberDirectory(ignored: ReadonlyMap<string, 'staff' | 'fixture'> = new Map()): MemberDirectory {
  const members = new Map<string, MemberFields>();
  const subjectOf = new Map<string, string>();

  function allows(subject: string, purpose: Purpose, t: number): boolean {
    const fields = members.get(subject);
    return fields !== undefined && isAllowed(fields.consents, purpose, t);
  }

  function remove(subject: string): void {
    for (const identifier of members.get(subject)?.identifiers ?? []) {
      if (subjectOf.get(identifier) === subject) subjectOf.delete(identifier);
    }
    members.delete(subject);
  }

  return {
    put(subject, fields) {
      remove(subject);
      members.set(subject, fields);
      for (const identifier of fields.identifiers) subjectOf.set(identifier, subject);
    },
    remove,
    resolve(sighting) {
      let id = subjectOf.get(sighting.mobile);
      let listed = ignored.get(sighting.mobile);
      for (const identifier of sighting.also ?? NONE) {
        id ??= subjectOf.get(identifier);
        listed ??= ignored.get(identifier);
      }
      if (listed) return listed;
      if (id === undefined) return 'anonymous';
      return allows(id, 'recognition', sighting.t) ? { kind: 'member', id, track: id, way: 'beacon' } : 'no-consent';
    },
    allows,
    firstName(subject, t) {
      return allows(subject, 'staff-assistance', t) ? members.get(subject)?.firstName : undefined;
    },
    profile(subject, t) {
      const fields = members.get(subject);
      if (!fields || !allows(subject, 'personal-offers', t)) return undefined;
      return { segments: fields.segments ?? [], affinities: fields.affinities ?? {} };
    },
    size: () => members.size,
  };
}
