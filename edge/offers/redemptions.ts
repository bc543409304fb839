import { createHash } from 'node:crypto';
import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import type { StateChange } from '../ports/journal.ts';
import { type Goods, isMet, type Purchase, paidFor } from './redeemable.ts';

const PREFIX = 'open-exposure/';
export const OPEN_EXPOSURE_PREFIX = PREFIX;
const MOST_PER_MEMBER = 60;
/** A till that was cut off tells its receipts for so long. */
const TOLD_LATE_MS = 7 * 86_400_000;
/** So that one transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 1000;
const ID_HEX = 32;

/** An offer that was shown and can still be redeemed. */
export interface OpenExposure {
  readonly decisionId: string;
  readonly visitId: string;
  readonly offer: string;
  /** What tills know it by. */
  readonly code: string;
  readonly shownAt: number;
  readonly closesAt: number;
}

export interface Redeemed {
  readonly decisionId: string;
  readonly offer: string;
  readonly t: number;
}

/** What follows of a receipt: its facts and changes are written together with it; what is redeemed, bought and no longer open follows at once. */
export interface RedeemedBy {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  readonly redeemed: readonly Redeemed[];
  /** For `Feedback.bought`. */
  readonly bought: { readonly offers: readonly string[]; readonly categories: readonly string[]; readonly brands: readonly string[] };
  /** To be called where it could not be written. */
  undo(): void;
}

export interface Redemptions {
  exposed(subject: string, exposure: OpenExposure): readonly StateChange[];
  /** Of a member who agrees to personal offers and to analytics. Of several showings of an offer the last one counts. */
  redeemedBy(purchase: Purchase): RedeemedBy;
  forget(subject: string): void;
  /** Forgets what no receipt can redeem any more; of many members only some, and the changes that say so. */
  forgetAged(now: number): readonly StateChange[];
}

export interface RedemptionParts extends Goods {
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly offerOf: (id: string) => Offer | undefined;
}

interface Open {
  readonly exposures: readonly OpenExposure[];
}

/** Which purchases redeem which offers: each showing at most once, each receipt of an offer once. */
export function createRedemptions({ saved, offerOf, productOf }: RedemptionParts): Redemptions {
  const open = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), (value as Open).exposures]));

  function keep(subject: string, exposures: readonly OpenExposure[]): StateChange {
    if (exposures.length > 0) open.set(subject, exposures);
    else open.delete(subject);
    return { key: PREFIX + subject, value: exposures.length > 0 ? { exposures } : undefined };
  }

  function proofOf({ offer: id, code }: OpenExposure, purchase: Purchase): 'code' | 'products' | undefined {
    if (purchase.offers?.includes(code)) return 'code';
    const offer = offerOf(id);
    return offer && isMet(offer, purchase, { productOf }) ? 'products' : undefined;
  }

  function factOf({ subject, receiptId, t, ...purchase }: Purchase, exposure: OpenExposure, proof: 'code' | 'products'): FactDraft {
    const offer = offerOf(exposure.offer);
    const amount = offer && paidFor(offer, purchase.lines, { productOf }).amount;
    const { decisionId, visitId } = exposure;
    const what = { redemptionId: redemptionIdOf(receiptId, decisionId), decisionId, visitId, subject, offer: exposure.offer };
    return { kind: 'redemption', t, data: { ...what, receiptId, proof, at: instantText(t), ...(amount !== undefined && { amount }) } };
  }

  return {
    exposed(subject, exposure) {
      const others = (open.get(subject) ?? []).filter(({ decisionId }) => decisionId !== exposure.decisionId);
      return [keep(subject, [...others, exposure].slice(-MOST_PER_MEMBER))];
    },
    redeemedBy(purchase) {
      const { subject, t } = purchase;
      const before = open.get(subject) ?? [];
      const lastOf = new Map<string, OpenExposure>();
      for (const one of before) if (one.shownAt <= t && t <= one.closesAt) lastOf.set(one.offer, one);
      const proven = [...lastOf.values()].flatMap((exposure) => {
        const proof = proofOf(exposure, purchase);
        return proof ? [{ exposure, proof }] : [];
      });
      const gone = new Set(proven.map(({ exposure }) => exposure));
      return {
        facts: proven.map(({ exposure, proof }) => factOf(purchase, exposure, proof)),
        changes:
          gone.size > 0
            ? [
                keep(
                  subject,
                  before.filter((one) => !gone.has(one)),
                ),
              ]
            : [],
        redeemed: proven.map(({ exposure: { decisionId, offer } }) => ({ decisionId, offer, t })),
        bought: boughtIn(
          purchase,
          proven.map(({ exposure }) => offerOf(exposure.offer)),
          proven.map(({ exposure }) => exposure.offer),
        ),
        undo: () => void (gone.size > 0 && keep(subject, [...gone, ...(open.get(subject) ?? [])])),
      };
    },
    forget: (subject) => void open.delete(subject),
    forgetAged(now) {
      const changes: StateChange[] = [];
      for (const [subject, exposures] of open) {
        const left = exposures.filter(({ closesAt }) => now < closesAt + TOLD_LATE_MS);
        if (left.length < exposures.length) changes.push(keep(subject, left));
        if (changes.length === MOST_FORGOTTEN_AT_ONCE) break;
      }
      return changes;
    },
  };

  function boughtIn({ lines }: Purchase, redeemed: readonly (Offer | undefined)[], offers: readonly string[]): RedeemedBy['bought'] {
    const products = lines.filter(({ quantity }) => quantity > 0).map(({ product }) => productOf(product));
    const of = (kind: 'category' | 'brand'): string[] => [...new Set([...products, ...redeemed].flatMap((one) => one?.[kind] ?? []))];
    return { offers, categories: of('category'), brands: of('brand') };
  }
}

/** The same for the same receipt and showing, whatever was restored in between. */
function redemptionIdOf(receiptId: string, decisionId: string): string {
  return createHash('sha256').update(`redemption/${receiptId}/${decisionId}`).digest('hex').slice(0, ID_HEX);
}
