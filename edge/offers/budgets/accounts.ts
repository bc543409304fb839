import type { Campaign } from '../../../contract/offers/budget.ts';
import type { StateChange } from '../../ports/journal.ts';
import { isToBeGiven, type Lease, resumedLease, type SavedLease, savedLease } from './lease.ts';

/** What is about somebody. */
export const MEMBER_BUDGET_PREFIX = 'budget-of/';

/** What was put aside for one decision. */
export interface Hold {
  readonly campaign: string;
  readonly unit: Campaign['unit'];
  readonly amount: number;
  /** The day in the shop, as in 2026-03-01. */
  readonly day: string;
  readonly lapsesAt: number;
  /** The lease of the campaign paid for it already, with all that the shop had. */
  readonly isPaid?: boolean;
  /** The same of the member's lease. */
  readonly isPaidForMember?: boolean;
}

/** What of budgets is about one member. */
export interface Account {
  /** By campaign: what may be spent on this member here. */
  readonly leases: Readonly<Record<string, Lease>>;
  /** Decision → what is put aside for it. */
  readonly holds: Readonly<Record<string, Hold>>;
  /** When something was last heard of the member's budgets. */
  readonly at: number;
}

interface SavedAccount {
  readonly leases?: Readonly<Record<string, SavedLease>>;
  /** Before members had leases a shop counted by itself: what was spent counts in every shop. */
  readonly spent?: Readonly<Record<string, number>>;
  readonly holds: Readonly<Record<string, Hold>>;
  readonly at: number;
}

export interface Accounts {
  of(subject: string): Account | undefined;
  /** What is put aside of a campaign for a member, and not paid by the lease. */
  held(subject: string, campaign: string): number;
  all(): Iterable<readonly [string, Account]>;
  /** Of whom a lease has something left, or was given back and has not been heard of. */
  withLeases(): Iterable<string>;
  put(subject: string, account: Account): StateChange;
  remove(subject: string): StateChange;
}

const NONE: ReadonlyMap<string, number> = new Map();

export function createAccounts(saved: readonly { readonly key: string; readonly value: object }[], startedAt: number): Accounts {
  const accounts = new Map<string, Account>();
  /** Added up as they change: a decision asks for each of a thousand offers. */
  const held = new Map<string, ReadonlyMap<string, number>>();
  const lent = new Set<string>();

  function keep(subject: string, account: Account): void {
    accounts.set(subject, account);
    const sums = new Map<string, number>();
    for (const { campaign, amount, isPaidForMember } of Object.values(account.holds))
      if (!isPaidForMember) sums.set(campaign, (sums.get(campaign) ?? 0) + amount);
    if (sums.size > 0) held.set(subject, sums);
    else held.delete(subject);
    if (Object.entries(account.leases).some(([campaign, lease]) => isToBeGiven(lease, sums.get(campaign) ?? 0))) lent.add(subject);
    else lent.delete(subject);
  }

  for (const { key, value } of saved) {
    const { leases, spent = {}, holds, at } = value as SavedAccount;
    const resumed = leases
      ? mapped(leases, (lease) => resumedLease(lease, startedAt))
      : mapped(spent, (amount) => resumedLease({ granted: amount, spent: amount, until: 0, toldAt: 0 }, startedAt));
    keep(key.slice(MEMBER_BUDGET_PREFIX.length), { leases: resumed, holds, at });
  }

  return {
    of: (subject) => accounts.get(subject),
    held: (subject, campaign) => (held.get(subject) ?? NONE).get(campaign) ?? 0,
    all: () => accounts,
    withLeases: () => lent,
    put(subject, account) {
      keep(subject, account);
      const value: SavedAccount = { leases: mapped(account.leases, savedLease), holds: account.holds, at: account.at };
      return { key: MEMBER_BUDGET_PREFIX + subject, value };
    },
    remove(subject) {
      for (const of of [accounts, held, lent]) of.delete(subject);
      return { key: MEMBER_BUDGET_PREFIX + subject, value: undefined };
    },
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, of: (one: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, of(one)]));
}
