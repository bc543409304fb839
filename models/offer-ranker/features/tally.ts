import type { Assortment, Level } from './groups.ts';

/** A count for each group, and which of them are not 0. */
export interface Vector {
  readonly values: Float64Array;
  readonly touched: Int32Array;
  used: number;
}

/** What of a member's history bears on each offer, and sums of it. Kept from request to request so that none has to make it anew. */
export interface Tally {
  readonly own: Float64Array;
  readonly decayed: Float64Array;
  readonly recency: Float64Array;
  /** Lines that the member would have of the offer, if all who buy in a group bought alike there. */
  readonly estimate: Readonly<Record<Level, Float64Array>>;
  readonly categoryLines: Float64Array;
  readonly categoryShare: Float64Array;
  readonly typeTaste: Float64Array;
  readonly categoryRedeemed: Float64Array;
  readonly manufacturerRedeemed: Float64Array;
  readonly typeRedeemed: Float64Array;
  readonly productsRedeemed: Float64Array;
  readonly sameRedeemed: Float64Array;
  readonly sameSent: Float64Array;
  readonly categorySent: Float64Array;
  readonly typeSent: Float64Array;
  readonly sums: Sums;
  readonly scratch: {
    readonly lines: Readonly<Record<Level, Vector>>;
    readonly redeemed: Readonly<Record<'category' | 'manufacturer' | 'type', Vector>>;
    readonly sent: Readonly<Record<'category' | 'type', Vector>>;
  };
}

export interface Sums {
  lines: number;
  types: number;
  /** Lengths of the vectors of lines per category and per type. */
  categoryLength: number;
  typeLength: number;
  /** Offers that the member was sent, each by the chance that it was. */
  sent: number;
  redemptions: number;
  moneyOff: number;
  multiple: number;
  campaigns: ReadonlyMap<string, OwnCampaign>;
  daysSinceRedemption: number;
  redemptions60Days: number;
  redemptions21Days: number;
}

export interface OwnCampaign {
  readonly type: string | undefined;
  readonly startedDaysAgo: number;
  offers: number;
  redeemed: number;
}

export function newTally(offers: number, { groups }: Assortment): Tally {
  const perOffer = () => new Float64Array(offers);
  const vector = (level: Level): Vector => {
    const size = groups[level].lines.length;
    return { values: new Float64Array(size), touched: new Int32Array(size), used: 0 };
  };
  return {
    own: perOffer(),
    decayed: perOffer(),
    recency: perOffer(),
    estimate: { category: perOffer(), type: perOffer(), department: perOffer(), manufacturer: perOffer(), line: perOffer() },
    categoryLines: perOffer(),
    categoryShare: perOffer(),
    typeTaste: perOffer(),
    categoryRedeemed: perOffer(),
    manufacturerRedeemed: perOffer(),
    typeRedeemed: perOffer(),
    productsRedeemed: perOffer(),
    sameRedeemed: perOffer(),
    sameSent: perOffer(),
    categorySent: perOffer(),
    typeSent: perOffer(),
    sums: emptySums(),
    scratch: {
      lines: {
        category: vector('category'),
        type: vector('type'),
        department: vector('department'),
        manufacturer: vector('manufacturer'),
        line: vector('line'),
      },
      redeemed: { category: vector('category'), manufacturer: vector('manufacturer'), type: vector('type') },
      sent: { category: vector('category'), type: vector('type') },
    },
  };
}

export function emptySums(): Sums {
  return {
    lines: 0,
    types: 0,
    categoryLength: 0,
    typeLength: 0,
    sent: 0,
    redemptions: 0,
    moneyOff: 0,
    multiple: 0,
    campaigns: new Map(),
    daysSinceRedemption: Number.POSITIVE_INFINITY,
    redemptions60Days: 0,
    redemptions21Days: 0,
  };
}

export function put(vector: Vector, group: number, value: number): void {
  if (group < 0) return;
  const before = vector.values[group] ?? 0;
  if (before === 0) {
    vector.touched[vector.used] = group;
    vector.used += 1;
  }
  vector.values[group] = before + value;
}

export function putAll(
  vector: Vector,
  { groups, shares }: { readonly groups: Int32Array; readonly shares: Float64Array },
  times: number,
): void {
  for (let index = 0; index < groups.length; index += 1) put(vector, groups[index] ?? 0, times * (shares[index] ?? 0));
}
