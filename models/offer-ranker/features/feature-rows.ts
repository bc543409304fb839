import { crossFeatures } from './cross-features.ts';
import type { MemberHistory, Moment } from './inputs.ts';
import { memberFeatures } from './member-features.ts';
import { momentFeatures } from './moment-features.ts';
import type { PreparedOffers } from './prepared.ts';
import { tallyOf } from './read-tally.ts';
import { slateFeatures } from './slate-features.ts';
import { CROSS_FEATURES, CROSS_OFFSET, FEATURES, OFFER_FEATURES, REQUEST_OFFSET } from './table.ts';
import type { Tally } from './tally.ts';

/** The features of a slate, those that are the same for all of its offers once. */
export interface SlateFeatures {
  /** Of the member and the moment. */
  readonly request: Float32Array;
  /** Offers of the slate × CROSS_FEATURES. */
  readonly crosses: Float32Array;
  /** Until the next slate is looked at. */
  readonly tally: Tally;
}

/** `places` are numbers of the prepared offers: the slate is exactly these. */
export function featuresOf(prepared: PreparedOffers, history: MemberHistory, moment: Moment, places: ArrayLike<number>): SlateFeatures {
  const tally = tallyOf(prepared, history);
  const crosses = new Float32Array(places.length * CROSS_FEATURES);
  const compared = crossFeatures(prepared, tally, moment, places, crosses);
  slateFeatures(prepared, tally, places, compared, crosses);
  const request = new Float32Array([...memberFeatures(tally, history, prepared.scale), ...momentFeatures(moment)]);
  return { request, crosses, tally };
}

/** Puts together the whole row of the offer that is number `index` of the slate. */
export function rowOf(
  prepared: PreparedOffers,
  { request, crosses }: SlateFeatures,
  places: ArrayLike<number>,
  index: number,
): Float32Array {
  const row = new Float32Array(FEATURES.length);
  const offer = places[index] ?? 0;
  row.set(prepared.rows.subarray(offer * OFFER_FEATURES, (offer + 1) * OFFER_FEATURES));
  row.set(request, REQUEST_OFFSET);
  row.set(crosses.subarray(index * CROSS_FEATURES, (index + 1) * CROSS_FEATURES), CROSS_OFFSET);
  return row;
}

/** Offers of the slate × features: the same in training and in the shop. NaN is what is not known. */
export function featureRows(prepared: PreparedOffers, history: MemberHistory, moment: Moment, places: ArrayLike<number>): Float32Array {
  const slate = featuresOf(prepared, history, moment, places);
  const rows = new Float32Array(places.length * FEATURES.length);
  for (let index = 0; index < places.length; index += 1) rows.set(rowOf(prepared, slate, places, index), index * FEATURES.length);
  return rows;
}
