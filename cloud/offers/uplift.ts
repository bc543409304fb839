import type { Uplift, UpliftRow } from '../../contract/http/offer-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { armOf } from '../../contract/offers/holdout.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import type { RankingNow } from '../distribution/ranking-desk.ts';
import { momentMs } from '../footfall/period.ts';
import type { Query } from '../ports/database.ts';
import { sampleRatio } from './statistics/sample-ratio.ts';
import { Arms, type Conduct } from './uplift-arms.ts';

const WEEK_MS = 7 * 86_400_000;
/** As long as a holdout lasts before it is drawn anew. */
const LONGEST_WEEKS = 13;
const WEEKS_BEFORE = 8;
/** Intervals of smaller arms promise more than they hold, and single members show through. */
export const SMALLEST_ARM = 30;
const MOST_ROWS = 100;
const MEMBERS_AT_ONCE = 5000;
const MOST_SLICES = 256;

export interface UpliftAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly shop?: string | undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly shop: string | undefined;
}

type Counts = ReadonlyMap<string, number>;

/**
 * Whether showing offers pays. Every member is in an arm by a keyed hash, long before anything is decided: so who is compared does not depend on
 * what was shown. The holdout's decisions are made and noted like all others, which tells whom an offer would have reached.
 */
export async function uplift(database: Query, { record, drawnSince }: RankingNow, asked: UpliftAsked, nowMs: number): Promise<Uplift> {
  const to = Math.min(nowMs, asked.to === undefined ? nowMs : momentMs(asked.to));
  const wanted = asked.from === undefined ? to - LONGEST_WEEKS * WEEK_MS : momentMs(asked.from);
  const from = Math.min(to, Math.max(wanted, drawnSince.getTime()));
  const span = { from, to, shop: asked.shop };
  const size = { weeks: Math.max(to - from, 1) / WEEK_MS, weeksBefore: WEEKS_BEFORE };
  const assigned = new Arms(size);
  const reached = new Map<string, Arms>();
  const campaigns = await campaignsOf(database);

  for (const [low, high] of await slices(database)) {
    const members = await membersIn(database, span, low, high);
    const did = await conductIn(database, span, low, high);
    const chosen = await chosenIn(database, span, low, high);
    for (const subject of members) {
      const arm = armOf(subject, record);
      const conduct = did.get(subject);
      assigned.add(arm, conduct);
      for (const key of keysOf(chosen.get(subject) ?? [], campaigns)) {
        const arms = reached.get(key) ?? new Arms(size);
        reached.set(key, arms);
        arms.add(arm, conduct);
      }
    }
  }

  const exposures = await countsOf(database, EXPOSURES, span, campaigns);
  const redemptions = await countsOf(database, REDEMPTIONS, span, campaigns);
  const rowOf = (key: string, population: UpliftRow['population'], arms: Arms): UpliftRow => {
    const [about = 'all', id] = key.split('/') as [UpliftRow['about'], string?];
    const [treated, holdout] = [arms.size('treated'), arms.size('holdout')];
    const ratio = sampleRatio(treated, holdout, record.holdoutShare);
    const suppressed = Math.min(treated, holdout) < SMALLEST_ARM;
    const counts = { exposures: exposures.get(key) ?? 0, redemptions: redemptions.get(key) ?? 0 };
    const metrics = suppressed ? [] : arms.metrics(ratio.isBroken);
    return { about, ...(id !== undefined && { id }), population, members: { treated, holdout }, ratio, ...counts, suppressed, metrics };
  };
  const rows = [...reached].map(([key, arms]) => rowOf(key, 'reached', arms)).sort(inOrder);
  return {
    from: instantText(from),
    to: instantText(to),
    drawnSince: drawnSince.toISOString(),
    holdoutShare: record.holdoutShare,
    smallestArm: SMALLEST_ARM,
    rows: [rowOf('all', 'assigned', assigned), ...rows.slice(0, MOST_ROWS)],
  };
}

const ORDER = { all: 0, campaign: 1, offer: 2 } as const;

function inOrder(a: UpliftRow, b: UpliftRow): number {
  const size = ({ members }: UpliftRow): number => members.treated + members.holdout;
  return ORDER[a.about] - ORDER[b.about] || size(b) - size(a) || ((a.id ?? '') < (b.id ?? '') ? -1 : 1);
}

function keysOf(offers: readonly string[], campaigns: ReadonlyMap<string, string>): ReadonlySet<string> {
  if (offers.length === 0) return new Set();
  const ofCampaigns = offers.flatMap((offer) => (campaigns.has(offer) ? [`campaign/${campaigns.get(offer)}`] : []));
  return new Set(['all', ...ofCampaigns, ...offers.map((offer) => `offer/${offer}`)]);
}

async function campaignsOf(database: Query): Promise<Map<string, string>> {
  const rows = await database.query<{ offer: string; campaign: string }>(
    `select distinct on (offer_id) offer_id as offer, record ->> 'campaign' as campaign from catalogue order by offer_id, scope`,
  );
  return new Map(rows.map(({ offer, campaign }) => [offer, campaign]));
}

/** Ranges of subjects, which are random: none holds more members than can be looked at without holding up everybody else. */
async function slices(database: Query): Promise<[string, string][]> {
  const [counted] = await database.query<{ members: number }>('select count(*)::int4 as members from members');
  const wanted = Math.ceil((counted?.members ?? 0) / MEMBERS_AT_ONCE);
  const count = 2 ** Math.min(Math.log2(MOST_SLICES), Math.ceil(Math.log2(Math.max(1, wanted))));
  const edge = (slice: number): string => (slice === count ? 'g' : ((slice * MOST_SLICES) / count).toString(16).padStart(2, '0'));
  return Array.from({ length: count }, (_, slice) => [edge(slice), edge(slice + 1)]);
}

async function membersIn(database: Query, { shop }: Span, low: string, high: string): Promise<string[]> {
  const rows = await database.query<{ subject: string }>(
    `select subject from members where subject >= $1 and subject < $2 and ($3::text is null or scope in ($3, '${ALL_SHOPS}'))
     and not exists (select 1 from erasures where erasures.subject = members.subject)`,
    [low, high, shop ?? null],
  );
  return rows.map(({ subject }) => subject);
}

const CONDUCT = `
  select subject, sum(spend)::float8 as spend, sum(visits)::float8 as visits, sum(receipts)::float8 as receipts,
    sum(spend_before)::float8 as "spendBefore", sum(visits_before)::float8 as "visitsBefore", sum(receipts_before)::float8 as "receiptsBefore"
  from (
    select subject, case when at >= $4::timestamptz then total else 0 end as spend, 0 as visits, (at >= $4::timestamptz)::int as receipts,
      case when at < $4::timestamptz then total else 0 end as spend_before, 0 as visits_before, (at < $4::timestamptz)::int as receipts_before
    from receipts
    where subject >= $1 and subject < $2 and at >= $3::timestamptz and at < $5::timestamptz and ($6::text is null or shop = $6)
    union all
    select subject, 0, (opened_at >= $4::timestamptz)::int, 0, 0, (opened_at < $4::timestamptz)::int, 0
    from visits
    where subject >= $1 and subject < $2 and opened_at >= $3::timestamptz and opened_at < $5::timestamptz and ($6::text is null or shop = $6)
      and excluded is null
  ) as done group by subject`;

async function conductIn(database: Query, span: Span, low: string, high: string): Promise<Map<string, Conduct>> {
  const times = [span.from - WEEKS_BEFORE * WEEK_MS, span.from, span.to].map((t) => instantText(t));
  const rows = await database.query<Conduct & { subject: string }>(CONDUCT, [low, high, ...times, span.shop ?? null]);
  return new Map(rows.map(({ subject, ...did }) => [subject, did]));
}

const CHOSEN = `
  select subject, array_agg(distinct chosen) as offers from decisions
  where subject >= $1 and subject < $2 and chosen is not null and decided_at >= $3::timestamptz and decided_at < $4::timestamptz
    and ($5::text is null or shop = $5)
  group by subject`;

async function chosenIn(database: Query, span: Span, low: string, high: string): Promise<Map<string, readonly string[]>> {
  const rows = await database.query<{ subject: string; offers: string[] }>(CHOSEN, [
    low,
    high,
    instantText(span.from),
    instantText(span.to),
    span.shop ?? null,
  ]);
  return new Map(rows.map(({ subject, offers }) => [subject, offers]));
}

const countsSql = (table: string, at: string): string => `
  select offer, count(*)::int4 as times from ${table}
  where ${at} >= $1::timestamptz and ${at} < $2::timestamptz and ($3::text is null or shop = $3) group by offer`;
const EXPOSURES = countsSql('exposures', 'shown_at');
const REDEMPTIONS = countsSql('redemptions', 'at');

async function countsOf(database: Query, sql: string, { from, to, shop }: Span, campaigns: ReadonlyMap<string, string>): Promise<Counts> {
  const counts = new Map<string, number>();
  for (const { offer, times } of await database.query<{ offer: string; times: number }>(sql, [
    instantText(from),
    instantText(to),
    shop ?? null,
  ])) {
    for (const key of keysOf([offer], campaigns)) counts.set(key, (counts.get(key) ?? 0) + times);
  }
  return counts;
}
