/**
 * What of visits and stays counts; `$1` is the shop, `$2` and `$3` the period. Left out is what turned out to be part of something else, and what
 * stayed too long for a customer. The stays of a visit that became part of another are told again as that other's.
 */

/** No visit is longer than a day: each ends at the midnight of its shop. */
export const LONGEST_VISIT = `interval '1 day'`;

/** That a row is not part of another by now. `id` names its column. */
export const stands = (kind: 'visit' | 'stay', table: string, id: string): string =>
  `not exists (select 1 from superseded where superseded.shop = ${table}.shop and superseded.kind = '${kind}' and superseded.id = ${table}.${id})`;

/** Visits that began in the period, with the reason where they do not count. */
const STANDING_VISITS = `
  standing as (
    select * from visits where shop = $1 and opened_at >= $2::timestamptz and opened_at < $3::timestamptz and ${stands('visit', 'visits', 'visit_id')}
  )`;
export const COUNTED_VISITS = `${STANDING_VISITS}, counted as (select * from standing where excluded is null)`;

/** Stays that began between two moments. */
const countedStays = (from: string, to: string): string => `
  counted_stays as (
    select stay_id, visit_id, subject, zone, entered_at, left_at, dwell_ms, stay from zone_stays
    where shop = $1 and entered_at >= ${from} and entered_at < ${to} and ${stands('stay', 'zone_stays', 'stay_id')}
      and not exists (
        select 1 from visits where visits.shop = zone_stays.shop and visits.visit_id = zone_stays.visit_id and visits.excluded is not null
      )
  )`;
export const STAYS_OF_PERIOD = countedStays('$2::timestamptz', '$3::timestamptz');
export const STAYS_OF_VISITS = countedStays('$2::timestamptz', `$3::timestamptz + ${LONGEST_VISIT}`);
