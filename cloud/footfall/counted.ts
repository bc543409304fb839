/**
 * What of visits and stays counts, for `with recursive …`; `$1` is the shop, `$2` and `$3` the period. Left out is what turned out to be part
 * of something else, and what stayed too long for a customer. A stay that was told of a visit which became part of another is one of that other.
 */
export const SURVIVORS = `
  merged as (
    select id, into_id from superseded where shop = $1 and kind = 'visit'
    union
    select merged.id, further.into_id from merged
    join superseded as further on further.shop = $1 and further.kind = 'visit' and further.id = merged.into_id
  ), survivors as (
    select id, min(into_id) as into_id from merged where into_id not in (select id from merged) group by id
  )`;

/** No visit is longer than a day: each ends at the midnight of its shop. */
export const LONGEST_VISIT = `interval '1 day'`;

/** Visits that began in the period, with the reason where they do not count. */
export const STANDING_VISITS = `
  standing as (
    select * from visits where shop = $1 and opened_at >= $2::timestamptz and opened_at < $3::timestamptz
      and not exists (select 1 from superseded where superseded.shop = $1 and kind = 'visit' and id = visits.visit_id)
  )`;
export const COUNTED_VISITS = `${STANDING_VISITS}, counted as (select * from standing where excluded is null)`;

/** Stays that began between two moments, by the visit that they belong to now. */
export const countedStays = (from: string, to: string): string => `
  counted_stays as (
    select stay_id, coalesce(survivors.into_id, visit_id) as visit_id, zone_stays.subject, zone, entered_at, left_at, dwell_ms, stay
    from zone_stays left join survivors on survivors.id = zone_stays.visit_id
    where shop = $1 and entered_at >= ${from} and entered_at < ${to}
      and not exists (select 1 from superseded where superseded.shop = $1 and kind = 'stay' and superseded.id = zone_stays.stay_id)
      and not exists (
        select 1 from visits
        where visits.shop = $1 and visits.excluded is not null and visits.visit_id = coalesce(survivors.into_id, zone_stays.visit_id)
      )
  )`;
export const STAYS_OF_PERIOD = countedStays('$2::timestamptz', '$3::timestamptz');
export const STAYS_OF_VISITS = countedStays('$2::timestamptz', `$3::timestamptz + ${LONGEST_VISIT}`);
