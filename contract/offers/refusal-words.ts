import type { Refusal } from '../facts/offer-facts.ts';

/** Why an offer was not shown, as a shop manager would say it: the offer “was …” or “is …” comes before it. `docs/offers.md` says more. */
export const REFUSAL_WORDS: Record<Refusal, string> = {
  OUT_OF_PERIOD: 'not valid at this time',
  OTHER_ZONE: 'meant for another department',
  OUT_OF_STOCK: 'out of stock',
  SHOWN_THIS_VISIT: 'already shown during this visit',
  SENSITIVE_CATEGORY: 'of a category that no public screen shows for a person',
  NO_SCREEN: 'not for a department without a screen',
  RULE: 'ruled out by headquarters',
  CAPPED: 'held back: this member was shown enough for now',
  BUDGET_SPENT: 'of a campaign whose budget is spent',
  BUDGET_NOT_GRANTED: 'of a campaign of whose budget headquarters has not granted this shop any more yet',
  MEMBER_BUDGET_SPENT: 'of a campaign that has nothing left for this member',
  MEMBER_BUDGET_NOT_GRANTED: 'of a campaign of which headquarters has not granted this shop anything for this member yet',
  SHOP_DAY_BUDGET_SPENT: 'of a campaign that has nothing left for this shop today',
  EXCLUDES_ANOTHER: 'one of several of which a member gets only one in a visit, and this member has one',
  DOES_NOT_STACK: 'not to be used beside an offer that the member took in this visit',
  SPEND_TOO_LOW: 'for a larger basket',
  NO_VOUCHER: 'for a voucher or gift card, and the member has none',
  DISMISSED: 'dismissed by the member a short while ago',
  NOT_INTERESTED: 'of a kind that the member does not want to see',
  NOT_FOR_GROUP: 'personal, and others can see the screen',
};

/** The same with what headquarters calls the rule, cap or campaign, where one was it. */
export function refusalWords({ reason, rule }: { readonly reason: Refusal; readonly rule?: string | undefined }): string {
  return rule === undefined ? REFUSAL_WORDS[reason] : `${REFUSAL_WORDS[reason]} (${rule})`;
}
