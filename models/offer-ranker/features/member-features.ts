import type { MemberHistory } from './inputs.ts';
import { logCount } from './scaled.ts';
import type { OwnCampaign, Tally } from './tally.ts';

const LONGEST_DAYS = 400;
const CAMPAIGN_HALF_LIFE_DAYS = 90;
const missing = Number.NaN;

/** What is the same of a member whatever the offer, in the order of the table. */
export function memberFeatures({ sums }: Tally, history: MemberHistory, scale: number): readonly number[] {
  const { trips = missing, trips30Days = missing, couponLines = missing, discountShare = missing, activeCampaigns = missing } = history;
  const campaigns = [...sums.campaigns.values()];
  const personal = campaigns.filter(({ type }) => type === 'A');
  const broad = campaigns.filter(({ type }) => type !== 'A');
  const faded = ({ startedDaysAgo }: OwnCampaign) => 0.5 ** (startedDaysAgo / CAMPAIGN_HALF_LIFE_DAYS);
  return [
    logCount(sums.lines * scale),
    Math.log1p(trips * scale),
    Math.log1p(trips30Days),
    logCount(sums.types * scale),
    Math.log1p(couponLines * scale),
    discountShare,
    (sums.redemptions + 0.1) / (campaigns.length + 1),
    (total(campaigns, (campaign) => faded(campaign) * campaign.redeemed) + 0.1) / (total(campaigns, faded) + 1),
    (campaigns.filter(({ redeemed }) => redeemed > 0).length + 0.1) / (campaigns.length + 1),
    (total(personal, ({ redeemed }) => redeemed) + 0.2) / (personal.length + 1),
    (total(broad, ({ redeemed }) => redeemed) + 0.1) / (broad.length + 1),
    logCount(sums.redemptions * scale),
    Math.min(LONGEST_DAYS, sums.daysSinceRedemption),
    logCount(sums.redemptions60Days),
    logCount(sums.redemptions21Days),
    campaigns.length * scale,
    activeCampaigns,
  ];
}

function total(campaigns: readonly OwnCampaign[], of: (campaign: OwnCampaign) => number): number {
  return campaigns.reduce((sum, campaign) => sum + of(campaign), 0);
}
