import { instantMs, instantText } from '../../../contract/instant.ts';
import { type Campaign, type LeaseReply, type LeaseRequest, NOTHING_MORE } from '../../../contract/offers/budget.ts';

const MINUTE_MS = 60_000;
/** A shop that told it so short a while ago and comes back was restarted; after a longer time it may be a backup that was put back. */
const TRUSTED_MS = 15 * MINUTE_MS;

/** What headquarters granted this shop of one amount: of a campaign's total, or of what is for one member. Running totals of ever. */
export interface SavedLease {
  readonly granted: number;
  /** By this shop. */
  readonly spent: number;
  readonly until: number;
  /** When headquarters last heard of it. */
  readonly toldAt: number;
  /** Given back here, and headquarters has not said that it heard of it. */
  readonly isOwed?: boolean;
}

export interface Lease extends SavedLease {
  /** What the shop knows may be older than what it did: nothing is spent before headquarters answered. */
  readonly isDoubtful: boolean;
  /** Headquarters had less than was asked for. */
  readonly isExhausted: boolean;
}

/** In doubt as well: the disk may be that of a time before headquarters first granted anything. */
export const NEW_LEASE: Lease = { granted: 0, spent: 0, until: 0, toldAt: 0, isDoubtful: true, isExhausted: false };

export function resumedLease(saved: SavedLease, startedAt: number): Lease {
  return { ...saved, isDoubtful: Math.abs(startedAt - saved.toldAt) > TRUSTED_MS, isExhausted: false };
}

export function savedLease({ granted, spent, until, toldAt, isOwed }: Lease): SavedLease {
  return { granted, spent, until, toldAt, ...(isOwed && { isOwed }) };
}

/** What of it is neither spent nor put aside. */
export function leftOf({ granted, spent }: Lease, held: number): number {
  return granted - spent - held;
}

/** Whether there is something to give back, or to tell of what was. What is in doubt is taken for spent when headquarters answers. */
export function isToBeGiven(lease: Lease, held: number): boolean {
  return !lease.isDoubtful && (leftOf(lease, held) > 0 || lease.isOwed === true);
}

/** Why so much cannot be paid now, if so: `spent` where asking would not help. */
export function lackingOf(lease: Lease, limit: number, held: number, amount: number, t: number): 'spent' | 'not-granted' | undefined {
  const { granted, spent, until, isDoubtful, isExhausted } = lease;
  if (!isDoubtful && t < until && Math.min(granted, limit) - spent - held >= amount) return undefined;
  return isExhausted || spent + held + amount > limit ? 'spent' : 'not-granted';
}

/** Always newer than what headquarters heard, also where the clock was set back. */
export function requestOf(lease: Lease, of: Pick<LeaseRequest, 'campaign' | 'member'>, wanted: number, now: number): LeaseRequest {
  return { ...of, spent: lease.spent, wanted, at: instantText(Math.max(now, lease.toldAt + 1)) };
}

/** What is put aside is kept. From now on, whether or not it is heard, what is given back is spent no more. */
export function givenBack(lease: Lease, held: number): Lease {
  return { ...lease, granted: lease.spent + held, isOwed: true, isExhausted: false };
}

export interface AnsweredLease {
  readonly lease: Lease;
  /** All that the shop had is taken for spent, what is put aside too: that is paid with it. */
  readonly isForfeited: boolean;
}

export function answeredLease(
  lease: Lease,
  { spent: told, wanted, at }: LeaseRequest,
  { granted, spent, until }: LeaseReply,
): AnsweredLease {
  // Headquarters heard of more than the shop knows of: a backup was put back. What it had left then may have been spent since.
  const isForfeited = lease.isDoubtful || spent > Math.max(told, lease.spent);
  const after = {
    granted,
    spent: isForfeited ? Math.max(granted, lease.spent) : lease.spent,
    until: instantMs(until) ?? 0,
    toldAt: instantMs(at) ?? 0,
    isDoubtful: false,
    isExhausted: wanted > NOTHING_MORE ? granted < told + wanted : lease.isExhausted && granted <= lease.granted,
  };
  return { lease: after, isForfeited };
}

/** Half an exposure shows nothing. */
export function wholeOf({ unit }: Campaign, amount: number): number {
  return unit === 'money' ? amount : Math.floor(amount);
}
