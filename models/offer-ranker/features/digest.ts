import type { Counts, LinesDigest, OffersDigest } from './digests.ts';
import { LEVELS } from './groups.ts';
import type { MemberHistory, OwnLine, OwnOffer } from './inputs.ts';
import type { Past } from './past-offers.ts';
import type { PreparedOffers } from './prepared.ts';
import { type OwnCampaign, put, putAll, type Vector } from './tally.ts';

export function digestOf(
  prepared: PreparedOffers,
  { lines, offers }: MemberHistory,
): { readonly lines: LinesDigest; readonly offers: OffersDigest } {
  const { digests } = prepared;
  const ofLines = digests.lines.get(lines) ?? readLines(prepared, lines);
  const ofOffers = digests.offers.get(offers) ?? readOffers(prepared, offers);
  digests.lines.set(lines, ofLines);
  digests.offers.set(offers, ofOffers);
  return { lines: ofLines, offers: ofOffers };
}

function readLines({ assortment, ofProduct, tally }: PreparedOffers, bought: readonly OwnLine[]): LinesDigest {
  const vectors = tally.scratch.lines;
  const { groups, numbers } = assortment;
  const own = createEntries();
  const decayed: number[] = [];
  const recency: number[] = [];
  let lines = 0;
  for (const line of bought) {
    lines += line.times;
    const product = numbers.get(line.product);
    if (product === undefined) continue;
    const end = ofProduct.starts[product + 1] ?? 0;
    for (let place = ofProduct.starts[product] ?? 0; place < end; place += 1) {
      own.add(ofProduct.columns[place] ?? 0, line.times);
      decayed.push(line.decayed);
      recency.push(1 / (7 + line.lastDaysAgo));
    }
    for (const level of LEVELS) put(vectors[level], groups[level].ofProduct[product] ?? -1, line.times);
  }
  const { category, type, department, manufacturer, line } = vectors;
  return {
    lines,
    byLevel: {
      category: taken(category),
      type: taken(type),
      department: taken(department),
      manufacturer: taken(manufacturer),
      line: taken(line),
    },
    own: own.counts(),
    decayed: Float64Array.from(decayed),
    recency: Float64Array.from(recency),
  };
}

function readOffers({ past, ofCode, tally }: PreparedOffers, offers: readonly OwnOffer[]): OffersDigest {
  const { redeemed, sent } = tally.scratch;
  const campaigns = new Map<string, OwnCampaign>();
  const known: { readonly content: Past; readonly campaign: OwnCampaign }[] = [];
  const [sameSent, sameRedeemed, productsRedeemed] = [createEntries(), createEntries(), createEntries()];
  const sums = { sent: 0, redemptions: 0, moneyOff: 0, multiple: 0, redemptions60Days: 0, redemptions21Days: 0 };
  let daysSinceRedemption = Number.POSITIVE_INFINITY;
  for (const own of offers) {
    const campaign = campaigns.get(own.campaign) ?? { type: own.campaignType, startedDaysAgo: own.startedDaysAgo, offers: 0, redeemed: 0 };
    campaigns.set(own.campaign, campaign);
    campaign.offers += 1;
    sums.sent += own.shownShare;
    const content = past(own.code);
    // Where it is not known which offers of a campaign the member got, nothing can be said of what they were about.
    if (content && own.shownShare >= 1) known.push({ content, campaign });
    for (const offer of ofCode.get(own.code) ?? []) sameSent.add(offer, own.shownShare);
    if (own.redeemedDaysAgo === undefined) continue;
    campaign.redeemed += 1;
    sums.redemptions += 1;
    daysSinceRedemption = Math.min(daysSinceRedemption, own.redeemedDaysAgo);
    if (own.redeemedDaysAgo <= 60) sums.redemptions60Days += 1;
    if (own.redeemedDaysAgo <= 21) sums.redemptions21Days += 1;
    for (const offer of ofCode.get(own.code) ?? []) sameRedeemed.add(offer, 1);
    if (!content) continue;
    if (content.isMoneyOff) sums.moneyOff += 1;
    if (content.isMultiple) sums.multiple += 1;
    for (const [index, offer] of content.overlaps.entries()) productsRedeemed.add(offer, content.cosines[index] ?? 0);
    putAll(redeemed.category, content.category, 1);
    putAll(redeemed.manufacturer, content.manufacturer, 1);
    putAll(redeemed.type, content.type, 1);
  }
  for (const { content, campaign } of known) {
    const share = 1 / campaign.offers;
    putAll(sent.category, content.category, share);
    putAll(sent.type, content.type, share);
  }
  return {
    ...sums,
    campaigns,
    daysSinceRedemption,
    sameSent: sameSent.counts(),
    sameRedeemed: sameRedeemed.counts(),
    productsRedeemed: productsRedeemed.counts(),
    redeemedIn: { category: taken(redeemed.category), manufacturer: taken(redeemed.manufacturer), type: taken(redeemed.type) },
    sentIn: { category: taken(sent.category), type: taken(sent.type) },
  };
}

function createEntries() {
  const of: number[] = [];
  const values: number[] = [];
  return {
    add(offer: number, value: number): void {
      of.push(offer);
      values.push(value);
    },
    counts: (): Counts => ({ of: Int32Array.from(of), values: Float64Array.from(values) }),
  };
}

/** What is in a vector, which is empty afterwards. */
function taken(vector: Vector): Counts {
  const of = vector.touched.slice(0, vector.used);
  const values = Float64Array.from(of, (group) => vector.values[group] ?? 0);
  for (const group of of) vector.values[group] = 0;
  vector.used = 0;
  return { of, values };
}
