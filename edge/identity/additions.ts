import { instantMs } from '../../contract/instant.ts';
import type { MemberFields, OfferLine, PurchaseLine, Purpose } from '../../contract/records.ts';
import { sealBytes, unsealBytes } from '../../contract/seal.ts';

/** A product line that a member bought here. */
export interface Bought {
  readonly product: string;
  /** ms epoch */
  readonly t: number;
  /** Date in the shop, as in 2026-03-01. */
  readonly on: string;
  readonly amount: number;
}

/** An offer that a member was shown here. */
export interface Shown {
  readonly offer: string;
  readonly t: number;
  readonly on: string;
}

/** What this shop knows of a member and headquarters' record does not tell yet, oldest first. */
export interface Additions {
  readonly bought: readonly Bought[];
  readonly shown: readonly Shown[];
  /** Offers that the member took, each time. */
  readonly redeemed: readonly Shown[];
}

export const NO_ADDITIONS: Additions = { bought: [], shown: [], redeemed: [] };

/** What each of them needs the member's consent to. */
export const ADDITION_PURPOSES = { bought: 'analytics', shown: 'personal-offers', redeemed: 'personal-offers' } as const satisfies Record<
  keyof Additions,
  Purpose
>;

const contextOf = (subject: string): string => `additions/${subject}`;

export function sealAdditions(key: Uint8Array, subject: string, { bought, shown, redeemed }: Additions, nonce: Uint8Array): Uint8Array {
  const offersOf = (list: readonly Shown[]) => list.map(({ offer, t, on }) => [offer, t, on]);
  const rows = [bought.map(({ product, t, on, amount }) => [product, t, on, amount]), offersOf(shown), offersOf(redeemed)];
  return sealBytes(key, contextOf(subject), Buffer.from(JSON.stringify(rows)), nonce);
}

/** Nothing where they were sealed under another key. */
export function openAdditions(key: Uint8Array, subject: string, sealed: Uint8Array): Additions {
  const content = unsealBytes(key, contextOf(subject), sealed);
  if (!content) return NO_ADDITIONS;
  // Earlier releases noted no redemptions.
  const [bought, shown, redeemed = []] = JSON.parse(Buffer.from(content).toString('utf8')) as [
    [string, number, string, number][],
    [string, number, string][],
    [string, number, string][]?,
  ];
  const offersOf = (list: readonly [string, number, string][]): Shown[] => list.map(([offer, t, on]) => ({ offer, t, on }));
  return {
    bought: bought.map(([product, t, on, amount]) => ({ product, t, on, amount })),
    shown: offersOf(shown),
    redeemed: offersOf(redeemed),
  };
}

/** The record as if headquarters had heard already of what happened here since. */
export function withAdditions(fields: MemberFields, additions: Additions): MemberFields {
  const { bought, shown, redeemed } = uncovered(additions, fields);
  if (bought.length + shown.length + redeemed.length === 0) return fields;
  const purchases = new Map((fields.purchases ?? []).map((line) => [line.product, line]));
  for (const one of bought) purchases.set(one.product, boughtAgain(purchases.get(one.product), one));
  const offers = new Map((fields.offers ?? []).map((line) => [line.offer, line]));
  for (const one of shown) offers.set(one.offer, shownAgain(offers.get(one.offer), one));
  for (const one of redeemed) offers.set(one.offer, redeemedAgain(offers.get(one.offer), one));
  return {
    ...fields,
    ...(purchases.size > 0 && { purchases: [...purchases.values()] }),
    ...(offers.size > 0 && { offers: [...offers.values()] }),
  };
}

/** What the record does not account for yet. */
export function uncovered({ bought, shown, redeemed }: Additions, { asOf }: Pick<MemberFields, 'asOf'>): Additions {
  const until = (asOf === undefined ? undefined : instantMs(asOf)) ?? Number.NEGATIVE_INFINITY;
  const isLater = ({ t }: { readonly t: number }): boolean => t > until;
  return { bought: bought.filter(isLater), shown: shown.filter(isLater), redeemed: redeemed.filter(isLater) };
}

function boughtAgain(line: PurchaseLine | undefined, { product, on, amount }: Bought): PurchaseLine {
  const { times = 0, amount: before = 0, lastOn = on } = line ?? {};
  return { product, times: times + 1, amount: cents(before + amount), lastOn: lastOn > on ? lastOn : on };
}

function shownAgain(line: OfferLine | undefined, { offer, on }: Shown): OfferLine {
  const { shown = 0, lastOn = on, ...more } = line ?? {};
  return { ...more, offer, shown: shown + 1, lastOn: lastOn > on ? lastOn : on };
}

function redeemedAgain(line: OfferLine | undefined, { offer, on }: Shown): OfferLine {
  const { shown = 1, redeemed = 0, lastOn = on } = line ?? {};
  return { offer, shown, redeemed: redeemed + 1, lastOn: lastOn > on ? lastOn : on };
}

/** Sums of money gather no dust of binary fractions. */
const cents = (amount: number): number => Math.round(amount * 100) / 100;
