import { isAllowed } from '../../contract/consent.ts';
import type { ExportedOffer, ExportedReceipt, ExportedSlate } from '../../contract/http/offer-log-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { openMember } from '../../contract/member-codec.ts';
import type { Offer } from '../../contract/offers/offer.ts';
import type { Packing } from '../../contract/packing.ts';
import { unseal } from '../../contract/seal.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import { type Period, periodParameters } from '../footfall/period.ts';
import type { Clock } from '../ports/clock.ts';
import type { Query } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';

export interface LogPage extends Pick<Period, 'from' | 'to'> {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly rows: Row[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** What headquarters knows of offers and what became of them, as an offer log needs it (DESIGN §8). */
export interface LogExport {
  offers(shop: string): Promise<ExportedOffer[]>;
  slates(shop: string, page: LogPage): Promise<Page<ExportedSlate>>;
  receipts(shop: string, page: LogPage): Promise<Page<ExportedReceipt>>;
}

export interface LogExportParts {
  readonly database: Query;
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly packing: Pick<Packing, 'unpack'>;
}

/** A decision may have a thousand candidates. */
const ROWS_OF_A_PAGE = 200;

/** What the shop has for itself goes before what all shops have. */
const OFFERS = `
  select distinct on (offer_id) record from catalogue where scope in ($1, '${ALL_SHOPS}')
  order by offer_id, (scope = $1) desc`;

/** Of whoever was erased or has no record nothing is told; $5 and $6 are where the page before ended. */
const pageOf = (columns: string, table: string, id: string, at: string, more: string): string => `
  select ${columns}, t.${id} as id, t.subject, t.${at} as at, (extract(epoch from t.${at}) * 1000000)::bigint::text as micros,
    m.sealed as member
  from ${table} t join members m on m.subject = t.subject
  where t.shop = $1 and t.${at} >= $2::timestamptz and t.${at} < $3::timestamptz and (t.${at}, t.${id}) > ('epoch'::timestamptz + $5::bigint * interval '1 microsecond', $6::text)
    and ${more} and not exists (select 1 from erasures e where e.subject = t.subject)
  order by t.${at}, t.${id} limit $4`;

const EXPOSED = 'from exposures x where x.shop = t.shop and x.visit_id = t.visit_id and x.decision_id = t.decision_id';

/** A decision that no screen showed asked nobody anything. What a screen shows twice was shown; the first redemption is the one that counts. */
const SLATES = pageOf(
  `t.candidates, (select jsonb_agg(distinct x.offer) ${EXPOSED}) as shown,
    (select jsonb_object_agg(r.offer, r.at_ms) from (
      select offer, floor(extract(epoch from min(at)) * 1000)::float8 as at_ms
      from redemptions r where r.decision_id = t.decision_id and r.shop = t.shop and r.at >= t.decided_at group by offer) r) as redeemed`,
  'decisions',
  'decision_id',
  'decided_at',
  `exists (select 1 ${EXPOSED})`,
);

const RECEIPTS = pageOf('t.sealed', 'receipts', 'receipt_id', 'at', 't.sealed is not null');

interface PageRow {
  readonly id: string;
  readonly subject: string;
  readonly at: Date;
  /** Microseconds since 1970, which a Date does not hold. */
  readonly micros: string;
  readonly member: string;
}

interface SlateRow extends PageRow {
  readonly candidates: readonly { readonly offer: string; readonly propensity?: number }[];
  readonly shown: readonly string[];
  readonly redeemed: Readonly<Record<string, number>> | null;
}

interface ReceiptRow extends PageRow {
  readonly sealed: string;
}

export function createLogExport({ database, keyRing, clock, packing }: LogExportParts): LogExport {
  /** The member's key, where the member agrees to be part of what is learnt from. */
  function keyOf({ subject, member }: PageRow): Uint8Array | undefined {
    const key = keyRing.get(subject);
    const consents = key && openMember(key, subject, member)?.consents;
    return consents && isAllowed(consents, 'analytics', clock.nowMs()) ? key : undefined;
  }

  async function page<Row extends PageRow, Told>(
    sql: string,
    shop: string,
    asked: LogPage,
    tell: (row: Row) => Told[],
  ): Promise<Page<Told>> {
    const [micros = '0', id = ''] = asked.after?.split('.') ?? [];
    const period = periodParameters({ ...asked, limit: ROWS_OF_A_PAGE });
    const rows = await database.query<Row>(sql, [shop, ...period, micros, id]);
    const last = rows.length < ROWS_OF_A_PAGE ? undefined : rows.at(-1);
    return { rows: rows.flatMap(tell), ...(last && { next: `${last.micros}.${last.id}` }) };
  }

  return {
    offers: async (shop) => (await database.query<{ record: Offer }>(OFFERS, [shop])).map(({ record }) => exported(record)),
    slates: (shop, asked) => page<SlateRow, ExportedSlate>(SLATES, shop, asked, (row) => (keyOf(row) === undefined ? [] : [slateOf(row)])),
    receipts: (shop, asked) =>
      page<ReceiptRow, ExportedReceipt>(RECEIPTS, shop, asked, (row) => {
        const key = keyOf(row);
        return key === undefined ? [] : receiptOf(row, key, packing);
      }),
  };
}

function exported(offer: Offer): ExportedOffer {
  const { id, campaign, kind, value, code, category, line, brand, products, minimumQuantity, startsAt, endsAt } = offer;
  return {
    ...{ id, campaign, kind, category, startsAt, endsAt },
    ...(value !== undefined && { value }),
    ...(code !== undefined && { code }),
    ...(line !== undefined && { line }),
    ...(brand !== undefined && { brand }),
    ...(products !== undefined && { products }),
    ...(minimumQuantity !== undefined && { minimumQuantity }),
  };
}

function slateOf({ id, subject, at, candidates, shown, redeemed }: SlateRow): ExportedSlate {
  const told = candidates.map(({ offer, propensity }) => {
    const redeemedMs = redeemed?.[offer];
    return {
      offer,
      shown: shown.includes(offer),
      ...(propensity !== undefined && { propensity }),
      ...(redeemedMs !== undefined && { redeemedAt: instantText(redeemedMs) }),
    };
  });
  return { decisionId: id, subject, decidedAt: at.toISOString(), candidates: told };
}

/** What cannot be opened, as the receipt of a key that was lost, tells nothing. */
function receiptOf({ id, subject, at, sealed }: ReceiptRow, key: Uint8Array, packing: LogExportParts['packing']): ExportedReceipt[] {
  const opened = unseal(key, `receipt/${id}`, sealed, packing) as { readonly lines?: ExportedReceipt['lines'] } | undefined;
  return opened?.lines === undefined ? [] : [{ receiptId: id, subject, at: at.toISOString(), lines: opened.lines }];
}
