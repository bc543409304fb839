import type { PickupRow } from '../../contract/http/hq-routes.ts';
import { type Period, periodParameters } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';

/** An alert that staff took after it had expired on another device was taken: acknowledged wins. */
const PICKUPS = `
  select alert_id, order_id, stage, at, wait_ms, waited from (
    select alert_id, order_id,
      case when acknowledged_at is not null then 'acknowledged' when expired_at is not null then 'expired' else 'alerted' end as stage,
      coalesce(acknowledged_at, expired_at, alerted_at) as at,
      greatest(0, extract(epoch from acknowledged_at - alerted_at) * 1000)::float8 as wait_ms,
      acknowledged_at is not null and alerted_at is not null as waited
    from pickups where shop = $1
  ) as alerts where at >= $2::timestamptz and at < $3::timestamptz
  order by at desc, alert_id limit $4`;

interface Row {
  readonly alert_id: string;
  readonly order_id: string;
  readonly stage: string;
  readonly at: Date;
  readonly wait_ms: number;
  readonly waited: boolean;
}

export async function pickups(database: Query, shop: string, period: Period): Promise<PickupRow[]> {
  const rows = await database.query<Row>(PICKUPS, [shop, ...periodParameters(period)]);
  return rows.map((row) => ({
    alertId: row.alert_id,
    order: row.order_id,
    stage: row.stage,
    at: row.at.toISOString(),
    ...(row.waited && { waitMs: row.wait_ms }),
  }));
}
