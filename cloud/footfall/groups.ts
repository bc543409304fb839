import type { Query } from '../ports/database.ts';
import { COUNTED_VISITS, STAYS_OF_VISITS, SURVIVORS } from './counted.ts';
import type { Bounds } from './quarters.ts';

/**
 * Two visits that began and ended within a minute of each other, and were in the same zone at the same time for seven tenths of the longer
 * dwell. Beginnings and ends are joined by the minute and its neighbours: comparing every visit with every other would take for ever.
 */
const PAIRS = `
  with recursive ${SURVIVORS}, ${COUNTED_VISITS}, timed as (
    select visit_id, subject, opened_at, closed_at, dwell_ms,
      floor(extract(epoch from opened_at) / 60)::int8 as opened_minute, floor(extract(epoch from closed_at) / 60)::int8 as closed_minute
    from counted where closed_at is not null and not bounce
  ), beside as (
    select timed.*, opened_minute + before as near_opened, closed_minute + after as near_closed
    from timed, generate_series(-1, 1) as before, generate_series(-1, 1) as after
  ), pairs as materialized (
    select one.visit_id as one, other.visit_id as other, greatest(one.dwell_ms, other.dwell_ms) as dwell_ms
    from timed as one
    join beside as other on other.near_opened = one.opened_minute and other.near_closed = one.closed_minute
    where one.visit_id < other.visit_id and one.subject <> other.subject
      and other.opened_at between one.opened_at - interval '1 minute' and one.opened_at + interval '1 minute'
      and other.closed_at between one.closed_at - interval '1 minute' and one.closed_at + interval '1 minute'
  ), ${STAYS_OF_VISITS}, paired_stays as materialized (
    select visit_id, zone, entered_at, left_at from counted_stays
    where visit_id in (select one from pairs union select other from pairs)
  )
  select one, other from pairs
  join paired_stays as own on own.visit_id = one
  join paired_stays as theirs on theirs.visit_id = other and theirs.zone = own.zone
    and theirs.entered_at < own.left_at and theirs.left_at > own.entered_at
  group by one, other, pairs.dwell_ms
  having sum(extract(epoch from least(own.left_at, theirs.left_at) - greatest(own.entered_at, theirs.entered_at))) * 1000 >= 0.7 * pairs.dwell_ms`;

/** Visits of the period that walked together, by visit id: who walked with one of a group belongs to it. */
export async function groupsOf(database: Query, bounds: Bounds): Promise<readonly (readonly string[])[]> {
  const pairs = await database.query<{ one: string; other: string }>(PAIRS, bounds);
  const groupOf = new Map<string, string[]>();
  for (const { one, other } of pairs) {
    const [smaller, larger] = [groupOf.get(one) ?? [one], groupOf.get(other) ?? [other]].sort((a, b) => a.length - b.length);
    if (smaller === undefined || larger === undefined) continue;
    if (smaller !== larger) larger.push(...smaller);
    for (const visit of larger) groupOf.set(visit, larger);
  }
  return [...new Set(groupOf.values())];
}
