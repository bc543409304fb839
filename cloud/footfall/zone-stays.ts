import type { ZoneStayRow } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { stands } from './counted.ts';
import { type Period, periodParameters } from './period.ts';

const ZONE_STAYS = `
  select stay_id, visit_id, zone, entered_at, left_at, dwell_ms::float8 as dwell_ms
  from zone_stays
  where shop = $1 and entered_at >= $2::timestamptz and entered_at < $3::timestamptz
    and ${stands('stay', 'zone_stays', 'stay_id')}
  order by entered_at desc, stay_id limit $4`;

interface Row {
  readonly stay_id: string;
  readonly visit_id: string;
  readonly zone: string;
  readonly entered_at: Date;
  readonly left_at: Date;
  readonly dwell_ms: number;
}

export async function zoneStays(database: Query, shop: string, period: Period): Promise<ZoneStayRow[]> {
  const rows = await database.query<Row>(ZONE_STAYS, [shop, ...periodParameters(period)]);
  return rows.map((row) => ({
    stayId: row.stay_id,
    visitId: row.visit_id,
    zone: row.zone,
    enteredAt: row.entered_at.toISOString(),
    leftAt: row.left_at.toISOString(),
    dwellMs: row.dwell_ms,
  }));
}
