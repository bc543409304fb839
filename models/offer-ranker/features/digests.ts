import type { Level } from './groups.ts';
import type { OwnLine, OwnOffer } from './inputs.ts';
import type { OwnCampaign } from './tally.ts';

/** A count for each of a few groups, or offers. */
export interface Counts {
  readonly of: Int32Array;
  readonly values: Float64Array;
}

/** What a member bought, by the groups and the offers of a catalogue. */
export interface LinesDigest {
  readonly lines: number;
  readonly byLevel: Readonly<Record<Level, Counts>>;
  /** An offer as often as lines of it were bought. */
  readonly own: Counts;
  readonly decayed: Float64Array;
  readonly recency: Float64Array;
}

/** What became of earlier offers with a member, by the groups and the offers of a catalogue. */
export interface OffersDigest {
  readonly sent: number;
  readonly redemptions: number;
  readonly moneyOff: number;
  readonly multiple: number;
  readonly campaigns: ReadonlyMap<string, OwnCampaign>;
  readonly daysSinceRedemption: number;
  readonly redemptions60Days: number;
  readonly redemptions21Days: number;
  readonly sameSent: Counts;
  readonly sameRedeemed: Counts;
  readonly productsRedeemed: Counts;
  readonly redeemedIn: Readonly<Record<'category' | 'manufacturer' | 'type', Counts>>;
  readonly sentIn: Readonly<Record<'category' | 'type', Counts>>;
}

/** What is kept of histories for as long as they are the same ones: a member is decided about again and again in a visit. */
export interface Digests {
  readonly lines: WeakMap<readonly OwnLine[], LinesDigest>;
  readonly offers: WeakMap<readonly OwnOffer[], OffersDigest>;
}
