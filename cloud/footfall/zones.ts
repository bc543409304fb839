import type { Footfall } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { STAYS_OF_PERIOD, SURVIVORS } from './counted.ts';
import type { Bounds } from './quarters.ts';

const ZONES = `
  with recursive ${SURVIVORS}, ${STAYS_OF_PERIOD}, stayed as (
    select zone, count(*)::int4 as stays, sum(dwell_ms)::float8 as dwell_ms, count(*) filter (where stay = 'pass-through')::int4 as pass_through,
      count(*) filter (where stay = 'engaged')::int4 as engaged,
      percentile_cont(0.5) within group (order by dwell_ms) filter (where stay <> 'pass-through') as median_dwell_ms
    from counted_stays group by zone
  ), shown as (
    select zone, coalesce(survivors.into_id, visit_id) as visit_id from exposures left join survivors on survivors.id = visit_id
    where shop = $1 and shown_at >= $2::timestamptz and shown_at < $3::timestamptz
  ), exposed as (
    select zone, count(*)::int4 as exposures from shown group by zone
  ), touched as (
    select zone, count(*)::int4 as touched_by from (select zone, visit_id from counted_stays union select zone, visit_id from shown) as touches
    group by zone
  ), heard as (
    select zone, sum(devices)::int4 as devices from footfall_quarters, jsonb_to_recordset(zones) as in_zone (zone text, devices integer)
    where shop = $1 and start >= $2::timestamptz and start < $3::timestamptz group by zone
  )
  select zone, coalesce(stays, 0) as stays, coalesce(dwell_ms, 0) as dwell_ms, coalesce(pass_through, 0) as pass_through,
    coalesce(engaged, 0) as engaged, median_dwell_ms, coalesce(exposures, 0) as exposures, coalesce(touched_by, 0) as touched_by,
    coalesce(devices, 0) as devices
  from touched full join heard using (zone) left join stayed using (zone) left join exposed using (zone) order by zone`;

interface Row {
  readonly zone: string;
  readonly stays: number;
  readonly dwell_ms: number;
  readonly pass_through: number;
  readonly engaged: number;
  readonly median_dwell_ms: number | null;
  readonly exposures: number;
  /** Distinct visits that any of this tells of. */
  readonly touched_by: number;
  readonly devices: number;
}

/** Stays, dwell, offers and devices per zone. */
export async function zonesOf(database: Query, bounds: Bounds, smallestCell: number): Promise<Footfall['zones']> {
  const rows = await database.query<Row>(ZONES, bounds);
  return rows.map((row) => {
    const hidden = row.touched_by < smallestCell;
    const told = (figure: number): number => (hidden ? 0 : figure);
    return {
      zone: row.zone,
      stays: told(row.stays),
      dwellMs: told(row.dwell_ms),
      exposures: told(row.exposures),
      passThrough: told(row.pass_through),
      visits: told(row.stays - row.pass_through),
      engaged: told(row.engaged),
      ...(!hidden && row.median_dwell_ms !== null && { medianDwellMs: Math.round(row.median_dwell_ms) }),
      devices: row.devices < smallestCell ? 0 : row.devices,
      suppressed: (hidden && row.touched_by > 0) || (row.devices > 0 && row.devices < smallestCell),
    };
  });
}
