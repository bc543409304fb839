import type { Footfall } from '../../contract/http/hq-routes.ts';
import type { Query } from '../ports/database.ts';
import { STAYS_OF_PERIOD } from './counted.ts';
import type { Bounds } from './quarters.ts';

const ZONES = `
  with ${STAYS_OF_PERIOD}, stayed as (
    select zone, count(*)::int4 as stays, count(distinct visit_id)::int4 as stayed_by, sum(dwell_ms)::float8 as dwell_ms,
      count(*) filter (where stay = 'pass-through')::int4 as pass_through, count(*) filter (where stay = 'engaged')::int4 as engaged,
      percentile_cont(0.5) within group (order by dwell_ms) filter (where stay <> 'pass-through') as median_dwell_ms
    from counted_stays group by zone
  ), exposed as (
    select zone, count(*)::int4 as exposures, count(distinct visit_id)::int4 as exposed_by from exposures
    where shop = $1 and shown_at >= $2::timestamptz and shown_at < $3::timestamptz group by zone
  ), heard as (
    select zone, sum(devices)::int4 as devices from footfall_quarters, jsonb_to_recordset(zones) as in_zone (zone text, devices integer)
    where shop = $1 and start >= $2::timestamptz and start < $3::timestamptz group by zone
  )
  select zone, coalesce(stays, 0) as stays, coalesce(stayed_by, 0) as stayed_by, coalesce(dwell_ms, 0) as dwell_ms,
    coalesce(pass_through, 0) as pass_through, coalesce(engaged, 0) as engaged, median_dwell_ms, coalesce(exposures, 0) as exposures,
    coalesce(exposed_by, 0) as exposed_by, coalesce(devices, 0) as devices
  from stayed full join exposed using (zone) full join heard using (zone) order by zone`;

interface Row {
  readonly zone: string;
  readonly stays: number;
  /** Distinct visits. */
  readonly stayed_by: number;
  readonly dwell_ms: number;
  readonly pass_through: number;
  readonly engaged: number;
  readonly median_dwell_ms: number | null;
  readonly exposures: number;
  /** Distinct visits. */
  readonly exposed_by: number;
  readonly devices: number;
}

/** Stays, dwell, offers and devices per zone. */
export async function zonesOf(database: Query, bounds: Bounds, smallestCell: number): Promise<Footfall['zones']> {
  const rows = await database.query<Row>(ZONES, bounds);
  return rows.map((row) => {
    const isTold = (by: number): boolean => by >= smallestCell;
    const stays = isTold(row.stayed_by) ? row : NO_STAYS;
    return {
      zone: row.zone,
      stays: stays.stays,
      dwellMs: stays.dwell_ms,
      exposures: isTold(row.exposed_by) ? row.exposures : 0,
      passThrough: stays.pass_through,
      visits: stays.stays - stays.pass_through,
      engaged: stays.engaged,
      ...(stays.median_dwell_ms !== null && { medianDwellMs: Math.round(stays.median_dwell_ms) }),
      devices: isTold(row.devices) ? row.devices : 0,
      suppressed: [row.stayed_by, row.exposed_by, row.devices].some((by) => by > 0 && !isTold(by)),
    };
  });
}

const NO_STAYS = { stays: 0, dwell_ms: 0, pass_through: 0, engaged: 0, median_dwell_ms: null } as const;
