import { digestOf } from './digest.ts';
import type { Counts, LinesDigest, OffersDigest } from './digests.ts';
import type { MemberHistory } from './inputs.ts';
import type { PreparedOffers } from './prepared.ts';
import { add, type Sparse } from './sparse.ts';
import { emptySums, type Tally } from './tally.ts';

/** Reads a history; afterwards the tally of the catalogue is that member's, until the next one is read. */
export function tallyOf(prepared: PreparedOffers, history: MemberHistory): Tally {
  const { tally } = prepared;
  const { lines, offers } = digestOf(prepared, history);
  clear(tally);
  addLines(prepared, tally, lines);
  addOffers(prepared, tally, offers);
  return tally;
}

function clear(tally: Tally): void {
  const { sums, scratch: _, estimate, ...perOffer } = tally;
  for (const values of Object.values(perOffer)) values.fill(0);
  for (const values of Object.values(estimate)) values.fill(0);
  Object.assign(sums, emptySums());
}

function addLines({ ofGroup }: PreparedOffers, tally: Tally, { lines, byLevel, own, decayed, recency }: LinesDigest): void {
  const { sums, estimate } = tally;
  const { category, type, department, manufacturer, line } = byLevel;
  sums.lines = lines;
  sums.types = type.of.length;
  sums.categoryLength = lengthOf(category);
  sums.typeLength = lengthOf(type);
  for (let index = 0; index < own.of.length; index += 1) {
    const offer = own.of[index] ?? 0;
    add(tally.own, offer, own.values[index] ?? 0);
    add(tally.decayed, offer, decayed[index] ?? 0);
    add(tally.recency, offer, recency[index] ?? 0);
  }
  for (let index = 0; index < category.of.length; index += 1) {
    const group = category.of[index] ?? 0;
    const count = category.values[index] ?? 0;
    const end = ofGroup.category.starts[group + 1] ?? 0;
    for (let place = ofGroup.category.starts[group] ?? 0; place < end; place += 1) {
      const offer = ofGroup.category.columns[place] ?? 0;
      add(tally.categoryLines, offer, count);
      add(tally.categoryShare, offer, count * (ofGroup.category.shares[place] ?? 0));
    }
  }
  spread(ofGroup.type, ofGroup.type.tastes, type, tally.typeTaste);
  spread(ofGroup.category, ofGroup.category.weights, category, estimate.category);
  spread(ofGroup.type, ofGroup.type.weights, type, estimate.type);
  spread(ofGroup.department, ofGroup.department.weights, department, estimate.department);
  spread(ofGroup.manufacturer, ofGroup.manufacturer.weights, manufacturer, estimate.manufacturer);
  spread(ofGroup.line, ofGroup.line.weights, line, estimate.line);
}

function addOffers({ ofGroup }: PreparedOffers, tally: Tally, digest: OffersDigest): void {
  const { sameSent, sameRedeemed, productsRedeemed, redeemedIn, sentIn, ...sums } = digest;
  Object.assign(tally.sums, sums);
  addAll(sameSent, tally.sameSent);
  addAll(sameRedeemed, tally.sameRedeemed);
  addAll(productsRedeemed, tally.productsRedeemed);
  spread(ofGroup.category, ofGroup.category.shares, redeemedIn.category, tally.categoryRedeemed);
  spread(ofGroup.manufacturer, ofGroup.manufacturer.shares, redeemedIn.manufacturer, tally.manufacturerRedeemed);
  spread(ofGroup.type, ofGroup.type.shares, redeemedIn.type, tally.typeRedeemed);
  spread(ofGroup.category, ofGroup.category.shares, sentIn.category, tally.categorySent);
  spread(ofGroup.type, ofGroup.type.shares, sentIn.type, tally.typeSent);
}

function addAll({ of, values }: Counts, into: Float64Array): void {
  for (let index = 0; index < of.length; index += 1) add(into, of[index] ?? 0, values[index] ?? 0);
}

/** Adds up per offer what there is of each group, times what the group is to the offer. */
function spread({ starts, columns }: Sparse, weights: Float64Array, { of, values }: Counts, into: Float64Array): void {
  for (let index = 0; index < of.length; index += 1) {
    const group = of[index] ?? 0;
    const value = values[index] ?? 0;
    const end = starts[group + 1] ?? 0;
    for (let place = starts[group] ?? 0; place < end; place += 1) add(into, columns[place] ?? 0, value * (weights[place] ?? 0));
  }
}

function lengthOf({ values }: Counts): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? 0) ** 2;
  return Math.sqrt(sum);
}
