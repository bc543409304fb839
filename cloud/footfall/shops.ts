import type { ShopSummary } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { stands } from './counted.ts';

/**
 * All shops heard of. The recursive part steps from one shop to the next in the primary key of `facts` (a loose index scan,
 * https://wiki.postgresql.org/wiki/Loose_indexscan): `select distinct` would read every fact ever received.
 * Visits are counted in their key too, and the few that became part of others taken off.
 */
const SHOPS = `
  with recursive heard as (
    (select shop from facts order by shop limit 1)
    union all
    select (select shop from facts where facts.shop > heard.shop order by shop limit 1) from heard where heard.shop is not null
  )
  select heard.shop,
    (select max(facts.time) from facts where facts.shop = heard.shop) as last_fact_at,
    ((select count(*) from visits where visits.shop = heard.shop) - (
      select count(distinct id) from superseded join visits on visits.shop = superseded.shop and visit_id = id
      where superseded.shop = heard.shop and kind = 'visit'
    ))::int4 as visits,
    (select count(*) from visits where visits.shop = heard.shop and closed_at is null and ${stands('visit', 'visits', 'visit_id')})::int4 as present,
    (select count(*) from exposures where exposures.shop = heard.shop)::int4 as exposures
  from heard where heard.shop is not null order by heard.shop`;

export async function shops(database: Query): Promise<ShopSummary[]> {
  const rows = await database.query<{ shop: string; last_fact_at: Date | null; visits: number; present: number; exposures: number }>(SHOPS);
  return rows.map(({ last_fact_at, ...row }) => ({ ...row, ...(last_fact_at && { lastFactAt: last_fact_at.toISOString() }) }));
}
