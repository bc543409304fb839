import type { Query } from '../ports/database.ts';
import { LONGEST_VISIT, stands } from './counted.ts';
import { QUARTER_MS } from './period.ts';

/** A shop tells 15 minutes two minutes after they ended. */
const TOLD_AFTER_MS = 3 * 60_000;

/** One row per quarter hour, also where nothing happened. Every time zone in use is a multiple of 15 minutes off UTC, so quarters are the shop's own. */
const QUARTERS = `
  with seen as (
    select opened_at, coalesce(closed_at, least($3::timestamptz, opened_at + ${LONGEST_VISIT})) as closed_at from visits
    where shop = $1 and opened_at < $3::timestamptz and opened_at >= $2::timestamptz - ${LONGEST_VISIT}
      and (closed_at is null or closed_at > $2::timestamptz or opened_at >= $2::timestamptz) and excluded is null
      and ${stands('visit', 'visits', 'visit_id')}
  ), entries as (
    select date_bin('15 minutes', opened_at, $2::timestamptz) as start, count(*)::int4 as entries
    from seen where opened_at >= $2::timestamptz group by start
  ), occupancy as (
    select start, count(*)::int4 as occupancy from seen, generate_series(
      date_bin('15 minutes', greatest(opened_at, $2::timestamptz), $2::timestamptz),
      greatest(least(closed_at, $3::timestamptz) - interval '1 microsecond', opened_at, $2::timestamptz),
      '15 minutes'
    ) as start group by start
  ), doors as (
    select date_bin('15 minutes', at, $2::timestamptz) as start, sum(people_in)::float8 as door_in, sum(people_out)::float8 as door_out
    from door_counts where shop = $1 and at >= $2::timestamptz and at < $3::timestamptz group by start
  ), sold as (
    select date_bin('15 minutes', at, $2::timestamptz) as start, count(*)::int4 as receipts, count(subject)::int4 as member_receipts
    from receipts where shop = $1 and at >= $2::timestamptz and at < $3::timestamptz and total > 0 group by start
  ), radio as (
    select * from footfall_quarters where shop = $1 and start >= $2::timestamptz and start < $3::timestamptz
  )
  select start, coalesce(entries, 0) as entries, coalesce(occupancy, 0) as occupancy,
    coalesce(doors.door_in, radio.door_in)::float8 as door_in, coalesce(doors.door_out, radio.door_out, 0)::float8 as door_out,
    coalesce(receipts, 0) as receipts, coalesce(member_receipts, 0) as member_receipts, radio.revision is not null as told,
    inside, entered, entered_randomized, passers_by, passers_by_randomized, occupancy_mean,
    sightings::float8 as sightings, late::float8 as late, too_late::float8 as too_late, scanners_heard, scanners
  from generate_series($2::timestamptz, $3::timestamptz - interval '15 minutes', '15 minutes') as start
  left join entries using (start) left join occupancy using (start)
  left join doors using (start) left join sold using (start) left join radio using (start) order by start`;

/** What the shop told of everybody together. */
export interface RadioQuarter {
  readonly told: true;
  readonly inside: number;
  readonly entered: number;
  readonly entered_randomized: number;
  /** null where no scanner stands outside. */
  readonly passers_by: number | null;
  readonly passers_by_randomized: number | null;
  readonly occupancy_mean: number;
  readonly sightings: number;
  readonly late: number;
  readonly too_late: number;
  readonly scanners_heard: number;
  readonly scanners: number;
}

export type Quarter = {
  readonly start: Date;
  readonly entries: number;
  readonly occupancy: number;
  /** null where no door told anything. */
  readonly door_in: number | null;
  readonly door_out: number;
  readonly receipts: number;
  readonly member_receipts: number;
} & (RadioQuarter | { readonly told: false });

/** `$1`, `$2`, `$3` of the reports of footfall. */
export type Bounds = readonly [shop: string, from: string, to: string];

export function quartersOf(database: Query, bounds: Bounds): Promise<Quarter[]> {
  return database.query<Quarter>(QUARTERS, bounds);
}

/** Quarter hours that begin from this moment on may still change by much: the shop was not heard since they ended, and did not tell of them. */
export async function provisionalFrom(database: Query, shop: string): Promise<number> {
  const [row] = await database.query<{ last: Date | null }>('select max(time) as last from facts where shop = $1', [shop]);
  return row?.last ? row.last.getTime() - QUARTER_MS - TOLD_AFTER_MS : Number.NEGATIVE_INFINITY;
}
