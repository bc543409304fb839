import type { Query } from '../ports/database.ts';
import { COUNTED_VISITS, stands } from './counted.ts';
import type { Bounds } from './quarters.ts';

/** Who walks together comes and goes within this. */
const APART_MS = 60_000;
/** … and is in one zone for this share of the longer dwell. */
const TOGETHER_SHARE = 0.7;

const ENDED = `
  with ${COUNTED_VISITS}
  select visit_id, subject, extract(epoch from opened_at)::float8 * 1000 as opened_ms, extract(epoch from closed_at)::float8 * 1000 as closed_ms,
    dwell_ms::float8 as dwell_ms
  from counted where closed_at is not null and not bounce order by opened_at, visit_id`;

/** $2, $3, $4: pairs of visits, and for how long both must have been in one zone at the same time. */
const TOGETHER = `
  select one, other from unnest($2::text[], $3::text[], $4::float8[]) as pairs (one, other, together_ms)
  join zone_stays as own on own.shop = $1 and own.visit_id = one and ${stands('stay', 'own', 'stay_id')}
  join zone_stays as theirs on theirs.shop = $1 and theirs.visit_id = other and theirs.zone = own.zone
    and theirs.entered_at < own.left_at and theirs.left_at > own.entered_at and ${stands('stay', 'theirs', 'stay_id')}
  group by one, other, together_ms
  having sum(extract(epoch from least(own.left_at, theirs.left_at) - greatest(own.entered_at, theirs.entered_at))) * 1000 >= together_ms
  order by one, other`;

interface Ended {
  readonly visit_id: string;
  readonly subject: string;
  readonly opened_ms: number;
  readonly closed_ms: number;
  readonly dwell_ms: number;
}

/** Visits of the period that walked together, by visit id: who walked with one of a group belongs to it. */
export async function groupsOf(database: Query, bounds: Bounds): Promise<readonly (readonly string[])[]> {
  const pairs = cameAndWentTogether(await database.query<Ended>(ENDED, bounds));
  if (pairs.length === 0) return [];
  const parameters = [
    pairs.map(([one]) => one.visit_id),
    pairs.map(([, other]) => other.visit_id),
    pairs.map(([one, other]) => TOGETHER_SHARE * Math.max(one.dwell_ms, other.dwell_ms)),
  ];
  const together = await database.query<{ one: string; other: string }>(TOGETHER, [bounds[0], ...parameters]);
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
      if (other === undefined || other.opened_ms - one.opened_ms > APART_MS) break;
      if (one.subject !== other.subject && Math.abs(other.closed_ms - one.closed_ms) <= APART_MS) pairs.push([one, other]);
    }
  }
  return pairs;
}
