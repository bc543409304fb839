import type { Dice } from './dice.ts';

/** What somebody likes, by zone; 1 is what everybody on average feels about any zone. */
export type Interests = ReadonlyMap<string, number>;

/** Somebody stood before a shelf; whether they bought is decided when it is known what they had been shown. */
export interface Considered {
  readonly zone: string;
  readonly tMs: number;
  readonly dwellMs: number;
  readonly interest: number;
  /** Uniform: they buy where the chance is above it, so that an offer adds purchases and takes none away. */
  readonly luck: number;
}

/** Where and when who buys pays. */
export interface Paid {
  readonly tMs: number;
  /** The zone of the tills; undefined where the shop has none: at the door. */
  readonly zone: string | undefined;
}

/** Somebody saw an offer for what is sold in a zone. */
export interface Shown {
  readonly person: string;
  readonly zone: string;
  readonly tMs: number;
}

export interface Receipt {
  readonly tMs: number;
  readonly person: string;
  readonly zone: string | undefined;
  readonly lines: readonly { readonly product: string; readonly category: string; readonly quantity: number; readonly amount: number }[];
  readonly total: number;
}

interface Buyer {
  readonly id: string;
  readonly journeys: readonly { readonly considered?: readonly Considered[]; readonly paid?: Paid }[];
}

/** A shopper who stands half a minute before what interests them as much as anybody buys one time in five. Assumed. */
const BUYS = { share: 0.2, dwellMs: 30_000, byInterest: 1, byDwell: 0.5 };
/** What an offer multiplies the odds by, and for how long it is remembered. Assumed; a test may set its own. */
const OFFER = { odds: 2, rememberedMs: 900_000 };
const PRICE = { median: 3.5, sigma: 0.6 };
const PRODUCTS = 12;

/** Most like a few departments much and the others little. */
export function interestsOf(chance: Dice, zones: readonly string[]): Interests {
  const drawn = zones.map(() => chance.exponential(1));
  const sum = drawn.reduce((total, one) => total + one, 0) || 1;
  return new Map(zones.map((zone, index) => [zone, ((drawn[index] ?? 0) * zones.length) / sum]));
}

/** The chance that somebody buys; the odds rise with interest, with the time before the shelf, and with an offer. */
export function chanceToBuy(
  { interest, dwellMs }: Pick<Considered, 'interest' | 'dwellMs'>,
  offered: boolean,
  oddsOfOffer = OFFER.odds,
): number {
  const odds =
    (BUYS.share / (1 - BUYS.share)) *
    interest ** BUYS.byInterest *
    Math.max(0, dwellMs / BUYS.dwellMs) ** BUYS.byDwell *
    (offered ? oddsOfOffer : 1);
  return odds / (1 + odds);
}

/** Whether anything of a journey was bought without an offer: who has something in the basket goes to the tills. */
export function buysAnything(considered: readonly Considered[]): boolean {
  return considered.some((one) => one.luck < chanceToBuy(one, false));
}

/** What the tills print, in order of time, when these offers were shown; of no offer, what would have been bought anyway. */
export function receiptsOf(buyers: readonly Buyer[], shown: readonly Shown[] = [], oddsOfOffer = OFFER.odds): Receipt[] {
  const seen = new Map<string, Shown[]>();
  for (const one of shown) seen.set(one.person, [...(seen.get(one.person) ?? []), one]);
  const receipts = buyers.flatMap(({ id, journeys }) =>
    journeys.flatMap(({ considered = [], paid }): Receipt[] => {
      const own = seen.get(id) ?? [];
      const offered = ({ zone, tMs, dwellMs }: Considered): boolean =>
        own.some((one) => one.zone === zone && one.tMs <= tMs + dwellMs && one.tMs > tMs - OFFER.rememberedMs);
      const lines = considered.filter((one) => one.luck < chanceToBuy(one, offered(one), oddsOfOffer)).map(lineOf);
      if (!paid || lines.length === 0) return [];
      const total = Math.round(lines.reduce((sum, { amount }) => sum + amount, 0) * 100) / 100;
      return [{ tMs: Math.round(paid.tMs), person: id, zone: paid.zone, lines, total }];
    }),
  );
  return receipts.sort((a, b) => a.tMs - b.tMs);
}

/** Which product it is and what it costs follows from the same throw. */
function lineOf({ zone, luck }: Considered): Receipt['lines'][number] {
  const fraction = (luck * 7919) % 1;
  const number = Math.floor(fraction * PRODUCTS);
  const amount = Math.round(PRICE.median * Math.exp(PRICE.sigma * (number / PRODUCTS - 0.5) * 3) * 100) / 100;
  return { product: `${zone}-${number + 1}`, category: zone, quantity: 1, amount };
}
