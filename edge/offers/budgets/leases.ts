import { type Campaign, type LeaseReply, type LeaseRequest, NOTHING_MORE } from '../../../contract/offers/budget.ts';
import type { StateChange } from '../../ports/journal.ts';
import {
  answeredLease,
  givenBack,
  isToBeGiven,
  type Lease,
  lackingOf,
  leftOf,
  NEW_LEASE,
  requestOf,
  resumedLease,
  type SavedLease,
  savedLease,
} from './lease.ts';

const MINUTE_MS = 60_000;
/** So often headquarters is told what is spent, asked or not. */
const TELL_MS = 5 * MINUTE_MS;
/** Headquarters that has no more is not asked at once again. */
const ASK_AGAIN_MS = MINUTE_MS;
const DEFAULT_SHARE = 0.01;

/** What was given back: first the changes have to be on disk, then it is told. */
export interface GivenBack {
  readonly changes: readonly StateChange[];
  readonly requests: readonly LeaseRequest[];
}

/**
 * What headquarters granted this shop of each campaign's total: shops that are cut off spend only that, and so never too much together. Running
 * totals throughout, so that what is lost or told twice changes nothing.
 */
export interface Leases {
  /** Why the campaign cannot pay so much now, if so. */
  lacking(campaign: Campaign, amount: number, t: number): 'BUDGET_SPENT' | 'BUDGET_NOT_GRANTED' | undefined;
  spend(campaign: string, amount: number): StateChange;
  /** What to ask now, of the campaigns that run. */
  requests(running: readonly Campaign[], now: number): readonly LeaseRequest[];
  /** What is given back of the campaigns that run no more, until headquarters has heard of it. */
  givenBack(running: ReadonlySet<string>, now: number): GivenBack;
  /** Takes the answer to a request. */
  answered(request: LeaseRequest, reply: LeaseReply): readonly StateChange[];
}

export interface LeasesParts {
  readonly saved: ReadonlyMap<string, SavedLease>;
  readonly startedAt: number;
  /** What is put aside of a campaign. */
  readonly held: (campaign: string) => number;
  /** All that the shop had is taken for spent, what is put aside too: that is paid with it. */
  readonly settle: (campaign: string) => readonly StateChange[];
  readonly keyOf: (campaign: string) => string;
}

export function createLeases({ saved, startedAt, held, settle, keyOf }: LeasesParts): Leases {
  const leases = new Map([...saved].map(([campaign, lease]) => [campaign, resumedLease(lease, startedAt)]));
  const leaseOf = (campaign: string): Lease => leases.get(campaign) ?? NEW_LEASE;

  function change(campaign: string, lease: Lease): StateChange {
    leases.set(campaign, lease);
    return { key: keyOf(campaign), value: savedLease(lease) };
  }

  /** How much to ask for, if at all. */
  function wantedOf(campaign: Campaign, total: number, now: number): number | undefined {
    const lease = leaseOf(campaign.id);
    const put = held(campaign.id);
    const heard = now - lease.toldAt;
    const grant = campaign.grant ?? atLeastOne(campaign, total * DEFAULT_SHARE);
    if (lease.isDoubtful) return NOTHING_MORE;
    if (leftOf(lease, put) < grant / 2 && (!lease.isExhausted || heard >= ASK_AGAIN_MS)) return put + grant;
    return heard >= TELL_MS ? NOTHING_MORE : undefined;
  }

  return {
    lacking({ id, total }, amount, t) {
      if (total === undefined) return undefined;
      const lacking = lackingOf(leaseOf(id), total, held(id), amount, t);
      return lacking && (lacking === 'spent' ? 'BUDGET_SPENT' : 'BUDGET_NOT_GRANTED');
    },
    spend(campaign, amount) {
      const lease = leaseOf(campaign);
      return change(campaign, { ...lease, spent: lease.spent + amount });
    },
    requests(running, now) {
      return running.flatMap((campaign): LeaseRequest[] => {
        const { id, total } = campaign;
        const wanted = total === undefined ? undefined : wantedOf(campaign, total, now);
        return wanted === undefined ? [] : [requestOf(leaseOf(id), { campaign: id }, wanted, now)];
      });
    },
    givenBack(running, now) {
      const ended = [...leases].filter(([campaign, lease]) => !running.has(campaign) && held(campaign) === 0 && isToBeGiven(lease, 0));
      return {
        changes: ended.map(([campaign, lease]) => change(campaign, givenBack(lease, 0))),
        requests: ended.map(([campaign, lease]) => requestOf(lease, { campaign }, 0, now)),
      };
    },
    answered(request, reply) {
      const { campaign } = request;
      const { lease, isForfeited } = answeredLease(leaseOf(campaign), request, reply);
      return [...(isForfeited ? settle(campaign) : []), change(campaign, lease)];
    },
  };
}

function atLeastOne({ unit }: Campaign, amount: number): number {
  return unit === 'money' ? amount : Math.max(1, Math.round(amount));
}
