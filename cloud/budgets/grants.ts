import { instantText } from '../../contract/instant.ts';
import type { Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import { type Grant, NO_GRANT } from './grant.ts';

/** The rows of one budget: of the total of a campaign, or of what of it is for one member. */
export interface Grants {
  /** Until the end of the transaction nobody else grants of this budget. */
  lock(tx: Query): Promise<void>;
  of(tx: Query, shop: string): Promise<Grant>;
  /** What the other shops were granted together. */
  ofOthers(tx: Query, shop: string): Promise<number>;
  keep(tx: Query, shop: string, grant: Grant): Promise<void>;
}

export function grantsOf(campaign: string, member?: string): Grants {
  const isTotal = member === undefined;
  const table = isTotal ? 'budget_grants' : 'member_grants';
  const key = isTotal ? 'campaign, shop' : 'campaign, shop, subject';
  const isMeant = isTotal ? '' : ' and subject = $3';
  const ids = (shop: string): string[] => [campaign, shop, ...(isTotal ? [] : [member])];

  return {
    lock: async (tx) => {
      if (isTotal) await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.leases]);
      else await tx.query('select pg_advisory_xact_lock($1::int4, hashtext($2))', [DATABASE_LOCKS.memberLeases, member]);
    },
    of: async (tx, shop) => {
      const [row] = await tx.query<{ granted: number; spent: number; told_at: Date; lease_until: Date }>(
        `select granted, spent, told_at, lease_until from ${table} where campaign = $1 and shop = $2${isMeant} for update`,
        ids(shop),
      );
      if (!row) return NO_GRANT;
      return { granted: row.granted, spent: row.spent, toldAt: row.told_at.getTime(), until: row.lease_until.getTime() };
    },
    ofOthers: async (tx, shop) => {
      const [others] = await tx.query<{ granted: number }>(
        `select coalesce(sum(granted), 0)::float8 as granted from ${table} where campaign = $1 and shop <> $2${isMeant}`,
        ids(shop),
      );
      return others?.granted ?? 0;
    },
    keep: async (tx, shop, { granted, spent, toldAt, until }) => {
      const of = ids(shop);
      const at = (place: number): string => `$${of.length + place}`;
      await tx.query(
        `insert into ${table} (${key}, granted, spent, told_at, lease_until)
         values (${of.map((_, index) => `$${index + 1}`).join(', ')}, ${at(1)}, ${at(2)}, ${at(3)}::timestamptz, ${at(4)}::timestamptz)
         on conflict (${key}) do update
         set granted = excluded.granted, spent = excluded.spent, told_at = excluded.told_at, lease_until = excluded.lease_until`,
        [...of, granted, spent, instantText(toldAt), instantText(until)],
      );
    },
  };
}
