import { AislegateError } from '../../contract/errors.ts';
import type { BudgetRow } from '../../contract/http/rule-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { Campaign, LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import { erasedAmong } from '../facts/tombstones.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import { grantAfter, NO_GRANT, replyOf } from './grant.ts';
import { type Grants, grantsOf } from './grants.ts';

export interface TakenBack {
  readonly takenBack: number;
  readonly ofMembers: number;
}

export interface LeaseDesk {
  answer(shop: string, request: LeaseRequest): Promise<LeaseReply>;
  rows(): Promise<BudgetRow[]>;
  /** Takes back what a shop that does not come back has left: how much of the total that was, and of what is for single members. */
  takeBack(campaign: string, shop: string): Promise<TakenBack>;
}

export interface LeaseDeskOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Grants shops parts of the budgets of campaigns: the sum never passes what is for all, whoever asks, how often, and in whatever order. */
export function createLeaseDesk({ database, clock }: LeaseDeskOptions): LeaseDesk {
  async function grant(tx: Query, grants: Grants, shop: string, request: LeaseRequest): Promise<LeaseReply> {
    await grants.lock(tx);
    const { unit, limit } = await limitOf(tx, shop, request);
    const before = await grants.of(tx, shop);
    const others = await grants.ofOthers(tx, shop);
    const after = grantAfter(before, request, { unit, limit, others, now: clock.nowMs() });
    if (after !== before) await grants.keep(tx, shop, after);
    return replyOf(request, after);
  }

  return {
    answer: (shop, request) =>
      database.transaction(async (tx) => {
        const { campaign, member } = request;
        // Nothing is granted for somebody who was erased, and nothing kept of what is told.
        if (member !== undefined && (await erasedAmong(tx, [member])).has(member)) return replyOf(request, NO_GRANT);
        return grant(tx, grantsOf(campaign, member), shop, request);
      }),
    rows: async () => {
      const rows = await database.query<BudgetRow & { readonly until: Date }>(
        `select campaign, shop, granted, spent, lease_until as until from budget_grants order by campaign, shop`,
      );
      return rows.map((row) => ({ ...row, until: row.until.toISOString() }));
    },
    takeBack: (campaign, shop) =>
      database.transaction(async (tx) => {
        const grants = grantsOf(campaign);
        await grants.lock(tx);
        const before = await grants.of(tx, shop);
        const { granted, spent, toldAt, until } = before;
        // Until then the shop may spend it, wherever it is.
        if (until > clock.nowMs()) throw new AislegateError('HQ_LEASE_RUNS', { shop, until: instantText(until) });
        if (before !== NO_GRANT) await grants.keep(tx, shop, { granted: spent, spent, toldAt, until });
        return { takenBack: granted - spent, ofMembers: await takeBackOfMembers(tx, campaign, shop) };
      }),
  };

  async function takeBackOfMembers(tx: Query, campaign: string, shop: string): Promise<number> {
    const [newest] = await tx.query<{ until: Date | null }>(
      'select max(lease_until) as until from member_grants where campaign = $1 and shop = $2 and granted > spent',
      [campaign, shop],
    );
    const until = newest?.until?.getTime() ?? 0;
    if (until > clock.nowMs()) throw new AislegateError('HQ_LEASE_RUNS', { shop, until: instantText(until) });
    // One that the shop asks for at this moment is locked, and no longer over when it is looked at.
    const taken = await tx.query<{ left: number }>(
      `with old as (select subject, granted - spent as left from member_grants
         where campaign = $1 and shop = $2 and granted > spent and lease_until <= $3::timestamptz for update)
       update member_grants g set granted = g.spent from old where g.campaign = $1 and g.shop = $2 and g.subject = old.subject
       returning old.left`,
      [campaign, shop, instantText(clock.nowMs())],
    );
    return taken.reduce((sum, { left }) => sum + left, 0);
  }
}

/** What is for the shop alone stands over what is for all. Of a campaign that is gone nothing more is granted, and what is told of it is kept. */
async function limitOf(
  tx: Query,
  shop: string,
  { campaign, member }: LeaseRequest,
): Promise<{ readonly unit: Campaign['unit']; readonly limit: number }> {
  const [row] = await tx.query<{ record: Campaign }>(
    `select record from config where type = 'campaign' and config_id = $1 and scope in ($2, $3) order by scope = $3 limit 1`,
    [campaign, shop, ALL_SHOPS],
  );
  const { unit = 'money', total, perMember } = row?.record ?? {};
  return { unit, limit: (member === undefined ? total : perMember) ?? 0 };
}
