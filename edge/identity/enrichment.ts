import { isAllowed } from '../../contract/consent.ts';
import type { MemberFields, Purpose } from '../../contract/records.ts';
import { isName } from '../../contract/scalars.ts';
import { SEAL_NONCE_BYTES } from '../../contract/seal.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberStore, StoredMember } from '../ports/member-store.ts';
import type { Random } from '../ports/random.ts';
import { ADDITION_PURPOSES, type Additions, NO_ADDITIONS, openAdditions, sealAdditions, uncovered } from './additions.ts';
import type { MemberDirectory } from './directory.ts';

/** Of each kind and member; beyond it the oldest go. */
const MOST_KEPT = 500;

export interface Enrichment {
  /** A member bought something: products that the catalogue cannot name are left out. */
  bought(subject: string, t: number, lines: readonly { readonly product: string; readonly amount: number }[]): Promise<void>;
  /** A member was shown an offer. */
  shown(subject: string, t: number, offer: string): Promise<void>;
  /** A member took an offer. */
  redeemed(subject: string, t: number, offer: string): Promise<void>;
  /** What remains of additions beside a new record; `undefined`: all, `null`: nothing. */
  beside(fields: MemberFields, stored: StoredMember | undefined, now: number): Uint8Array | null | undefined;
}

export interface EnrichmentParts {
  readonly store: Pick<MemberStore, 'get' | 'write'>;
  readonly directory: Pick<MemberDirectory, 'allows' | 'fieldsOf' | 'forget'>;
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly random: Pick<Random, 'bytes'>;
  /** The date in the shop. */
  readonly dayOf: (t: number) => string;
}

/** What happens in the shop enriches the member at once, without waiting for headquarters; it may be lost with a power cut, the facts may not. */
export function createEnrichment({ store, directory, keyRing, random, dayOf }: EnrichmentParts): Enrichment {
  async function add(subject: string, t: number, kind: keyof Additions, change: (additions: Additions) => Additions): Promise<void> {
    const purpose: Purpose = ADDITION_PURPOSES[kind];
    const agreed = directory.allows(subject, 'recognition', t) && directory.allows(subject, purpose, t);
    const key = agreed ? keyRing.get(subject) : undefined;
    const stored = key && store.get(subject);
    const fields = stored && directory.fieldsOf(subject);
    if (!fields) return;
    const before = stored.additions ? openAdditions(key, subject, stored.additions) : NO_ADDITIONS;
    const { bought, shown, redeemed } = uncovered(change(before), fields);
    const kept = { bought: bought.slice(-MOST_KEPT), shown: shown.slice(-MOST_KEPT), redeemed: redeemed.slice(-MOST_KEPT) };
    const written = store.write([{ subject, additions: sealAdditions(key, subject, kept, random.bytes(SEAL_NONCE_BYTES)) }]);
    directory.forget(subject);
    await written;
  }

  return {
    bought(subject, t, lines) {
      const named = lines.filter(({ product }) => isName(product)).map(({ product, amount }) => ({ product, t, on: dayOf(t), amount }));
      if (named.length === 0) return Promise.resolve();
      return add(subject, t, 'bought', (before) => ({ ...before, bought: [...before.bought, ...named] }));
    },
    shown: (subject, t, offer) =>
      add(subject, t, 'shown', (before) => ({ ...before, shown: [...before.shown, { offer, t, on: dayOf(t) }] })),
    redeemed: (subject, t, offer) =>
      add(subject, t, 'redeemed', (before) => ({ ...before, redeemed: [...before.redeemed, { offer, t, on: dayOf(t) }] })),
    beside(fields, stored, now) {
      const key = stored?.additions && keyRing.get(stored.subject);
      if (!stored?.additions || !key) return undefined;
      const before = openAdditions(key, stored.subject, stored.additions);
      const later = uncovered(before, fields);
      const isKnown = isAllowed(fields.consents, 'recognition', now);
      const agreed = (kind: keyof Additions): boolean => isKnown && isAllowed(fields.consents, ADDITION_PURPOSES[kind], now);
      const after = {
        bought: agreed('bought') ? later.bought : [],
        shown: agreed('shown') ? later.shown : [],
        redeemed: agreed('redeemed') ? later.redeemed : [],
      };
      if (sizeOf(after) === 0) return null;
      if (sizeOf(after) === sizeOf(before)) return undefined;
      return sealAdditions(key, stored.subject, after, random.bytes(SEAL_NONCE_BYTES));
    },
  };
}

const sizeOf = ({ bought, shown, redeemed }: Additions): number => bought.length + shown.length + redeemed.length;
