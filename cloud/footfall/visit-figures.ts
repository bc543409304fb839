import type { VisitFigures } from '../../contract/http/hq-routes.ts';
import { instantMs } from '../../contract/instant.ts';
import type { Query } from '../ports/database.ts';
import { COUNTED_VISITS, STAYS_OF_VISITS, stands } from './counted.ts';
import { GROUP_RULE, groupsOf } from './groups.ts';
import { midnights } from './midnights.ts';
import type { Bounds } from './quarters.ts';

const REPEAT_DAYS = 30;

const FIGURES = `
  with ${COUNTED_VISITS}, ${STAYS_OF_VISITS}, engaged as (
    select distinct visit_id from counted_stays where stay = 'engaged'
  )
  select count(*)::int4 as visits, count(*) filter (where closed_at is null)::int4 as open, count(*) filter (where bounce)::int4 as bounces,
    count(engaged.visit_id)::int4 as engaged, (select count(*) from standing where excluded is not null)::int4 as excluded,
    percentile_cont(0.5) within group (order by dwell_ms) as median_dwell_ms,
    sum(unknown_ms)::float8 / nullif(sum(dwell_ms + unknown_ms), 0)::float8 as unknown_share,
    count(*) filter (where revision > 1)::int4 as revised, count(distinct subject)::int4 as members
  from counted left join engaged using (visit_id)`;

/** $4: the midnights of the shop in the 30 days. */
const REPEAT = `
  with ${COUNTED_VISITS}
  select count(*)::int4 as repeat from (
    select subject from visits
    where shop = $1 and opened_at >= ($4::timestamptz[])[1] and opened_at < $3::timestamptz and excluded is null
      and subject in (select subject from counted)
      and ${stands('visit', 'visits', 'visit_id')}
    group by subject having count(distinct width_bucket(opened_at, $4::timestamptz[])) > 1
  ) as came_again`;

interface Row {
  readonly visits: number;
  readonly open: number;
  readonly bounces: number;
  readonly engaged: number;
  readonly excluded: number;
  readonly median_dwell_ms: number | null;
  readonly unknown_share: number | null;
  readonly revised: number;
  readonly members: number;
}

export interface VisitFiguresOptions {
  readonly bounds: Bounds;
  /** Whose midnights part the days. */
  readonly timezone: string;
  readonly smallestCell: number;
}

/** What the visits that began in the period come to. */
export async function visitFigures(database: Query, { bounds, timezone, smallestCell }: VisitFiguresOptions): Promise<VisitFigures> {
  const days = midnights(timezone, instantMs(bounds[2]) ?? 0, REPEAT_DAYS);
  const [[row], [came], groups] = await Promise.all([
    database.query<Row>(FIGURES, bounds),
    database.query<{ repeat: number }>(REPEAT, [...bounds, days]),
    groupsOf(database, bounds),
  ]);
  const { visits = 0, open = 0, bounces = 0, engaged = 0, excluded = 0, revised = 0, members = 0 } = row ?? {};
  const ended = visits - open;
  const told = ended >= smallestCell;
  return {
    visits,
    open,
    bounces,
    ...(ended > 0 && { bounceShare: bounces / ended }),
    engaged,
    excluded,
    ...(told && typeof row?.median_dwell_ms === 'number' && { medianDwellMs: Math.round(row.median_dwell_ms) }),
    ...(told && typeof row?.unknown_share === 'number' && { unknownShare: row.unknown_share }),
    revised,
    members,
    repeat: came?.repeat ?? 0,
    groups: groups.length,
    inGroups: groups.reduce((sum, group) => sum + group.length, 0),
    groupRule: GROUP_RULE,
  };
}
