import { type Campaign, type LeaseRequest, NOTHING_MORE } from '../../../../contract/offers/budget.ts';
import { MEMBER_BUDGET_PREFIX } from '../../../../edge/offers/budgets/accounts.ts';
import { BUDGET_PREFIX, createBudgets } from '../../../../edge/offers/budgets/budgets.ts';
import type { StateChange } from '../../../../edge/ports/journal.ts';
import { anOffer, NOON_MS } from '../rules/made-up-moment.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const ANNA = 'a'.repeat(32);
export const BO = 'b'.repeat(32);
export const OFFER = anOffer({ cost: 2.5 });
export const ENDS_AT = NOON_MS + DAY_MS;
export const campaign = (limits: Partial<Campaign>): Campaign => ({
  type: 'campaign',
  id: 'summer',
  name: 'Summer',
  unit: 'exposures',
  ...limits,
});
export const decision = (n: number): string => n.toString(16).padStart(32, '0');

/** A shop whose state can be taken from disk again. */
export function shop() {
  const disk = new Map<string, object>();
  const write = (changes: readonly StateChange[]): number => {
    for (const { key, value } of changes) value === undefined ? disk.delete(key) : disk.set(key, JSON.parse(JSON.stringify(value)));
    return changes.length;
  };
  const entries = (prefix: string) => [...disk].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  const open = (startedAt = NOON_MS) =>
    createBudgets({
      saved: entries(BUDGET_PREFIX),
      savedOfMembers: entries(MEMBER_BUDGET_PREFIX),
      startedAt,
      dayOf: (t) => new Date(t).toISOString().slice(0, 10),
    });
  return { disk, write, open };
}

type Budgets = ReturnType<ReturnType<typeof shop>['open']>;
export const reasons = (budgets: Budgets, of: Campaign, subject = ANNA, t = NOON_MS) =>
  budgets.refusals(of, OFFER, subject, t).map(({ reason, rule }) => `${reason} ${rule}`);
export const hold = (budgets: Budgets, n: number, of: Campaign, subject = ANNA, t = NOON_MS) =>
  budgets.hold(decision(n), of, OFFER, ENDS_AT, subject, t);

export const replyTo = ({ campaign: of, member, spent, at }: LeaseRequest, granted: number, told = spent) => ({
  campaign: of,
  ...(member !== undefined && { member }),
  granted,
  spent: told,
  until: new Date(Date.parse(at) + 7 * DAY_MS).toISOString(),
});

/** Headquarters answers the first request with so much in all. */
export function answer(budgets: Budgets, of: Campaign, granted: number, now = NOON_MS): readonly StateChange[] {
  const [request] = budgets.leases.requests([of], now);
  if (!request) throw new Error('nothing was asked');
  return budgets.leases.answered(request, replyTo(request, granted));
}

/** The same once it is sure that the shop had nothing before. */
export function grant(budgets: Budgets, of: Campaign, granted: number, now = NOON_MS): readonly StateChange[] {
  const [told] = budgets.leases.requests([of], now - 1000);
  const settled = told?.wanted === NOTHING_MORE && told.spent === 0 ? budgets.leases.answered(told, replyTo(told, 0)) : [];
  return [...settled, ...answer(budgets, of, granted, now)];
}

/** A member comes, and headquarters grants so much of the campaign in all, of which the shop had `before`. */
export function welcome(budgets: Budgets, of: Campaign, granted: number, { subject = ANNA, before = 0, now = NOON_MS } = {}) {
  return [now - 1000, now].flatMap((t) =>
    budgets.ofMembers.requests(subject, [of], t).flatMap((request) => {
      const member = request.member ?? '';
      return budgets.ofMembers.answered({ ...request, member }, replyTo(request, request.wanted === NOTHING_MORE ? before : granted));
    }),
  );
}
