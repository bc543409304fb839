import type { Campaign } from '../../../contract/offers/budget.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import type { StateChange } from '../../ports/journal.ts';
import type { RefusedBy } from '../rules/moment.ts';
import { type Account, createAccounts, type Hold } from './accounts.ts';
import { NEW_LEASE, type SavedLease } from './lease.ts';
import { createLeases, type Leases } from './leases.ts';
import { createMemberLeases, type MemberLeases } from './member-leases.ts';

/** What is about a campaign; what is about somebody has a prefix of its own. */
export const BUDGET_PREFIX = 'budget/';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A screen shows an offer within seconds, or not at all. */
const UNSHOWN_MS = 2 * MINUTE_MS;
/** Receipts come late where a till was cut off. */
const LATE_REDEMPTION_MS = 2 * DAY_MS;
/** So that one transaction stays small. */
const MOST_FORGOTTEN_AT_ONCE = 1000;

interface OfDay {
  readonly day: string;
  readonly spent: number;
}

/**
 * What campaigns may still spend in this shop: put aside at the decision, spent at the exposure, or at the redemption. Its changes are written with the
 * facts that they follow from, and each decision counts once however often it is told of.
 */
export interface Budgets {
  readonly leases: Leases;
  readonly ofMembers: MemberLeases;
  /** Everything that stands against one more showing; empty where the campaign can pay for it. */
  refusals(campaign: Campaign, offer: Offer, subject: string, t: number): readonly RefusedBy[];
  hold(decisionId: string, campaign: Campaign, offer: Offer, endsAt: number, subject: string, t: number): readonly StateChange[];
  shown(decisionId: string, t: number): readonly StateChange[];
  redeemed(decisionId: string, t: number): readonly StateChange[];
  /** Frees what was put aside for what can come about no more. */
  lapse(now: number): readonly StateChange[];
  forget(subject: string): void;
  /** Forgets members of whose budgets nothing was heard since; of many only some, and the changes that say so. */
  forgetAged(before: number): readonly StateChange[];
}

export interface BudgetsParts {
  readonly saved: readonly { readonly key: string; readonly value: object }[];
  readonly savedOfMembers: readonly { readonly key: string; readonly value: object }[];
  readonly startedAt: number;
  readonly dayOf: (t: number) => string;
}

const LEASE = `${BUDGET_PREFIX}lease/`;
const TODAY = `${BUDGET_PREFIX}day/`;

export function createBudgets({ saved, savedOfMembers, startedAt, dayOf }: BudgetsParts): Budgets {
  const of = <T>(prefix: string): Map<string, T> =>
    new Map(saved.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key.slice(prefix.length), value as T]));
  const days = of<OfDay>(TODAY);
  const accounts = createAccounts(savedOfMembers, startedAt);
  const subjectOf = new Map([...accounts.all()].flatMap(([subject, { holds }]) => Object.keys(holds).map((id) => [id, subject] as const)));

  /** What is put aside by campaign, and by campaign and day: added up as it changes, for a decision asks for each of a thousand offers. */
  const heldBy = new Map<string, number>();
  const addHeld = ({ campaign, day, amount, isPaid }: Hold, sign: 1 | -1): void => {
    for (const key of isPaid ? [`${campaign} ${day}`] : [campaign, `${campaign} ${day}`])
      heldBy.set(key, (heldBy.get(key) ?? 0) + sign * amount);
  };
  for (const [, { holds }] of accounts.all()) for (const hold of Object.values(holds)) addHeld(hold, 1);
  const held = (campaign: string, day?: string): number => heldBy.get(day === undefined ? campaign : `${campaign} ${day}`) ?? 0;

  const leases = createLeases({ saved: of<SavedLease>(LEASE), startedAt, held, settle, keyOf: (campaign) => LEASE + campaign });
  const ofMembers = createMemberLeases(accounts);

  function change(subject: string, edit: (before: Account) => Account): StateChange {
    return accounts.put(subject, edit(accounts.of(subject) ?? { leases: {}, holds: {}, at: 0 }));
  }

  /** Takes a hold away, and what becomes of the member's part; nothing where it is not there (any more). */
  function release(decisionId: string, isMeant: (hold: Hold) => boolean, spend?: { readonly t: number }): readonly StateChange[] {
    const subject = subjectOf.get(decisionId);
    const hold = subject === undefined ? undefined : accounts.of(subject)?.holds[decisionId];
    if (subject === undefined || !hold || !isMeant(hold)) return [];
    subjectOf.delete(decisionId);
    addHeld(hold, -1);
    const { campaign, amount, isPaid, isPaidForMember } = hold;
    const member = change(subject, ({ leases: before, holds: { [decisionId]: _, ...holds }, at }) => {
      const lease = before[campaign] ?? NEW_LEASE;
      const spent = { ...before, [campaign]: { ...lease, spent: lease.spent + amount } };
      return { leases: spend && !isPaidForMember ? spent : before, holds, at: spend?.t ?? at };
    });
    if (!spend) return [member];
    return [member, ...(isPaid ? [] : [leases.spend(campaign, amount)]), spendOfDay(campaign, amount, dayOf(spend.t))];
  }

  function settle(campaign: string): StateChange[] {
    const waiting = [...accounts.all()].filter(([, { holds }]) =>
      Object.values(holds).some((hold) => hold.campaign === campaign && !hold.isPaid),
    );
    return waiting.map(([subject]) =>
      change(subject, (before) => {
        const settled = Object.entries(before.holds).map(([id, hold]): [string, Hold] => {
          if (hold.campaign !== campaign || hold.isPaid) return [id, hold];
          const paid = { ...hold, isPaid: true };
          addHeld(hold, -1);
          addHeld(paid, 1);
          return [id, paid];
        });
        return { ...before, holds: Object.fromEntries(settled) };
      }),
    );
  }

  function spendOfDay(campaign: string, amount: number, day: string): StateChange {
    const value = { day, spent: spentOn(campaign, day) + amount };
    days.set(campaign, value);
    return { key: TODAY + campaign, value };
  }

  function spentOn(campaign: string, day: string): number {
    const known = days.get(campaign);
    return known?.day === day ? known.spent : 0;
  }

  return {
    leases,
    ofMembers,
    refusals(campaign, offer, subject, t) {
      const amount = amountOf(campaign, offer);
      if (amount === 0) return [];
      const { id, perShopAndDay } = campaign;
      const refused: RefusedBy[] = [];
      for (const reason of [leases.lacking(campaign, amount, t), ofMembers.lacking(campaign, subject, amount, t)])
        if (reason !== undefined) refused.push({ reason, rule: id });
      if (perShopAndDay !== undefined) {
        const day = dayOf(t);
        if (spentOn(id, day) + held(id, day) + amount > perShopAndDay) refused.push({ reason: 'SHOP_DAY_BUDGET_SPENT', rule: id });
      }
      return refused;
    },
    hold(decisionId, campaign, offer, endsAt, subject, t) {
      const amount = amountOf(campaign, offer);
      if (amount === 0 || subjectOf.has(decisionId)) return [];
      subjectOf.set(decisionId, subject);
      const lapsesAt = campaign.unit === 'redemptions' ? endsAt + LATE_REDEMPTION_MS : t + UNSHOWN_MS;
      const hold: Hold = { campaign: campaign.id, unit: campaign.unit, amount, day: dayOf(t), lapsesAt };
      addHeld(hold, 1);
      return [change(subject, (before) => ({ ...before, holds: { ...before.holds, [decisionId]: hold }, at: t }))];
    },
    shown: (decisionId, t) => release(decisionId, ({ unit }) => unit !== 'redemptions', { t }),
    redeemed: (decisionId, t) => release(decisionId, ({ unit }) => unit === 'redemptions', { t }),
    lapse(now) {
      const gone: StateChange[] = [];
      for (const id of subjectOf.keys()) {
        gone.push(...release(id, ({ lapsesAt }) => lapsesAt < now));
        if (gone.length >= MOST_FORGOTTEN_AT_ONCE) break;
      }
      return gone;
    },
    forget(subject) {
      for (const [id, hold] of Object.entries(accounts.of(subject)?.holds ?? {})) {
        subjectOf.delete(id);
        addHeld(hold, -1);
      }
      accounts.remove(subject);
    },
    forgetAged(before) {
      const gone: StateChange[] = [];
      for (const [subject, { holds, at }] of accounts.all()) {
        if (at >= before || Object.keys(holds).length > 0) continue;
        gone.push(accounts.remove(subject));
        if (gone.length === MOST_FORGOTTEN_AT_ONCE) break;
      }
      return gone;
    },
  };
}

/** What one showing or redemption takes of the budget; nothing where it costs none. */
function amountOf({ unit }: Campaign, { cost = 0 }: Offer): number {
  return unit === 'money' ? cost : 1;
}
