import type { VisitRow } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { stands } from './counted.ts';
import { type Period, periodParameters } from './period.ts';

/**
 * The first stay tells where a visit began: what came late may have moved its beginning, and the fact of the beginning may be under way. What was
 * shown in a visit that became part of another was shown in that other.
 */
const VISITS = `
  with told as (
    select * from visits where shop = $1 and opened_at >= $2::timestamptz and opened_at < $3::timestamptz
      and ${stands('visit', 'visits', 'visit_id')}
    order by opened_at desc, visit_id limit $4
  ), ids as (
    select visit_id, visit_id as told_of from told
    union all select into_id, id from superseded where shop = $1 and kind = 'visit' and into_id in (select visit_id from told)
  ), stayed as (
    select visit_id, count(*)::int4 as stays, (array_agg(zone order by entered_at, stay_id))[1] as began_in
    from told join zone_stays using (shop, visit_id)
    where ${stands('stay', 'zone_stays', 'stay_id')}
    group by visit_id
  ), shown as (
    select ids.visit_id, count(*)::int4 as exposures from ids join exposures on exposures.shop = $1 and exposures.visit_id = told_of
    group by ids.visit_id
  )
  select visit_id, opened_at, closed_at, dwell_ms::float8 as dwell_ms, coalesce(began_in, first_zone) as first_zone,
    coalesce(stayed.stays, 0) as stays, coalesce(exposures, 0) as exposures, revision::float8 as revision, excluded
  from told left join stayed using (visit_id) left join shown using (visit_id)
  order by opened_at desc, visit_id`;

interface Row {
  readonly visit_id: string;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly dwell_ms: number | null;
  readonly first_zone: string | null;
  readonly stays: number;
  readonly exposures: number;
  readonly revision: number;
  readonly excluded: string | null;
}

export async function visits(database: Query, shop: string, period: Period): Promise<VisitRow[]> {
  const rows = await database.query<Row>(VISITS, [shop, ...periodParameters(period)]);
  return rows.map((row) => ({
    visitId: row.visit_id,
    openedAt: row.opened_at.toISOString(),
    ...(row.closed_at && { closedAt: row.closed_at.toISOString() }),
    ...(row.dwell_ms !== null && { dwellMs: row.dwell_ms }),
    ...(row.first_zone !== null && { firstZone: row.first_zone }),
    stays: row.stays,
    exposures: row.exposures,
    ...(row.closed_at && { revision: row.revision }),
    ...(row.excluded !== null && { excluded: row.excluded }),
  }));
}
