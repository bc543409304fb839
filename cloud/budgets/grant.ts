import { instantMs, instantText } from '../../contract/instant.ts';
import { type Campaign, type LeaseReply, type LeaseRequest, NOTHING_MORE } from '../../contract/offers/budget.ts';

/** What a shop was granted of a campaign, or of what of it is for one member, and what it told of it. Running totals of ever. */
export interface Grant {
  readonly granted: number;
  readonly spent: number;
  /** The clock of the shop at its newest request, ms epoch. */
  readonly toldAt: number;
  /** Until when the shop spends without asking again. */
  readonly until: number;
}

export const NO_GRANT: Grant = { granted: 0, spent: 0, toldAt: 0, until: 0 };

/** A shop that is cut off for longer spends no more, so that what it had can be taken back. */
const LEASE_MS = 7 * 86_400_000;
/** A clock that is far ahead would make all later requests look old. */
const MOST_AHEAD_MS = 300_000;

export interface GrantMoment {
  readonly unit: Campaign['unit'];
  /** Of all shops together: the total of the campaign, or what is for the member. */
  readonly limit: number;
  /** What the other shops were granted together. */
  readonly others: number;
  readonly now: number;
}

/** What a request makes of a grant. What is not newer than what was heard changes nothing, so a request may be lost, doubled or late. */
export function grantAfter(grant: Grant, request: LeaseRequest, { unit, limit, others, now }: GrantMoment): Grant {
  const { spent: told, wanted, kept = 0, at } = request;
  const askedAt = Math.min(instantMs(at) ?? 0, now + MOST_AHEAD_MS);
  if (askedAt <= grant.toldAt) return grant;
  const spent = Math.max(grant.spent, told);
  const target = wanted > NOTHING_MORE ? Math.min(spent + wanted, Math.max(0, limit - others)) : 0;
  const whole = unit === 'money' ? target : Math.floor(target);
  // What is given back is all but what was spent or is put aside; and what was spent was granted, whatever the books of a restored headquarters say.
  const granted = wanted === 0 ? Math.max(spent, Math.min(grant.granted, told + kept)) : Math.max(grant.granted, spent, whole);
  return { granted, spent, toldAt: askedAt, until: now + LEASE_MS };
}

export function replyOf({ campaign, member }: LeaseRequest, { granted, spent, until }: Grant): LeaseReply {
  return { campaign, ...(member !== undefined && { member }), granted, spent, until: instantText(until) };
}
