import { type Campaign, type LeaseReply, type LeaseRequest, NOTHING_MORE } from '../../../contract/offers/budget.ts';
import type { StateChange } from '../../ports/journal.ts';
import type { Account, Accounts, Hold } from './accounts.ts';
import { answeredLease, givenBack, isToBeGiven, type Lease, lackingOf, leftOf, NEW_LEASE, requestOf, wholeOf } from './lease.ts';
import type { GivenBack } from './leases.ts';

const MINUTE_MS = 60_000;
/** Often enough that a restart goes on with what the shop has, and seldom enough for thousands of members. */
const TELL_MS = 10 * MINUTE_MS;
/** Another shop may have given back what it had. */
const ASK_AGAIN_MS = 5 * MINUTE_MS;

/**
 * What headquarters granted this shop of what campaigns may spend on a member: all that is left, as long as the member is here. So a member who
 * visits several shops gets in all of them together no more than is for one.
 */
export interface MemberLeases {
  /** Why nothing more can be spent on the member now, if so. */
  lacking(campaign: Campaign, subject: string, amount: number, t: number): 'MEMBER_BUDGET_SPENT' | 'MEMBER_BUDGET_NOT_GRANTED' | undefined;
  /** What to ask now for a member who is here, of the campaigns that run. */
  requests(subject: string, running: readonly Campaign[], now: number): readonly LeaseRequest[];
  /** Of whom there is something to give back, or to tell of what was. */
  lent(): Iterable<string>;
  /** What is given back of a member who is gone, until headquarters has heard of it. */
  givenBack(member: string, now: number): GivenBack;
  /** Takes the answer to a request. Of a member who was forgotten meanwhile nothing is kept. */
  answered(request: LeaseRequest & { readonly member: string }, reply: LeaseReply): readonly StateChange[];
}

export function createMemberLeases(accounts: Accounts): MemberLeases {
  const leaseOf = (account: Account | undefined, campaign: string): Lease => account?.leases[campaign] ?? NEW_LEASE;

  function wantedOf(campaign: Campaign, perMember: number, lease: Lease, held: number, now: number): number | undefined {
    const { granted, spent, toldAt, isDoubtful, isExhausted } = lease;
    const heard = now - toldAt;
    const most = wholeOf(campaign, perMember);
    if (isDoubtful) return NOTHING_MORE;
    if (most - Math.max(granted, spent) > NOTHING_MORE && (!isExhausted || heard >= ASK_AGAIN_MS)) return most - spent;
    return heard >= TELL_MS && leftOf(lease, held) > 0 ? NOTHING_MORE : undefined;
  }

  return {
    lacking({ id, perMember }, subject, amount, t) {
      if (perMember === undefined) return undefined;
      const lacking = lackingOf(leaseOf(accounts.of(subject), id), perMember, accounts.held(subject, id), amount, t);
      return lacking && (lacking === 'spent' ? 'MEMBER_BUDGET_SPENT' : 'MEMBER_BUDGET_NOT_GRANTED');
    },
    requests(subject, running, now) {
      const account = accounts.of(subject);
      const requests = running.flatMap((campaign): LeaseRequest[] => {
        const { id, perMember } = campaign;
        if (perMember === undefined) return [];
        const lease = leaseOf(account, id);
        const wanted = wantedOf(campaign, perMember, lease, accounts.held(subject, id), now);
        return wanted === undefined ? [] : [requestOf(lease, { campaign: id, member: subject }, wanted, now)];
      });
      // The answer is for an account that is still there by then; that it is there is worth no write.
      if (requests.length > 0 && !account) accounts.put(subject, { leases: {}, holds: {}, at: now });
      return requests;
    },
    lent: () => accounts.withLeases(),
    givenBack(member, now) {
      const account = accounts.of(member);
      const given = Object.entries(account?.leases ?? {}).filter(([campaign, lease]) =>
        isToBeGiven(lease, accounts.held(member, campaign)),
      );
      if (!account || given.length === 0) return { changes: [], requests: [] };
      const leases = { ...account.leases };
      const requests: LeaseRequest[] = [];
      for (const [campaign, lease] of given) {
        const kept = accounts.held(member, campaign);
        leases[campaign] = givenBack(lease, kept);
        requests.push({ ...requestOf(lease, { campaign, member }, 0, now), ...(kept > 0 && { kept }) });
      }
      return { changes: [accounts.put(member, { ...account, leases })], requests };
    },
    answered(request, reply) {
      const { member, campaign } = request;
      const account = accounts.of(member);
      if (!account) return [];
      const { lease, isForfeited } = answeredLease(leaseOf(account, campaign), request, reply);
      const holds = isForfeited ? paid(account.holds, campaign) : account.holds;
      return [accounts.put(member, { leases: { ...account.leases, [campaign]: lease }, holds, at: Math.max(account.at, lease.toldAt) })];
    },
  };
}

/** With all that the shop had, what was put aside is paid too. */
function paid(holds: Account['holds'], campaign: string): Account['holds'] {
  const settled = Object.entries(holds).map(([id, hold]): [string, Hold] => [
    id,
    hold.campaign === campaign ? { ...hold, isPaidForMember: true } : hold,
  ]);
  return Object.fromEntries(settled);
}
