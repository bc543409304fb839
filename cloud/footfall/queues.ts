import type { Queue } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { STAYS_OF_PERIOD } from './counted.ts';
import type { Bounds } from './quarters.ts';

/** $4: zones at tills. Who paid waited until then; of who is not known to have paid, the stay is all there is. */
const QUEUES = `
  with ${STAYS_OF_PERIOD}, waited as (
    select stay_id, zone, visit_id, dwell_ms, extract(epoch from min(receipts.at) - entered_at) * 1000 as until_paid_ms
    from counted_stays
    left join receipts on receipts.shop = $1 and receipts.subject = counted_stays.subject and receipts.at between entered_at and left_at
    where zone = any($4::text[]) and stay <> 'pass-through'
    group by stay_id, zone, visit_id, dwell_ms, entered_at
  )
  select zone, count(*)::int4 as stays, count(distinct visit_id)::int4 as visits,
    percentile_cont(array[0.5, 0.9]) within group (order by coalesce(until_paid_ms, dwell_ms)::float8) as waits
  from waited group by zone order by zone`;

/** How long known visitors wait at the tills. */
export async function queuesOf(database: Query, bounds: Bounds, tills: readonly string[], smallestCell: number): Promise<Queue[]> {
  if (tills.length === 0) return [];
  const rows = await database.query<{ zone: string; stays: number; visits: number; waits: [number, number] }>(QUEUES, [...bounds, tills]);
  return rows
    .filter(({ visits }) => visits >= smallestCell)
    .map(({ zone, stays, waits: [median, p90] }) => ({ zone, stays, medianMs: Math.round(median), p90Ms: Math.round(p90) }));
}
