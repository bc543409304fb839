import { instantText } from '../../contract/instant.ts';
import type { RankingRecord } from '../../contract/offers/ranking-record.ts';
import { ALL_SHOPS, bucketKey } from '../../contract/subjects.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { noteOutbound, type Outbound } from './outbound.ts';

const SALT_BYTES = 16;
const ID = 'all';

/** What holds now. */
export interface RankingNow {
  readonly record: RankingRecord;
  /** Since when members are drawn as they are now: with another salt or share a new count begins. */
  readonly drawnSince: Date;
}

export interface RankingDesk {
  now(): Promise<RankingNow>;
  /** Makes the record where there is none: at the first start of headquarters. */
  prepare(): Promise<void>;
  change(what: Partial<Pick<RankingRecord, 'serve' | 'switchedOn' | 'evidence' | 'holdoutShare'>>, by: string): Promise<RankingNow>;
  /** Draws the members anew who are shown nothing: once a quarter, so that nobody is for ever. */
  renew(by: string): Promise<RankingNow>;
}

export interface RankingDeskParts {
  readonly database: Database;
  readonly outbound: Pick<Outbound, 'drain'>;
  readonly random: Pick<Random, 'bytes'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'error'>;
}

interface Row {
  readonly record: RankingRecord;
  readonly since: Date;
}

/** What headquarters says of the order of offers and of the holdout, published to every shop as `all.ranking-all`. */
export function createRankingDesk({ database, outbound, random, clock, telemetry }: RankingDeskParts): RankingDesk {
  const newSalt = (): string => Buffer.from(random.bytes(SALT_BYTES)).toString('hex');

  async function read(query: Query): Promise<RankingNow | undefined> {
    const rows = await query.query<Row>('select record, since from rankings order by number desc');
    const [newest] = rows;
    if (!newest) return undefined;
    const later = rows.findIndex(({ record }) => !isDrawnAlike(record, newest.record));
    const first = rows[later === -1 ? rows.length - 1 : later - 1] ?? newest;
    return { record: newest.record, drawnSince: first.since };
  }

  async function write(by: string, next: (before: RankingRecord | undefined) => RankingRecord | undefined): Promise<RankingNow> {
    const now = await database.transaction(async (tx) => {
      // Two replicas that start at once must not make two salts.
      await tx.query('select pg_advisory_xact_lock($1)', [DATABASE_LOCKS.ranking]);
      const record = next((await read(tx))?.record);
      if (record) {
        const since = instantText(clock.nowMs());
        await tx.query('insert into rankings (since, record, changed_by) values ($1::timestamptz, $2::jsonb, $3)', [since, record, by]);
        await noteOutbound(tx, [{ bucket: 'config', key: bucketKey(ALL_SHOPS, `ranking-${ID}`), record }]);
      }
      return read(tx);
    });
    // It is committed: that the buckets cannot be reached now is no reason to call it failed.
    await outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
    return now ?? Promise.reject(new Error('there is no ranking record'));
  }

  const first = (): RankingRecord => ({ type: 'ranking', id: ID, serve: 'auto', holdoutShare: 0.1, holdoutSalt: newSalt() });
  const prepare = (): Promise<RankingNow> => write('aislegate', (before) => (before ? undefined : first()));

  return {
    now: async () => (await read(database)) ?? prepare(),
    prepare: async () => void (await prepare()),
    change: (what, by) =>
      write(by, (before = first()) => {
        const { evidence, ...rest } = { ...before, ...what };
        // What the switch rested on goes with it.
        return rest.switchedOn && evidence ? { ...rest, evidence } : rest;
      }),
    renew: (by) => write(by, (before = first()) => ({ ...before, holdoutSalt: newSalt() })),
  };
}

const isDrawnAlike = (a: RankingRecord, b: RankingRecord): boolean => a.holdoutSalt === b.holdoutSalt && a.holdoutShare === b.holdoutShare;
