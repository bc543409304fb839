import { createHash } from 'node:crypto';

/** Of what a feature depends: what is the same for all offers, or for all members, is computed once. */
export type FeaturePart = 'offer' | 'member' | 'moment' | 'cross' | 'slate';

/** What is summed up when a decision is explained. */
export type FeatureGroup =
  | 'own'
  | 'alike'
  | 'redeemed'
  | 'sent'
  | 'shopping'
  | 'offer'
  | 'success'
  | 'popular'
  | 'slate'
  | 'place'
  | 'time'
  | 'basket';

export interface Feature {
  readonly name: string;
  readonly part: FeaturePart;
  readonly group: FeatureGroup;
  /** How it is told to a shop manager. */
  readonly words: string;
}

/** Goes up whenever a feature changes its meaning but not its name, so that no model meets features it was not trained on. */
const VERSION = 2;

const OFFER: readonly (readonly [string, FeatureGroup, string])[] = [
  ['personalCampaign', 'offer', 'its campaign sends each member a selection'],
  ['broadCampaign', 'offer', 'its campaign sends everybody the same'],
  ['durationDays', 'offer', 'how long it is valid'],
  ['productCount', 'offer', 'how many products it is for'],
  ['privateLabelShare', 'offer', 'how many of its products are own brands'],
  ['categoryCount', 'offer', 'how many categories it spans'],
  ['manufacturerCount', 'offer', 'how many manufacturers it spans'],
  ['noMoneyOff', 'offer', 'it takes no stated amount off'],
  ['faceValue', 'offer', 'what it is worth'],
  ['minimumQuantity', 'offer', 'how many pieces it asks for'],
  ['price', 'offer', 'what its products cost'],
  ['discountShare', 'offer', 'how much of the price it takes off'],
  ['chainLines', 'popular', 'how often everybody buys its products'],
  ['audienceLines', 'popular', 'how often those who were sent it buy its products'],
  ['categoryRate', 'success', 'how often offers in its categories were redeemed'],
  ['manufacturerRate', 'success', 'how often offers of its manufacturers were redeemed'],
  ['typeRate', 'success', 'how often offers for products of its type were redeemed'],
  ['offerRate', 'success', 'how often this offer was redeemed before'],
  ['dealRate', 'success', 'how often offers of this kind and value were redeemed'],
];

const MEMBER: readonly (readonly [string, FeatureGroup, string])[] = [
  ['lines', 'shopping', 'how much the member buys'],
  ['trips', 'shopping', 'how often the member comes'],
  ['trips30Days', 'shopping', 'how often the member came in the last 30 days'],
  ['types', 'shopping', 'how many types of products the member buys'],
  ['couponLines', 'shopping', 'how often the member used coupons'],
  ['cardDiscountShare', 'shopping', 'how much the member looks for price cuts'],
  ['redemptionsPerCampaign', 'redeemed', 'how many offers of a campaign the member redeems'],
  ['recentRedemptionsPerCampaign', 'redeemed', 'how many offers of a recent campaign the member redeemed'],
  ['campaignsUsedShare', 'redeemed', 'in how many campaigns the member redeemed something'],
  ['redemptionsPerPersonalCampaign', 'redeemed', 'how many offers of a personal selection the member redeems'],
  ['redemptionsPerBroadCampaign', 'redeemed', 'how many offers that all are sent the member redeems'],
  ['redemptions', 'redeemed', 'how much the member redeems'],
  ['daysSinceRedemption', 'redeemed', 'how long ago the member redeemed something'],
  ['redemptions60Days', 'redeemed', 'what the member redeemed in the last 60 days'],
  ['redemptions21Days', 'redeemed', 'what the member redeemed in the last three weeks'],
  ['campaigns', 'sent', 'how many campaigns the member was in'],
  ['activeCampaigns', 'sent', 'how many other campaigns the member is in'],
];

const MOMENT: readonly (readonly [string, FeatureGroup, string])[] = [
  ['hourSin', 'time', 'the hour'],
  ['hourCos', 'time', 'the hour'],
  ['weekdaySin', 'time', 'the day of the week'],
  ['weekdayCos', 'time', 'the day of the week'],
  ['weekend', 'time', 'whether it is the weekend'],
  ['visitMinutes', 'time', 'how long the visit has lasted'],
  ['zoneMinutes', 'place', 'how long the member has been standing here'],
  ['returns', 'place', 'how often the member came back to this shelf'],
  ['basketSize', 'basket', 'how much is in the basket'],
];

const CROSS: readonly (readonly [string, FeatureGroup, string])[] = [
  ['estimateByLine', 'alike', 'bought from these manufacturers in these categories'],
  ['estimateByType', 'alike', 'bought products of these types'],
  ['estimateByCategory', 'alike', 'bought in these categories'],
  ['estimateByDepartment', 'alike', 'bought in these departments'],
  ['estimateByManufacturer', 'alike', 'bought from these manufacturers'],
  ['expectedLines', 'popular', 'how much of it would be bought by somebody who buys as much'],
  ['ownLinesBackedOff', 'own', 'bought it or the like'],
  ['ownShare5', 'own', 'its share of what the member buys'],
  ['ownShare20', 'own', 'its share of what the member buys, seen cautiously'],
  ['ownDecayed', 'own', 'bought it lately'],
  ['ownRecency', 'own', 'how lately its products were bought'],
  ['ownLines', 'own', 'bought it before'],
  ['categoryLines', 'alike', 'bought anything in its categories'],
  ['ownAboveAudience', 'own', 'bought it more than others who were sent it'],
  ['categoryShare', 'alike', 'share of its categories in what the member buys'],
  ['categoryCosine', 'alike', 'its categories are those of the member'],
  ['typeCosine', 'alike', 'its types of products are those of the member'],
  ['sameRedeemed', 'redeemed', 'redeemed this very offer before'],
  ['categoryRedeemed', 'redeemed', 'redeemed offers in its categories'],
  ['manufacturerRedeemed', 'redeemed', 'redeemed offers of its manufacturers'],
  ['typeRedeemed', 'redeemed', 'redeemed offers for products of its types'],
  ['productsRedeemed', 'redeemed', 'redeemed offers for the same products'],
  ['sameSent', 'sent', 'was sent this very offer before'],
  ['categorySent', 'sent', 'was sent offers in its categories'],
  ['typeSent', 'sent', 'was sent offers for products of its types'],
  ['moneyOffRedeemed', 'redeemed', 'redeems offers that take money off, or that do not, as this one'],
  ['multipleRedeemed', 'redeemed', 'redeems offers for so many pieces'],
  ['zoneOfOffer', 'place', 'stands where it is shown'],
  ['categoryOfZone', 'place', 'stands at the shelf of its category'],
  ['zoneAffinity', 'place', 'stands at the shelf of a category that the member buys'],
  ['zoneMinutesOfCategory', 'place', 'has been standing at the shelf of its category'],
  ['zoneReturnsOfCategory', 'place', 'came back to the shelf of its category'],
  ['basketCategoryShare', 'basket', 'has its category in the basket'],
  ['basketHolds', 'basket', 'has one of its products in the basket'],
];

const SLATE: readonly (readonly [string, FeatureGroup, string])[] = [
  ['slateSize', 'slate', 'how many offers there are to choose from'],
  ['competition', 'slate', 'how many other offers are in its categories'],
  ['rankBackedOff', 'slate', 'place among the offers by what the member bought of it or the like'],
  ['rankShare20', 'slate', 'place among the offers by its share of what the member buys'],
  ['rankChainLines', 'slate', 'place among the offers by popularity'],
  ['standingBackedOff', 'slate', 'bought it or the like more than the other offers'],
  ['standingOfferRate', 'slate', 'redeemed more often than the other offers'],
  ['behindBest', 'slate', 'how far behind the best of the offers'],
  ['ownShareOfSlate', 'slate', 'its share of what the member bought of all the offers'],
  ['ownFractionOfSlate', 'slate', 'how many of the offers the member has bought'],
  ['interestInSlate', 'slate', 'how much there is for the member in all the offers'],
];

function features(part: FeaturePart, rows: readonly (readonly [string, FeatureGroup, string])[]): Feature[] {
  return rows.map(([name, group, words]) => ({ name, part, group, words }));
}

/**
 * In the order of a row, part by part: the features of reference offer-ranker §4 but the four of embeddings, which helped nothing there, and what a
 * shop knows of the moment.
 */
export const FEATURES: readonly Feature[] = [
  ...features('offer', OFFER),
  ...features('member', MEMBER),
  ...features('moment', MOMENT),
  ...features('cross', CROSS),
  ...features('slate', SLATE),
];

export const OFFER_FEATURES = OFFER.length;
export const MEMBER_FEATURES = MEMBER.length;
export const MOMENT_FEATURES = MOMENT.length;
/** Of one offer for one member at one moment: crosses, then those of the slate. */
export const CROSS_FEATURES = CROSS.length + SLATE.length;
export const SLATE_OFFSET = CROSS.length;
export const REQUEST_OFFSET = OFFER.length;
export const CROSS_OFFSET = OFFER_FEATURES + MEMBER_FEATURES + MOMENT_FEATURES;

/** Where among those of an offer is what the slate compares. */
export const OFFER_FEATURE_PLACES = { offerRate: OFFER.findIndex(([name]) => name === 'offerRate') } as const;

export const FEATURE_NAMES: readonly string[] = FEATURES.map(({ name }) => name);

/** What a model must have been trained on to be served by this code. */
export const FEATURE_HASH: string = createHash('sha256')
  .update([VERSION, ...FEATURE_NAMES].join('\n'))
  .digest('hex')
  .slice(0, 16);
