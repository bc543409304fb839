import type { Query } from '../ports/database.ts';
import { COUNTED_VISITS, LONGEST_VISIT, stands } from './counted.ts';
import type { Bounds } from './quarters.ts';

/**
 * Who walk together come and go within `apartMs` of each other, and are in one zone beyond chance: `agreement` is asked of those that far apart, and
 * the less the closer they came and went, as ever fewer strangers do.
 */
export const GROUP_RULE = { apartMs: 60_000, agreement: 0.35 } as const;

const ENDED = `
  with ${COUNTED_VISITS}
  select visit_id, subject, extract(epoch from opened_at)::float8 * 1000 as opened_ms, extract(epoch from closed_at)::float8 * 1000 as closed_ms
  from counted where closed_at is not null and not bounce order by opened_at, visit_id`;

/** Which of all stays those of the visits can be: by their visits alone the database reads the stays of years. */
const ofPeriod = (stays: string): string =>
  `${stays}.shop = $1 and ${stays}.entered_at >= $2::timestamptz and ${stays}.entered_at < $3::timestamptz + ${LONGEST_VISIT}
      and ${stands('stay', stays, 'stay_id')}`;

/**
 * $4, $5, $6: pairs of visits, and the agreement that is asked of them. Scanners confuse the zone of the one and not that of the other, so that
 * even a couple is told in one zone for half of the time only; and in a shop of four zones two strangers are told in one for a quarter of it. What
 * counts is what is beyond chance (Cohen's kappa), of the time in which the zones of both are known: (together - by chance) / (all - by chance), by
 * chance being what the two would share if each had spent the same times in the same zones at any other moment. Who were both in a single zone
 * only would share all of it by chance: that tells nothing.
 */
const TOGETHER = `
  with joint as materialized (
    select one, other, asked, own.zone as own_zone, theirs.zone as their_zone,
      sum(extract(epoch from least(own.left_at, theirs.left_at) - greatest(own.entered_at, theirs.entered_at)))::float8 as seconds
    from unnest($4::text[], $5::text[], $6::float8[]) as pairs (one, other, asked)
    join zone_stays as own on own.visit_id = one and ${ofPeriod('own')}
    join zone_stays as theirs on theirs.visit_id = other and ${ofPeriod('theirs')}
      and theirs.entered_at < own.left_at and theirs.left_at > own.entered_at
    group by one, other, asked, own.zone, their_zone
  ), shared as (
    select one, other, asked, sum(seconds) as known, coalesce(sum(seconds) filter (where own_zone = their_zone), 0) as together
    from joint group by one, other, asked
  ), own_times as (
    select one, other, own_zone as zone, sum(seconds) as seconds from joint group by one, other, zone
  ), their_times as (
    select one, other, their_zone as zone, sum(seconds) as seconds from joint group by one, other, zone
  ), by_chance as (
    select one, other, sum(own_times.seconds * their_times.seconds) as seconds_squared
    from own_times join their_times using (one, other, zone) group by one, other
  ), reckoned as (
    select one, other, asked, together, known, seconds_squared / known as chance from shared join by_chance using (one, other)
  )
  select one, other from reckoned where known - chance > 0.001 and together - chance > asked * (known - chance)
  order by one, other`;

interface Ended {
  readonly visit_id: string;
  readonly subject: string;
  readonly opened_ms: number;
  readonly closed_ms: number;
}

/** Visits of the period that walked together, by visit id: who walked with one of a group belongs to it. */
export async function groupsOf(database: Query, bounds: Bounds): Promise<readonly (readonly string[])[]> {
  const pairs = cameAndWentTogether(await database.query<Ended>(ENDED, bounds));
  if (pairs.length === 0) return [];
  const parameters = [
    pairs.map(([one]) => one.visit_id),
    pairs.map(([, other]) => other.visit_id),
    pairs.map(([one, other]) => (GROUP_RULE.agreement * apartMs(one, other)) / GROUP_RULE.apartMs),
  ];
  const together = await database.query<{ one: string; other: string }>(TOGETHER, [...bounds, ...parameters]);
  const groupOf = new Map<string, string[]>();
  for (const { one, other } of together) {
    const group = groupOf.get(one) ?? [one];
    const joined = groupOf.get(other) ?? [other];
    if (group !== joined) group.push(...joined);
    for (const visit of group) groupOf.set(visit, group);
  }
  return [...new Set(groupOf.values())];
}

/** Of visits in the order of their beginnings, the pairs that only their zones can still tell apart. */
function cameAndWentTogether(visits: readonly Ended[]): readonly (readonly [Ended, Ended])[] {
  const pairs: [Ended, Ended][] = [];
  for (const [index, one] of visits.entries()) {
    for (let next = index + 1; next < visits.length; next++) {
      const other = visits[next];
      if (other === undefined || other.opened_ms - one.opened_ms > GROUP_RULE.apartMs) break;
      if (one.subject !== other.subject && apartMs(one, other) <= GROUP_RULE.apartMs) pairs.push([one, other]);
    }
  }
  return pairs;
}

/** Between their beginnings or their ends, whichever is more. */
function apartMs(one: Ended, other: Ended): number {
  return Math.max(Math.abs(other.opened_ms - one.opened_ms), Math.abs(other.closed_ms - one.closed_ms));
}
