import type { WifiAssociation } from '../../contract/business-event.ts';
import type { Purpose } from '../../contract/records.ts';
import type { IdentitySettings } from '../domain/shop.ts';
import type { StateChange } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Owner } from './directory.ts';
import type { IdentifierHash } from './identifier-hash.ts';
import type { GuestOwner } from './resolver.ts';

const PREFIX = 'guest/';
export const GUEST_PREFIX = PREFIX;

/** What the terms of a guest Wi-Fi can allow: to be known again for some hours, and to be counted. No offer, no alert, no message. */
const PURPOSES: ReadonlySet<Purpose> = new Set<Purpose>(['recognition', 'analytics']);
/** Nobody who did not ask to be a member is known for longer under one name, however often the terms are agreed to. */
const LONGEST_MS = 86_400_000;
const MOST = 50_000;
const MOST_FORGOTTEN_AT_ONCE = 100;

/** As it rests: the address only as a hash under a key that is not in the data folder. */
interface Admission {
  readonly kind: GuestOwner['kind'];
  readonly subject: string;
  readonly device: number;
  readonly from: number;
  readonly until: number;
}

export interface GuestsParts {
  readonly settings: Pick<IdentitySettings, 'guestMs' | 'ways'>;
  readonly hash: IdentifierHash;
  readonly random: Pick<Random, 'id'>;
  readonly saved: readonly { readonly key: string; readonly value: object }[];
}

/** Changes that must be on disk before they hold. */
export interface Admitted {
  readonly changes: readonly StateChange[];
  written(): void;
}

/** Who agreed to the terms of the guest Wi-Fi, by the address that the phone has on that network. */
export interface Guests {
  /** The guest, or the member who gave a card, behind a `wifi:` identifier. */
  at(identifier: string, t: number): GuestOwner | undefined;
  /** Undefined where the subject is no guest. */
  allows(subject: string, purpose: Purpose, t: number): boolean | undefined;
  /** `member`: whose card was given, where it is one who agrees to being recognised. Undefined where the terms are over already. */
  admit(event: WifiAssociation, member: Owner | undefined): Admitted | undefined;
  forget(subject: string): readonly StateChange[];
  size(): number;
}

export function createGuests({ settings, hash, random, saved }: GuestsParts): Guests {
  const { guestMs } = settings;
  const isUsed = settings.ways.has('guest-wifi');
  const admissions = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Admission]));
  const guests = new Map([...admissions.values()].filter(({ kind }) => kind === 'guest').map((one) => [one.subject, one]));

  const keyOf = (identifier: string): string => Buffer.from(hash(identifier)).toString('hex');
  const isDuring = ({ from, until }: Admission, t: number): boolean => t >= from && t < until;

  function put(key: string, admission: Admission): void {
    drop(key);
    admissions.set(key, admission);
    if (admission.kind === 'guest') guests.set(admission.subject, admission);
  }

  function drop(key: string): void {
    const before = admissions.get(key);
    admissions.delete(key);
    if (before?.kind === 'guest') guests.delete(before.subject);
  }

  function admissionOf(key: string, { t, termsAt }: WifiAssociation, member: Owner | undefined): Admission | undefined {
    const before = admissions.get(key);
    const known = before && isDuring(before, t) ? before : undefined;
    const from = known?.from ?? termsAt;
    const until = Math.min(from + LONGEST_MS, Math.max(known?.until ?? 0, termsAt + guestMs));
    if (t >= until) return undefined;
    if (member) return { kind: 'member', ...member, from: termsAt, until };
    return known ? { ...known, until } : { kind: 'guest', subject: random.id(), device: 0, from, until };
  }

  /** Oldest first, what is over or too much. */
  function excess(now: number): string[] {
    const gone: string[] = [];
    for (const [key, { until }] of admissions) {
      if (gone.length >= MOST_FORGOTTEN_AT_ONCE) break;
      if (until <= now || admissions.size - gone.length >= MOST) gone.push(key);
    }
    return gone;
  }

  return {
    at(identifier, t) {
      const admission = admissions.size === 0 ? undefined : admissions.get(keyOf(identifier));
      if (!admission || !isDuring(admission, t)) return undefined;
      const { kind, subject, device } = admission;
      return { kind, owner: { subject, device } };
    },
    allows(subject, purpose, t) {
      const guest = guests.get(subject);
      return guest && PURPOSES.has(purpose) && isDuring(guest, t);
    },
    admit(event, member) {
      const key = keyOf(event.address);
      const gone = excess(event.rx).filter((one) => one !== key);
      const removals = gone.map((one): StateChange => ({ key: PREFIX + one, value: undefined }));
      const forgetGone = (): void => gone.forEach(drop);
      // A shop that does not use it remembers nobody by it.
      if (event.isWithdrawn || !isUsed) {
        return {
          changes: [...removals, { key: PREFIX + key, value: undefined }],
          written: () => [...gone, key].forEach(drop),
        };
      }
      const admission = admissionOf(key, event, member);
      if (!admission) return undefined;
      return {
        changes: [...removals, { key: PREFIX + key, value: admission }],
        written() {
          forgetGone();
          put(key, admission);
        },
      };
    },
    forget(subject) {
      const keys = [...admissions].filter(([, one]) => one.subject === subject).map(([key]) => key);
      keys.forEach(drop);
      return keys.map((key) => ({ key: PREFIX + key, value: undefined }));
    },
    size: () => admissions.size,
  };
}
