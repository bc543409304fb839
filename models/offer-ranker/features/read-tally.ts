import type { MemberHistory } from './inputs.ts';
import type { Past } from './past-offers.ts';
import type { PreparedOffers } from './prepared.ts';
import { add, type Sparse } from './sparse.ts';
import { emptySums, type OwnCampaign, type Tally, type Vector } from './tally.ts';

const NONE = new Int32Array(0);

/** Reads a history once; afterwards the tally of the catalogue is that member's, until the next one is read. */
export function tallyOf(prepared: PreparedOffers, history: MemberHistory): Tally {
  const { tally } = prepared;
  clear(tally);
  readLines(prepared, tally, history);
  readOffers(prepared, tally, history);
  return tally;
}

function clear(tally: Tally): void {
  const { sums, scratch: _, estimate, ...perOffer } = tally;
  for (const values of Object.values(perOffer)) values.fill(0);
  for (const values of Object.values(estimate)) values.fill(0);
  Object.assign(sums, emptySums());
}

function readLines({ assortment, ofProduct, ofGroup }: PreparedOffers, tally: Tally, { lines }: MemberHistory): void {
  const { sums, own, decayed, recency, estimate } = tally;
  const { category, type, department, manufacturer, line } = tally.scratch.lines;
  const { groups, numbers } = assortment;
  for (const bought of lines) {
    sums.lines += bought.times;
    const product = numbers.get(bought.product);
    if (product === undefined) continue;
    const end = ofProduct.starts[product + 1] ?? 0;
    const recent = 1 / (7 + bought.lastDaysAgo);
    for (let place = ofProduct.starts[product] ?? 0; place < end; place += 1) {
      const offer = ofProduct.columns[place] ?? 0;
      add(own, offer, bought.times);
      add(decayed, offer, bought.decayed);
      add(recency, offer, recent);
    }
    put(category, groups.category.ofProduct[product] ?? -1, bought.times);
    put(type, groups.type.ofProduct[product] ?? -1, bought.times);
    put(department, groups.department.ofProduct[product] ?? -1, bought.times);
    put(manufacturer, groups.manufacturer.ofProduct[product] ?? -1, bought.times);
    put(line, groups.line.ofProduct[product] ?? -1, bought.times);
  }
  sums.types = type.used;
  sums.categoryLength = lengthOf(category);
  sums.typeLength = lengthOf(type);
  for (let index = 0; index < category.used; index += 1) {
    const group = category.touched[index] ?? 0;
    const count = category.values[group] ?? 0;
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
  for (const vector of [category, type, department, manufacturer, line]) reset(vector);
}

function readOffers({ past, ofCode, ofGroup }: PreparedOffers, tally: Tally, { offers }: MemberHistory): void {
  const { sums } = tally;
  const { redeemed, sent } = tally.scratch;
  const campaigns = new Map<string, OwnCampaign>();
  const known: { readonly content: Past; readonly campaign: OwnCampaign }[] = [];
  for (const own of offers) {
    let campaign = campaigns.get(own.campaign);
    if (!campaign) {
      campaign = { type: own.campaignType, startedDaysAgo: own.startedDaysAgo, offers: 0, redeemed: 0 };
      campaigns.set(own.campaign, campaign);
    }
    campaign.offers += 1;
    sums.sent += own.shownShare;
    const content = past(own.code);
    // Where it is not known which offers of a campaign the member got, nothing can be said of what they were about.
    if (content && own.shownShare >= 1) known.push({ content, campaign });
    const same = ofCode.get(own.code) ?? NONE;
    for (let index = 0; index < same.length; index += 1) add(tally.sameSent, same[index] ?? 0, own.shownShare);
    if (own.redeemedDaysAgo === undefined) continue;
    campaign.redeemed += 1;
    sums.redemptions += 1;
    sums.daysSinceRedemption = Math.min(sums.daysSinceRedemption, own.redeemedDaysAgo);
    if (own.redeemedDaysAgo <= 60) sums.redemptions60Days += 1;
    if (own.redeemedDaysAgo <= 21) sums.redemptions21Days += 1;
    for (let index = 0; index < same.length; index += 1) add(tally.sameRedeemed, same[index] ?? 0, 1);
    if (!content) continue;
    if (content.isMoneyOff) sums.moneyOff += 1;
    if (content.isMultiple) sums.multiple += 1;
    for (const [index, offer] of content.overlaps.entries()) add(tally.productsRedeemed, offer, content.cosines[index] ?? 0);
    putAll(redeemed.category, content.category, 1);
    putAll(redeemed.manufacturer, content.manufacturer, 1);
    putAll(redeemed.type, content.type, 1);
  }
  sums.campaigns = campaigns;
  for (const { content, campaign } of known) {
    const share = 1 / campaign.offers;
    putAll(sent.category, content.category, share);
    putAll(sent.type, content.type, share);
  }
  spread(ofGroup.category, ofGroup.category.shares, redeemed.category, tally.categoryRedeemed);
  spread(ofGroup.manufacturer, ofGroup.manufacturer.shares, redeemed.manufacturer, tally.manufacturerRedeemed);
  spread(ofGroup.type, ofGroup.type.shares, redeemed.type, tally.typeRedeemed);
  spread(ofGroup.category, ofGroup.category.shares, sent.category, tally.categorySent);
  spread(ofGroup.type, ofGroup.type.shares, sent.type, tally.typeSent);
  for (const vector of [redeemed.category, redeemed.manufacturer, redeemed.type, sent.category, sent.type]) reset(vector);
}

function put(vector: Vector, group: number, value: number): void {
  if (group < 0) return;
  const before = vector.values[group] ?? 0;
  if (before === 0) {
    vector.touched[vector.used] = group;
    vector.used += 1;
  }
  vector.values[group] = before + value;
}

function putAll(vector: Vector, { groups, shares }: { readonly groups: Int32Array; readonly shares: Float64Array }, times: number): void {
  for (let index = 0; index < groups.length; index += 1) put(vector, groups[index] ?? 0, times * (shares[index] ?? 0));
}

/** Adds up per offer what the vector has of each group, times what the group is to the offer. */
function spread({ starts, columns }: Sparse, weights: Float64Array, { values, touched, used }: Vector, into: Float64Array): void {
  for (let index = 0; index < used; index += 1) {
    const group = touched[index] ?? 0;
    const value = values[group] ?? 0;
    const end = starts[group + 1] ?? 0;
    for (let place = starts[group] ?? 0; place < end; place += 1) add(into, columns[place] ?? 0, value * (weights[place] ?? 0));
  }
}

function lengthOf({ values, touched, used }: Vector): number {
  let sum = 0;
  for (let index = 0; index < used; index += 1) sum += (values[touched[index] ?? 0] ?? 0) ** 2;
  return Math.sqrt(sum);
}

function reset(vector: Vector): void {
  for (let index = 0; index < vector.used; index += 1) vector.values[vector.touched[index] ?? 0] = 0;
  vector.used = 0;
}
