import type { Paths } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { Query } from '../ports/database.ts';
import { COUNTED_VISITS, STAYS_OF_VISITS } from './counted.ts';
import { type Period, quarterBounds } from './period.ts';
import { SMALLEST_CELLS, type SmallestCells } from './smallest-cells.ts';
import { type Transition, tellable } from './tellable.ts';

const DEFINITION =
  'Ended visits of consented members, guests on Wi-Fi terms and staff that began in the period, and their stays in order, without those that only ' +
  'passed through. A stay in the zone of the one before is no step; out stands before the first zone and after the last. Share: of all steps ' +
  'from the same zone. A step or a way that fewer visits took than the smallest cell is not told, nor what could be had from the rest by subtraction.';

/** $4: the fewest visits that a way is told of; $5: how many ways. One pass over the stays for both. */
const WALKED = `
  with ${COUNTED_VISITS}, ${STAYS_OF_VISITS}, steps as materialized (
    select visit_id, zone, entered_at, stay_id, lag(zone) over way as before, lead(zone) over way as after
    from counted_stays
    where stay <> 'pass-through' and visit_id in (select visit_id from counted where closed_at is not null)
    window way as (partition by visit_id order by entered_at, stay_id)
  ), moves as (
    select visit_id, coalesce(before, 'out') as source, zone as target from steps where zone is distinct from before
    union all select visit_id, zone, 'out' from steps where after is null
  ), cells as (
    select source as "from", target as "to", count(*) as count, count(distinct visit_id) as visits from moves group by source, target
  ), ways as (
    select array_agg(zone order by entered_at, stay_id) as zones from steps where zone is distinct from before group by visit_id
  ), most_taken as (
    select zones, count(*) as visits from ways group by zones having count(*) >= $4 order by visits desc, zones limit $5
  )
  select (select count(*) from ways)::int4 as visits,
    coalesce((select jsonb_agg(cells order by "from", "to") from cells), '[]') as transitions,
    coalesce((select jsonb_agg(most_taken order by visits desc, zones) from most_taken), '[]') as paths`;

const DEFAULT_LIMIT = 200;

interface Walked {
  readonly visits: number;
  readonly transitions: Transition[];
  readonly paths: Paths['paths'];
}

/** From zone to zone, and the ways that most visits took, at most `limit` of them: of the last 24 hours unless asked otherwise. */
export async function paths(
  database: Query,
  shop: string,
  period: Period,
  nowMs: number,
  { paths: smallestCell }: SmallestCells = SMALLEST_CELLS,
): Promise<Paths> {
  const [fromMs, toMs] = quarterBounds(period, nowMs);
  const most = period.limit ?? DEFAULT_LIMIT;
  const [walked] = await database.query<Walked>(WALKED, [shop, instantText(fromMs), instantText(toMs), smallestCell, most]);
  const { visits = 0, transitions = [], paths: ways = [] } = walked ?? {};
  const { told, stepsFrom, suppressedShare } = tellable(transitions, smallestCell);
  const untold = ways.reduce((rest, way) => rest - way.visits, visits);
  return {
    definition: DEFINITION,
    visits,
    transitions: told.map(({ from, to, count }) => ({ from, to, count, share: count / (stepsFrom.get(from) ?? count) })),
    paths: untold > 0 && untold < smallestCell ? ways.slice(0, -1) : ways,
    smallestCell,
    suppressedShare,
  };
}
