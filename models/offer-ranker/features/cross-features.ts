import type { Moment } from './inputs.ts';
import { logMinutes } from './moment-features.ts';
import { momentTally } from './moment-tally.ts';
import type { PreparedOffers } from './prepared.ts';
import { logCount, logEstimate } from './scaled.ts';
import { CROSS_FEATURES } from './table.ts';
import type { Tally } from './tally.ts';

/** What the slate compares, one number per offer of it. */
export interface Compared {
  readonly backedOff: Float64Array;
  readonly share20: Float64Array;
}

const missing = Number.NaN;

/** The features of each offer of the slate with this member at this moment, in the order of the table, into a row each. */
export function crossFeatures(
  prepared: PreparedOffers,
  tally: Tally,
  moment: Moment,
  places: ArrayLike<number>,
  rows: Float32Array,
): Compared {
  const { scale, assortment, lines, categoryScale, isMoneyOff, isMultiple, audienceLog } = prepared;
  const { own, estimate, sums } = tally;
  const at = momentTally(prepared, moment);
  const { returns = missing } = moment;
  const zoneMinutes = logMinutes(moment.zoneDwellMs);
  const ownLines = sums.lines;
  const share = assortment.totalLines === 0 ? 0 : 1 / assortment.totalLines;
  const perLine = ownLines === 0 ? 0 : 1 / ownLines;
  const perCategoryLength = sums.categoryLength === 0 ? 0 : 1 / sums.categoryLength;
  const perTypeLength = sums.typeLength === 0 ? 0 : 1 / sums.typeLength;
  const moneyOffRedeemed = (sums.moneyOff + 0.7) / (sums.redemptions + 1);
  const noMoneyOffRedeemed = (sums.redemptions - sums.moneyOff + 0.3) / (sums.redemptions + 1);
  const multipleRedeemed = (sums.multiple + 0.25) / (sums.redemptions + 1);
  const backedOff = new Float64Array(places.length);
  const share20 = new Float64Array(places.length);
  for (let place = 0; place < places.length; place += 1) {
    const offer = places[place] ?? 0;
    const bought = own[offer] ?? 0;
    const byLine = estimate.line[offer] ?? 0;
    const byType = estimate.type[offer] ?? 0;
    const byCategory = estimate.category[offer] ?? 0;
    const popular = (lines[offer] ?? 0) * share;
    const expected = ownLines * popular;
    const hier = logEstimate((bought + 0.5 * byLine + 0.5 * byType + 0.25 * byCategory + 0.02 * expected) * scale);
    const ofShare20 = Math.log((bought + 20 * popular + 1e-4) / (ownLines + 20));
    const logOwn = logCount(bought * scale);
    const categoryShare = (tally.categoryShare[offer] ?? 0) * perLine;
    const inZone = at.category?.[offer] ?? missing;
    backedOff[place] = hier;
    share20[place] = ofShare20;
    let to = place * CROSS_FEATURES;
    rows[to++] = logEstimate(byLine * scale);
    rows[to++] = logEstimate(byType * scale);
    rows[to++] = logEstimate(byCategory * scale);
    rows[to++] = logEstimate((estimate.department[offer] ?? 0) * scale);
    rows[to++] = logEstimate((estimate.manufacturer[offer] ?? 0) * scale);
    rows[to++] = logEstimate(expected * scale);
    rows[to++] = hier;
    rows[to++] = Math.log((bought + 5 * popular + 1e-4) / (ownLines + 5));
    rows[to++] = ofShare20;
    rows[to++] = logCount(tally.decayed[offer] ?? 0);
    rows[to++] = tally.recency[offer] ?? 0;
    rows[to++] = logOwn;
    rows[to++] = logCount((tally.categoryLines[offer] ?? 0) * scale);
    rows[to++] = logOwn - (audienceLog[offer] ?? missing);
    rows[to++] = categoryShare;
    rows[to++] = categoryShare * ownLines * perCategoryLength * (categoryScale[offer] ?? 0);
    rows[to++] = (tally.typeTaste[offer] ?? 0) * perTypeLength;
    rows[to++] = (tally.sameRedeemed[offer] ?? 0) * scale;
    rows[to++] = (tally.categoryRedeemed[offer] ?? 0) * scale;
    rows[to++] = (tally.manufacturerRedeemed[offer] ?? 0) * scale;
    rows[to++] = (tally.typeRedeemed[offer] ?? 0) * scale;
    rows[to++] = tally.productsRedeemed[offer] ?? 0;
    rows[to++] = tally.sameSent[offer] ?? 0;
    rows[to++] = (tally.categorySent[offer] ?? 0) * scale;
    rows[to++] = (tally.typeSent[offer] ?? 0) * scale;
    rows[to++] = isMoneyOff[offer] ? moneyOffRedeemed : noMoneyOffRedeemed;
    rows[to++] = isMultiple[offer] ? multipleRedeemed : 1 - multipleRedeemed;
    rows[to++] = at.zone?.[offer] ?? missing;
    rows[to++] = inZone;
    rows[to++] = inZone * categoryShare;
    rows[to++] = inZone * zoneMinutes;
    rows[to++] = inZone * returns;
    rows[to++] = at.basketCategory?.[offer] ?? missing;
    rows[to++] = at.basketHolds?.[offer] ?? missing;
  }
  return { backedOff, share20 };
}
