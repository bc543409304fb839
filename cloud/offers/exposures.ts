import type { ExposureRow } from '../../contract/http/hq-routes.ts';
import { type Period, periodParameters } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';

/** A screen's clock does not enter: both times are the edge's. */
const EXPOSURES = `
  select delivery_id, decision_id, visit_id, offer, zone, screen, shown_at,
    greatest(0, extract(epoch from shown_at - pushed_at) * 1000)::float8 as latency_ms
  from exposures where shop = $1 and shown_at >= $2::timestamptz and shown_at < $3::timestamptz
  order by shown_at desc, delivery_id limit $4`;

interface Row {
  readonly delivery_id: string;
  readonly decision_id: string;
  readonly visit_id: string;
  readonly offer: string;
  readonly zone: string;
  readonly screen: string;
  readonly shown_at: Date;
  readonly latency_ms: number;
}

export async function exposures(database: Query, shop: string, period: Period): Promise<ExposureRow[]> {
  const rows = await database.query<Row>(EXPOSURES, [shop, ...periodParameters(period)]);
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    decisionId: row.decision_id,
    visitId: row.visit_id,
    offer: row.offer,
    zone: row.zone,
    screen: row.screen,
    shownAt: row.shown_at.toISOString(),
    latencyMs: row.latency_ms,
  }));
}
