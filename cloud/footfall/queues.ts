import type { Queue } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { STAYS_OF_PERIOD } from './counted.ts';
import type { Bounds } from './quarters.ts';

/**
 * $4: zones at tills. Who paid waited until then. Of who is not known to have paid, the longest stay is all there is: who walks past the tills, or
 * is told there while in the next zone, would make every queue look short.
 */
const QUEUES = `
  with ${STAYS_OF_PERIOD}, at_tills as (
    select stay_id, zone, counted_stays.visit_id, entered_at, dwell_ms, extract(epoch from min(receipts.at) - entered_at) * 1000 as until_paid_ms
    from counted_stays
    left join receipts on receipts.shop = $1 and receipts.subject = counted_stays.subject and receipts.at between entered_at and left_at
    where zone = any($4::text[]) and stay <> 'pass-through'
    group by stay_id, zone, counted_stays.visit_id, dwell_ms, entered_at
  ), waited as (
    select *, row_number() over (partition by visit_id order by until_paid_ms is null, dwell_ms desc, entered_at, stay_id) as rank from at_tills
  )
  select zone, count(*)::int4 as stays, count(distinct visit_id)::int4 as visits,
    percentile_cont(array[0.5, 0.9]) within group (order by coalesce(until_paid_ms, dwell_ms)::float8) as waits
  from waited where until_paid_ms is not null or rank = 1 group by zone order by zone`;

/** How long known visitors wait at the tills. */
export async function queuesOf(database: Query, bounds: Bounds, tills: readonly string[], smallestCell: number): Promise<Queue[]> {
  if (tills.length === 0) return [];
  const rows = await database.query<{ zone: string; stays: number; visits: number; waits: [number, number] }>(QUEUES, [...bounds, tills]);
  return rows
    .filter(({ visits }) => visits >= smallestCell)
    .map(({ zone, stays, waits: [median, p90] }) => ({ zone, stays, medianMs: Math.round(median), p90Ms: Math.round(p90) }));
}
