import type { VisitRow } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { type Period, periodParameters } from './period.ts';

/** The fact of a visit's end may come before that of its beginning; until then the first stay tells where it began. */
const VISITS = `
  select visit_id, opened_at, closed_at, dwell_ms::float8 as dwell_ms,
    coalesce(first_zone, (
      select zone from zone_stays where zone_stays.shop = visits.shop and zone_stays.visit_id = visits.visit_id order by entered_at limit 1
    )) as first_zone,
    (select count(*) from zone_stays where zone_stays.shop = visits.shop and zone_stays.visit_id = visits.visit_id)::int4 as stays,
    (select count(*) from exposures where exposures.shop = visits.shop and exposures.visit_id = visits.visit_id)::int4 as exposures
  from visits where shop = $1 and opened_at >= $2::timestamptz and opened_at < $3::timestamptz
  order by opened_at desc, visit_id limit $4`;

interface Row {
  readonly visit_id: string;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly dwell_ms: number | null;
  readonly first_zone: string | null;
  readonly stays: number;
  readonly exposures: number;
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
  }));
}
