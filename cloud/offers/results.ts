import type { OfferResult, RankerChangeRow } from '../../contract/http/offer-routes.ts';
import { periodParameters } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';

export interface ResultsAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly shop?: string | undefined;
}

const MOST_ROWS = 500;

/** By decision, so that each outcome counts for what decided it, whenever it came. */
const RESULTS = `
  with decided as (
    select shop, decision_id, subject, chosen as offer, ranker, arm from decisions
    where chosen is not null and ranker is not null and decided_at >= $1::timestamptz and decided_at < $2::timestamptz and ($4::text is null or shop = $4)
  ), answered as (
    select shop, decision_id, bool_or(response = 'touched') as touched, bool_or(response = 'ignored') as ignored,
      bool_or(response = 'dismissed') as dismissed, bool_or(response = 'not-interested') as not_interested
    from responses where decision_id is not null group by shop, decision_id
  ), seen as (
    select distinct shop, decision_id from exposures
  ), taken as (
    select distinct shop, decision_id from redemptions
  )
  select offer, (select record ->> 'campaign' from catalogue where offer_id = offer order by scope limit 1) as campaign, ranker, arm,
    count(*)::int4 as chosen, count(distinct subject)::int4 as members, count(seen.decision_id)::int4 as exposures,
    count(*) filter (where touched)::int4 as touched, count(*) filter (where ignored)::int4 as ignored,
    count(*) filter (where dismissed)::int4 as dismissed, count(*) filter (where not_interested)::int4 as "notInterested",
    count(taken.decision_id)::int4 as redemptions
  from decided left join answered using (shop, decision_id) left join seen using (shop, decision_id) left join taken using (shop, decision_id)
  group by offer, ranker, arm having count(distinct subject) >= $5
  order by count(*) desc, offer, ranker, arm limit $3`;

type Row = Omit<OfferResult, 'campaign'> & { readonly campaign: string | null };

export async function offerResults(database: Query, asked: ResultsAsked, smallestCell: number): Promise<OfferResult[]> {
  const rows = await database.query<Row>(RESULTS, [...parameters(asked), smallestCell]);
  return rows.map(({ campaign, ...row }) => ({ ...row, ...(campaign !== null && { campaign }) }));
}

const CHANGES = `
  select shop, change, at, actor as by, from_what as "from", to_what as "to", reason, evidence from ranker_changes
  where at >= $1::timestamptz and at < $2::timestamptz and ($4::text is null or shop = $4) order by at desc, shop, sequence desc limit $3`;

export async function rankerChanges(database: Query, asked: ResultsAsked): Promise<RankerChangeRow[]> {
  const rows = await database.query<Record<string, unknown> & { at: Date }>(CHANGES, parameters(asked));
  return rows.map(({ at, ...row }) => {
    const told = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    return { ...told, at: at.toISOString() } as RankerChangeRow;
  });
}

const parameters = ({ shop, ...period }: ResultsAsked): readonly unknown[] => [
  ...periodParameters({ ...period, limit: MOST_ROWS }),
  shop ?? null,
];
