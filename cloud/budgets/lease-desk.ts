import { AislegateError } from '../../contract/errors.ts';
import type { BudgetRow } from '../../contract/http/rule-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { Campaign, LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import { type Grant, grantAfter, NO_GRANT, replyOf } from './grant.ts';

export interface LeaseDesk {
  answer(shop: string, request: LeaseRequest): Promise<LeaseReply>;
  rows(): Promise<BudgetRow[]>;
  /** Takes back what a shop that does not come back has left; how much that was. */
  takeBack(campaign: string, shop: string): Promise<number>;
}

export interface LeaseDeskOptions {
  readonly database: Database;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Grants shops parts of the budgets of campaigns: the sum never passes the total, whoever asks, how often, and in whatever order. */
export function createLeaseDesk({ database, clock }: LeaseDeskOptions): LeaseDesk {
  const alone = <T>(work: (tx: Query) => Promise<T>): Promise<T> =>
    database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.leases]);
      return work(tx);
    });

  return {
    answer: (shop, request) =>
      alone(async (tx) => {
        const campaign = await campaignOf(tx, shop, request.campaign);
        const before = await grantOf(tx, request.campaign, shop);
        const [others] = await tx.query<{ granted: number }>(
          'select coalesce(sum(granted), 0)::float8 as granted from budget_grants where campaign = $1 and shop <> $2',
          [request.campaign, shop],
        );
        // Of a campaign that is gone nothing more is granted, and what is told of it is kept.
        const known = campaign ?? { type: 'campaign', id: request.campaign, name: request.campaign, unit: 'money', total: 0 };
        const after = grantAfter(before, request, { campaign: known, others: others?.granted ?? 0, now: clock.nowMs() });
        if (after !== before) await keep(tx, request.campaign, shop, after);
        return replyOf(request.campaign, after);
      }),
    rows: async () => {
      const rows = await database.query<BudgetRow & { readonly until: Date }>(
        `select campaign, shop, granted, spent, lease_until as until from budget_grants order by campaign, shop`,
      );
      return rows.map((row) => ({ ...row, until: row.until.toISOString() }));
    },
    takeBack: (campaign, shop) =>
      alone(async (tx) => {
        const grant = await grantOf(tx, campaign, shop);
        if (grant === NO_GRANT) return 0;
        const { granted, spent, toldAt, until } = grant;
        // Until then the shop may spend it, wherever it is.
        if (until > clock.nowMs()) throw new AislegateError('HQ_LEASE_RUNS', { shop, until: instantText(until) });
        await keep(tx, campaign, shop, { granted: spent, spent, toldAt, until });
        return granted - spent;
      }),
  };
}

/** What is for the shop alone stands over what is for all. */
async function campaignOf(tx: Query, shop: string, id: string): Promise<Campaign | undefined> {
  const [row] = await tx.query<{ record: Campaign }>(
    `select record from config where type = 'campaign' and config_id = $1 and scope in ($2, $3) order by scope = $3 limit 1`,
    [id, shop, ALL_SHOPS],
  );
  return row?.record;
}

async function grantOf(tx: Query, campaign: string, shop: string): Promise<Grant> {
  const [row] = await tx.query<{ granted: number; spent: number; told_at: Date; lease_until: Date }>(
    'select granted, spent, told_at, lease_until from budget_grants where campaign = $1 and shop = $2',
    [campaign, shop],
  );
  if (!row) return NO_GRANT;
  return { granted: row.granted, spent: row.spent, toldAt: row.told_at.getTime(), until: row.lease_until.getTime() };
}

async function keep(tx: Query, campaign: string, shop: string, { granted, spent, toldAt, until }: Grant): Promise<void> {
  await tx.query(
    `insert into budget_grants (campaign, shop, granted, spent, told_at, lease_until)
     values ($1, $2, $3, $4, $5::timestamptz, $6::timestamptz)
     on conflict (campaign, shop) do update
     set granted = excluded.granted, spent = excluded.spent, told_at = excluded.told_at, lease_until = excluded.lease_until`,
    [campaign, shop, granted, spent, instantText(toldAt), instantText(until)],
  );
}
