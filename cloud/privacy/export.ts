import { AislegateError } from '../../contract/errors.ts';
import { instantText } from '../../contract/instant.ts';
import { openMember } from '../../contract/member-codec.ts';
import type { Packing } from '../../contract/packing.ts';
import type { Holdings, PersonalData } from '../../contract/privacy.ts';
import { orderSealContext } from '../../contract/records.ts';
import { unseal } from '../../contract/seal.ts';
import type { RecordIds } from '../distribution/record-ids.ts';
import { shops } from '../footfall/shops.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { ShopDesk } from '../ports/shop-desk.ts';
import { SUBJECT_TABLES } from './rows.ts';

export interface ExporterParts {
  readonly database: Database;
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly ids: Pick<RecordIds, 'memberLookup'>;
  readonly shopDesk: Pick<ShopDesk, 'holdings'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly packing: Pick<Packing, 'unpack'>;
}

/** Everything that headquarters and the shops that answer hold of a member, opened. PRV_NO_MEMBER where there is none of that number. */
export type Exporter = (memberId: string) => Promise<PersonalData>;

type Row = Readonly<Record<string, unknown>>;

type Open = (row: Row, key: Uint8Array, sealed: string, packing: Pick<Packing, 'unpack'>) => unknown;

type Opening = (row: Row, sealed: string) => unknown;

/** How what is sealed in a row of the table is opened. */
const OPENED: Readonly<Record<string, Open>> = {
  members: (row, key, sealed) => openMember(key, String(row['subject']), sealed),
  orders: (row, key, sealed) => unseal(key, orderSealContext(String(row['order_id'])), sealed),
  decisions: (row, key, sealed, packing) => unseal(key, `decision/${row['decision_id']}`, sealed, packing),
  receipts: (row, key, sealed, packing) => unseal(key, `receipt/${row['receipt_id']}`, sealed, packing),
};

export function createExporter({ database, keyRing, ids, shopDesk, clock, packing }: ExporterParts): Exporter {
  const opening = (table: string, key: Uint8Array | undefined): Opening | undefined => {
    const open = OPENED[table];
    return open && key && ((row, sealed) => open(row, key, sealed, packing));
  };

  async function rowsOf(table: string, subject: string, key: Uint8Array | undefined): Promise<Row[]> {
    const rows = await database.query<Row>(`select * from ${table} where subject = $1`, [subject]);
    return rows.map((row) => readable(row, opening(table, key)));
  }

  /** The derived rows say the same in columns; what is told here is that each of them came as a fact, and when. */
  async function factsOf(subject: string): Promise<Row[]> {
    return (
      await database.query<Row>(
        'select shop, epoch, sequence::float8 as sequence, kind, time, received_at from facts where subject = $1 order by time',
        [subject],
      )
    ).map((row) => readable(row));
  }

  async function lettersOf(subject: string): Promise<Row[]> {
    const rows = await database.query<Row>(
      `select shop, reason, received_at, encode(payload, 'escape') as payload from dead_letters where subject = $1`,
      [subject],
    );
    return rows.map((row) => readable(row));
  }

  async function holdingsHere(subject: string, key: Uint8Array | undefined): Promise<Holdings> {
    const holdings: Holdings = [];
    for (const table of ['members', 'orders', ...SUBJECT_TABLES]) {
      holdings.push({ what: table.replace('_', '-'), rows: await rowsOf(table, subject, key) });
    }
    holdings.push({ what: 'facts', rows: await factsOf(subject) }, { what: 'dead-letters', rows: await lettersOf(subject) });
    return holdings.filter(({ rows }) => rows.length > 0);
  }

  return async (memberId) => {
    const [member] = await database.query<{ subject: string }>(
      'select subject from members where lookup = $1 and not exists (select 1 from erasures where erasures.subject = members.subject)',
      [ids.memberLookup(memberId)],
    );
    if (!member) throw new AislegateError('PRV_NO_MEMBER');
    const { subject } = member;
    const key = keyRing.get(subject);
    const asked = await Promise.all(
      (await shops(database)).map(async ({ shop }) => ({ shop, holdings: key && (await shopDesk.holdings(shop, subject, key)) })),
    );
    return {
      subject,
      exportedAt: instantText(clock.nowMs()),
      place: 'headquarters',
      holdings: await holdingsHere(subject, key),
      shops: asked.flatMap(({ shop, holdings }) => (holdings ? [{ shop, holdings }] : [])),
      away: asked.flatMap(({ shop, holdings }) => (holdings ? [] : [shop])),
    };
  };
}

/** A row as people and programs may read it: opened, moments as text, without what is empty and what only finds rows again. */
function readable({ lookup: _lookup, sealed, ...row }: Row, open?: Opening): Row {
  const opened = typeof sealed === 'string' ? open?.(row, sealed) : undefined;
  const told = Object.entries(row).flatMap(([name, value]) =>
    value === null ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
  );
  return { ...Object.fromEntries(told), ...(opened === undefined ? {} : { opened }) };
}
