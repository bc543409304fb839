import { checker } from '../../contract/check.ts';
import { AislegateError } from '../../contract/errors.ts';
import { instantText } from '../../contract/instant.ts';
import type { ErasureReceipt } from '../../contract/privacy.ts';
import { ErasureRecord } from '../../contract/records.ts';
import { ALL_SHOPS, bucketKey } from '../../contract/subjects.ts';
import { IMPORT_LOCK } from '../distribution/import-kind.ts';
import { noteOutbound, type Outbound } from '../distribution/outbound.ts';
import type { RecordIds } from '../distribution/record-ids.ts';
import { shutOutWriters } from '../facts/tombstones.ts';
import { shops } from '../footfall/shops.ts';
import type { Buckets } from '../ports/buckets.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';
import type { ShopDesk } from '../ports/shop-desk.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { receiptOf } from './receipt.ts';
import { removeRows } from './rows.ts';

export interface EraserParts {
  readonly database: Database;
  readonly keyRing: KeyRing;
  readonly outbound: Outbound;
  readonly buckets: Pick<Buckets, 'values'>;
  readonly ids: Pick<RecordIds, 'memberLookup'>;
  readonly shopDesk: Pick<ShopDesk, 'erase'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Pick<Random, 'id'>;
  readonly telemetry: Telemetry;
}

export interface Eraser {
  /** Erases a member here and asks every shop to. Asked again, nothing happens twice. PRV_NO_MEMBER where there is none of that number. */
  erase(request: { readonly memberId: string; readonly by: string }): Promise<ErasureReceipt>;
  /** Finishes what a crash cut short, and takes over what shops began because somebody asked there. */
  resume(): Promise<void>;
  /** Erases again whom the database or the key file, put back from a backup, brought back: the bucket of erasures says who that is. */
  repeat(): Promise<void>;
}

const checkRecord = checker(ErasureRecord);
/** Who is said to have asked where nobody here knows any more. */
const FROM_BUCKET = 'backup-put-back';

interface Begun {
  readonly erasure_id: string;
  readonly subject: string;
  readonly requested_at: Date;
}

/**
 * The order is what makes an erasure stand whatever ends the process in between: the tombstone, which shuts out all that comes late; the key, without
 * which nothing sealed can be opened, wherever a copy of it rests; and then the rows.
 */
export function createEraser(parts: EraserParts): Eraser {
  const { database, keyRing, outbound, buckets, ids, shopDesk, clock, random, telemetry } = parts;
  const now = (): string => instantText(clock.nowMs());

  async function bury(tx: Query, { subject, requestedAt, ...asked }: ErasureRecord, lookup: string | null, by: string): Promise<void> {
    await shutOutWriters(tx);
    const [row] = await tx.query<{ erasure_id: string }>(
      `insert into erasures (subject, erasure_id, lookup, requested_at, requested_by)
       values ($1, $2, coalesce($3, (select lookup from members where subject = $1)), $4::timestamptz, $5)
       on conflict (subject) do update set finished_at = null returning erasure_id`,
      [subject, asked.erasureId, lookup, requestedAt, by],
    );
    const one = { erasureId: row?.erasure_id ?? asked.erasureId, subject, requestedAt };
    const heardOf = (await shops(tx)).map(({ shop }) => shop);
    await tx.query(
      `insert into erasures_in_shops (shop, erasure_id, subject, asked) select shop, $2, $3, true from unnest($1::text[]) as given (shop)
       on conflict (shop, erasure_id) do update set asked = true`,
      [heardOf, one.erasureId, subject],
    );
    await noteOutbound(tx, [{ bucket: 'erasures', key: bucketKey(ALL_SHOPS, subject), record: one }]);
  }

  /** One after another: two who ask at once, or one and the timer, must not both write down what there was to remove. */
  let last: Promise<unknown> = Promise.resolve();
  function finish(begun: Begun): Promise<void> {
    const done = last.then(() => finishInTurn(begun));
    last = done.catch(() => undefined);
    return done;
  }

  async function finishInTurn({ erasure_id: erasureId, subject, requested_at }: Begun): Promise<void> {
    const [open] = await database.query('select 1 as one from erasures where subject = $1 and finished_at is null', [subject]);
    if (!open) return;
    const hadKey = keyRing.get(subject) !== undefined;
    await keyRing.destroy(subject);
    await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
      const removed = { ...(await removeRows(tx, subject, now())), keys: hadKey ? 1 : 0 };
      await tx.query('update erasures set finished_at = $2::timestamptz, removed = $3::jsonb where subject = $1', [
        subject,
        now(),
        JSON.stringify(removed),
      ]);
    });
    telemetry.count('aislegate_hq_erasures_total');
    await tell({ erasureId, subject, requestedAt: requested_at.toISOString() });
  }

  /** The bucket brings it to every shop, also to those that are cut off; the message only makes it quicker. */
  async function tell(record: ErasureRecord): Promise<void> {
    await outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
    const pending = await database.query<{ shop: string }>(
      'select shop from erasures_in_shops where erasure_id = $1 and erased_at is null order by shop',
      [record.erasureId],
    );
    for (const { shop } of pending) shopDesk.erase(shop, record);
  }

  const unfinished = (): Promise<Begun[]> =>
    database.query<Begun>('select erasure_id, subject, requested_at from erasures where finished_at is null order by requested_at');

  /** Erases whoever it is about, whose number nobody gave. */
  async function carryOut(erasure: ErasureRecord, by: string): Promise<void> {
    await database.transaction((tx) => bury(tx, erasure, null, by));
    await finishOf(erasure.subject);
  }

  async function finishOf(subject: string): Promise<void> {
    for (const begun of await unfinished()) if (begun.subject === subject) await finish(begun);
  }

  return {
    async erase({ memberId, by }) {
      const lookup = ids.memberLookup(memberId);
      const begun = await database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
        const [member] = await tx.query<{ subject: string }>('select subject from members where lookup = $1', [lookup]);
        const [before] = await tx.query<{ subject: string }>(
          'select subject from erasures where lookup = $1 or subject = $2 order by requested_at desc limit 1',
          [lookup, member?.subject ?? ''],
        );
        if (!member && !before) throw new AislegateError('PRV_NO_MEMBER');
        const subject = member?.subject ?? before?.subject ?? '';
        if (member) await bury(tx, { erasureId: random.id(), subject, requestedAt: now() }, lookup, by);
        return subject;
      });
      await finishOf(begun);
      const receipt = await receiptOf(database, { subject: begun }, clock.nowMs());
      if (!receipt) throw new AislegateError('PRV_NO_ERASURE');
      return receipt;
    },
    async repeat() {
      const records = (await buckets.values('erasures')).flatMap((value) => {
        const checked = checkRecord(value);
        return checked.ok ? [checked.value] : [];
      });
      const rows = await database.query<{ subject: string }>('select subject from erasures');
      const known = new Set(rows.map(({ subject }) => subject));
      for (const record of records) {
        if (known.has(record.subject) && keyRing.get(record.subject) === undefined) continue;
        // Under another number: shops that have erased already say so once more.
        await carryOut({ ...record, erasureId: random.id() }, FROM_BUCKET);
      }
    },
    async resume() {
      for (const begun of await unfinished()) await finish(begun);
      // An erasure has one number and one subject: a shop that tells a known number of somebody else tells nothing.
      const orphans = await database.query<{ shop: string; erasure_id: string; subject: string; erased_at: Date }>(
        `select shop, erasure_id, subject, erased_at from erasures_in_shops
         where not asked and not exists (select 1 from erasures where erasures.subject = erasures_in_shops.subject
             or erasures.erasure_id = erasures_in_shops.erasure_id)
           and not exists (select 1 from members where members.subject = erasures_in_shops.subject and scope not in (shop, $1))
         order by erased_at`,
        [ALL_SHOPS],
      );
      const numbers = new Set<string>();
      for (const { shop, erasure_id: erasureId, subject, erased_at } of orphans) {
        if (numbers.has(erasureId)) continue;
        numbers.add(erasureId);
        await carryOut({ erasureId, subject, requestedAt: erased_at.toISOString() }, `shop.${shop}`);
      }
    },
  };
}
