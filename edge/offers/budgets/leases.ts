import { instantMs, instantText } from '../../../contract/instant.ts';
import type { Campaign, LeaseReply, LeaseRequest } from '../../../contract/offers/budget.ts';
import type { StateChange } from '../../ports/journal.ts';

const MINUTE_MS = 60_000;
/** So often headquarters is told what is spent, asked or not. */
const TELL_MS = 5 * MINUTE_MS;
/** A shop that told it so short a while ago and comes back was restarted; after a longer time it may be a backup that was put back. */
const TRUSTED_MS = 15 * MINUTE_MS;
/** Headquarters that has no more is not asked at once again. */
const ASK_AGAIN_MS = MINUTE_MS;
/** Asks for nothing and gives nothing back. */
const NOTHING_MORE = 0.001;
const DEFAULT_SHARE = 0.01;

export interface SavedLease {
  readonly granted: number;
  /** Ever, by this shop. */
  readonly spent: number;
  readonly until: number;
  /** When headquarters last heard of it. */
  readonly toldAt: number;
}

interface Lease extends SavedLease {
  /** What the shop knows may be older than what it did: nothing is spent before headquarters answered. */
  readonly isDoubtful: boolean;
  /** Headquarters had less than was asked for. */
  readonly isExhausted: boolean;
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
  /** What is given back of the campaigns that run no more: first the changes have to be on disk, then it is told. */
  givenBack(
    running: ReadonlySet<string>,
    now: number,
  ): { readonly changes: readonly StateChange[]; readonly requests: readonly LeaseRequest[] };
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

const NEW: Lease = { granted: 0, spent: 0, until: 0, toldAt: 0, isDoubtful: false, isExhausted: false };

export function createLeases({ saved, startedAt, held, settle, keyOf }: LeasesParts): Leases {
  const leases = new Map(
    [...saved].map(([campaign, lease]): [string, Lease] => {
      const isRecent = Math.abs(startedAt - lease.toldAt) <= TRUSTED_MS;
      return [campaign, { ...lease, isDoubtful: !isRecent, isExhausted: false }];
    }),
  );
  const leaseOf = (campaign: string): Lease => leases.get(campaign) ?? NEW;

  function change(campaign: string, lease: Lease): StateChange {
    leases.set(campaign, lease);
    const { granted, spent, until, toldAt } = lease;
    return { key: keyOf(campaign), value: { granted, spent, until, toldAt } };
  }

  return {
    lacking({ id, total }, amount, t) {
      if (total === undefined) return undefined;
      const { granted, spent, until, isDoubtful, isExhausted } = leaseOf(id);
      if (!isDoubtful && t < until && granted - spent - held(id) >= amount) return undefined;
      return isExhausted ? 'BUDGET_SPENT' : 'BUDGET_NOT_GRANTED';
    },
    spend(campaign, amount) {
      const lease = leaseOf(campaign);
      return change(campaign, { ...lease, spent: lease.spent + amount });
    },
    requests(running, now) {
      return running.flatMap((campaign): LeaseRequest[] => {
        const { id: name, total } = campaign;
        if (total === undefined) return [];
        const { granted, spent, toldAt, isDoubtful, isExhausted } = leaseOf(name);
        const heard = now - toldAt;
        const request = { campaign: name, spent, at: instantText(now) };
        const grant = campaign.grant ?? atLeastOne(campaign, total * DEFAULT_SHARE);
        const isShort = granted - spent - held(name) < grant / 2;
        if (isDoubtful) return [{ ...request, wanted: NOTHING_MORE }];
        if (isShort && (!isExhausted || heard >= ASK_AGAIN_MS)) return [{ ...request, wanted: held(name) + grant }];
        return heard >= TELL_MS ? [{ ...request, wanted: NOTHING_MORE }] : [];
      });
    },
    givenBack(running, now) {
      const ended = [...leases].filter(
        ([campaign, { granted, spent, isDoubtful }]) => !running.has(campaign) && !isDoubtful && granted > spent && held(campaign) === 0,
      );
      return {
        // Before it is told, and whether or not it is heard: what is given back is spent no more.
        changes: ended.map(([campaign, lease]) => change(campaign, { ...lease, granted: lease.spent })),
        requests: ended.map(([campaign, { spent }]) => ({ campaign, spent, wanted: 0, at: instantText(now) })),
      };
    },
    answered({ campaign, spent: told, wanted, at }, { granted, spent, until }) {
      const lease = leaseOf(campaign);
      // Headquarters heard of more than the shop knows of: a backup was put back. What it had left then may have been spent since.
      const isForfeited = lease.isDoubtful || spent > Math.max(told, lease.spent);
      return [
        ...(isForfeited ? settle(campaign) : []),
        change(campaign, {
          granted,
          spent: isForfeited ? Math.max(granted, lease.spent) : lease.spent,
          until: instantMs(until) ?? 0,
          toldAt: instantMs(at) ?? 0,
          isDoubtful: false,
          isExhausted: wanted > NOTHING_MORE ? granted < told + wanted : lease.isExhausted && granted <= lease.granted,
        }),
      ];
    },
  };
}

/** Half an exposure shows nothing. */
function atLeastOne({ unit }: Campaign, amount: number): number {
  return unit === 'money' ? amount : Math.max(1, Math.round(amount));
}
