import { AislegateError } from '../../contract/errors.ts';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { Query } from '../ports/database.ts';
import { momentMs, type Period } from './period.ts';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 96 * QUARTER_MS;
const LONGEST_DAYS = 31;

const FOOTFALL_DEFINITION =
  'Visits of consented members, guests on Wi-Fi terms and staff; other people are not in these figures. Entries: visits that began in the ' +
  '15 minutes. Occupancy: visits open at any moment of the 15 minutes; a visit whose end was not yet reported counts as open. Stays and dwell: ' +
  'stays in the zone that began in the period and have ended, and the sum of their durations. Exposures: offers that a screen in the zone reported as shown. ' +
  'Through the doors: people whom door counters counted, known or not. Receipts: those of the tills with a total above zero.';

const FORMULAS = {
  'door-entries': 'conversion = receipts / people in through the doors: all customers, where every door has a counter',
  'member-visits': 'conversion = receipts of members / visits of members: no door counter told in this period',
} as const;

/** One row per quarter hour, also where nothing happened. Every time zone in use is a multiple of 15 minutes off UTC, so quarters are the shop's own. */
const QUARTERS = `
  with seen as (
    select opened_at, coalesce(closed_at, $3::timestamptz) as closed_at from visits
    where shop = $1 and opened_at < $3::timestamptz and (closed_at is null or closed_at > $2::timestamptz or opened_at >= $2::timestamptz)
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
  )
  select start, coalesce(entries, 0) as entries, coalesce(occupancy, 0) as occupancy, door_in, coalesce(door_out, 0) as door_out,
    coalesce(receipts, 0) as receipts, coalesce(member_receipts, 0) as member_receipts
  from generate_series($2::timestamptz, $3::timestamptz - interval '15 minutes', '15 minutes') as start
  left join entries using (start) left join occupancy using (start)
  left join doors using (start) left join sold using (start) order by start`;

const ZONES = `
  select zone, coalesce(stays, 0) as stays, coalesce(dwell_ms, 0) as dwell_ms, coalesce(exposures, 0) as exposures from (
    select zone, count(*)::int4 as stays, sum(dwell_ms)::float8 as dwell_ms from zone_stays
    where shop = $1 and entered_at >= $2::timestamptz and entered_at < $3::timestamptz group by zone
  ) as stayed full join (
    select zone, count(*)::int4 as exposures from exposures
    where shop = $1 and shown_at >= $2::timestamptz and shown_at < $3::timestamptz group by zone
  ) as shown using (zone) order by zone`;

interface Quarter {
  readonly start: Date;
  readonly entries: number;
  readonly occupancy: number;
  /** null where no door told anything. */
  readonly door_in: number | null;
  readonly door_out: number;
  readonly receipts: number;
  readonly member_receipts: number;
}

/** Footfall of a shop per quarter hour: the last 24 hours unless asked otherwise, and never beyond the quarter that `nowMs` is in. */
export async function footfall(database: Query, shop: string, period: Period, nowMs: number): Promise<Footfall> {
  const [fromMs, toMs] = quarterBounds(period, nowMs);
  const bounds = [shop, instantText(fromMs), instantText(toMs)];
  const quarters = await database.query<Quarter>(QUARTERS, bounds);
  const zones = await database.query<{ zone: string; stays: number; dwell_ms: number; exposures: number }>(ZONES, bounds);
  return {
    definition: FOOTFALL_DEFINITION,
    quarters: quarters.map(({ start, entries, occupancy, door_in, door_out, receipts }) => ({
      from: start.toISOString(),
      entries,
      occupancy,
      doorIn: door_in ?? 0,
      doorOut: door_out,
      receipts,
    })),
    conversion: conversionOf(quarters),
    zones: zones.map(({ zone, stays, dwell_ms, exposures }) => ({ zone, stays, dwellMs: dwell_ms, exposures })),
  };
}

/** Like is set beside like: everybody's receipts beside everybody at the doors, else members' receipts beside members' visits. */
function conversionOf(quarters: readonly Quarter[]): Footfall['conversion'] {
  const sum = (of: (quarter: Quarter) => number): number => quarters.reduce((total, quarter) => total + of(quarter), 0);
  const per = quarters.some(({ door_in }) => door_in !== null) ? 'door-entries' : 'member-visits';
  const base = per === 'door-entries' ? sum(({ door_in }) => door_in ?? 0) : sum(({ entries }) => entries);
  const receipts = sum((quarter) => (per === 'door-entries' ? quarter.receipts : quarter.member_receipts));
  return { receipts, per, base, ...(base === 0 ? {} : { share: receipts / base }), formula: FORMULAS[per] };
}

/** The quarters that the period touches, in ms epoch. What has not begun yet has no footfall. */
function quarterBounds({ from, to }: Period, nowMs: number): readonly [number, number] {
  const endOfNow = (Math.floor(nowMs / QUARTER_MS) + 1) * QUARTER_MS;
  const toMs = Math.min(endOfNow, Math.ceil((to === undefined ? endOfNow : momentMs(to)) / QUARTER_MS) * QUARTER_MS);
  const fromMs = Math.floor((from === undefined ? toMs - DAY_MS : momentMs(from)) / QUARTER_MS) * QUARTER_MS;
  if (toMs - fromMs > LONGEST_DAYS * DAY_MS) {
    throw new AislegateError('API_INVALID', { detail: `footfall is told for at most ${LONGEST_DAYS} days at once` });
  }
  return [Math.min(fromMs, toMs), toMs];
}
