import { AislegateError } from '../../contract/errors.ts';
import { instantText } from '../../contract/instant.ts';
import {
  type FiguresRecord,
  figuresKeyOf,
  MAX_MODEL_TEXT,
  type ModelRecord,
  modelKeyOf,
  type PublishedModel,
} from '../../contract/offers/model-record.ts';
import { type Endorser, endorse } from '../../models/offer-ranker/network/endorse.ts';
import { noteOutbound, type Outbound } from '../distribution/outbound.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** So many models of a scope are kept, to go back to. */
const KEPT = 5;

export interface ModelsOptions {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly endorser: Endorser;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Telemetry;
}

export interface Publishing {
  /** A shop, or `all`. */
  readonly scope: string;
  readonly by: string;
}

export interface Models {
  /** HQ_MODEL_INVALID, with what is wrong, where it is no whole model. */
  publish(text: string, publishing: Publishing): Promise<PublishedModel>;
  /** Goes back to the model before the one that is served; HQ_NO_EARLIER_MODEL where there is none. */
  goBack(publishing: Publishing): Promise<PublishedModel>;
  /** All parts of one version, or HQ_MODEL_INVALID. */
  publishFigures(records: readonly FiguresRecord[], publishing: Publishing): Promise<{ version: string; parts: number }>;
  list(): Promise<PublishedModel[]>;
}

interface Row {
  readonly position: number | string;
  readonly scope: string;
  readonly version: string;
  readonly text: string;
  readonly published_at: Date;
  readonly published_by: string;
  readonly served: boolean;
}

/** What orders the offers of all shops, or of one: signed with headquarters' key and handed on to them. */
export function createModels({ database, outbound, endorser, clock, telemetry }: ModelsOptions): Models {
  const drain = (): Promise<void> => outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));

  /** The record that shops are told. */
  async function serve(tx: Query, row: Row): Promise<PublishedModel> {
    await tx.query('update ranker_models set served = (position = $2) where scope = $1', [row.scope, row.position]);
    const record: ModelRecord = { type: 'model', text: row.text, publishedAt: row.published_at.toISOString() };
    await noteOutbound(tx, [{ bucket: 'models', key: modelKeyOf(row.scope), record }]);
    return { ...published(row), isServed: true };
  }

  return {
    async publish(text, { scope, by }) {
      const endorsed =
        text.length > MAX_MODEL_TEXT
          ? { ok: false as const, detail: `it has more than ${MAX_MODEL_TEXT} characters` }
          : endorse(text, endorser);
      if (!endorsed.ok) throw new AislegateError('HQ_MODEL_INVALID', { detail: endorsed.detail });
      const model = await database.transaction(async (tx) => {
        const [row] = await tx.query<Row>(
          `insert into ranker_models (scope, version, text, published_at, published_by, served) values ($1, $2, $3, $4::timestamptz, $5, true)
           returning position, scope, version, text, published_at, published_by, served`,
          [scope, endorsed.card.version, endorsed.text, instantText(clock.nowMs()), by],
        );
        if (!row) throw new TypeError('an insert returned no row');
        await tx.query(
          `delete from ranker_models where scope = $1 and position not in
            (select position from ranker_models where scope = $1 order by position desc limit $2)`,
          [scope, KEPT],
        );
        return serve(tx, row);
      });
      await drain();
      return model;
    },

    async goBack({ scope }) {
      const model = await database.transaction(async (tx) => {
        const [row] = await tx.query<Row>(
          `select position, scope, version, text, published_at, published_by, served from ranker_models where scope = $1
             and position < (select max(position) from ranker_models where scope = $1 and served) order by position desc limit 1`,
          [scope],
        );
        if (!row) throw new AislegateError('HQ_NO_EARLIER_MODEL', { scope });
        return serve(tx, row);
      });
      await drain();
      return model;
    },

    async publishFigures(records, { scope }) {
      const [first] = records;
      const isWhole =
        first && records.every(({ version, parts, part }, at) => version === first.version && parts === records.length && part === at + 1);
      if (!isWhole)
        throw new AislegateError('HQ_MODEL_INVALID', { detail: 'the parts of the figures are not those of one version, in their order' });
      await database.transaction(async (tx) => {
        const before = await tx.query<{ part: number }>('select part from ranker_figures where scope = $1 and part > $2', [
          scope,
          records.length,
        ]);
        await tx.query('delete from ranker_figures where scope = $1', [scope]);
        for (const record of records) {
          await tx.query(
            'insert into ranker_figures (scope, part, version, record, published_at) values ($1, $2, $3, $4::jsonb, $5::timestamptz)',
            [scope, record.part, record.version, JSON.stringify(record), instantText(clock.nowMs())],
          );
        }
        await noteOutbound(tx, [
          ...records.map((record) => ({ bucket: 'models' as const, key: figuresKeyOf(scope, record.part), record })),
          ...before.map(({ part }) => ({ bucket: 'models' as const, key: figuresKeyOf(scope, part), record: undefined })),
        ]);
      });
      await drain();
      return { version: first.version, parts: records.length };
    },

    list: async () => {
      const rows = await database.query<Row>(
        'select position, scope, version, published_at, published_by, served from ranker_models order by position desc',
      );
      return rows.map(published);
    },
  };
}

function published({ version, scope, published_at, published_by, served }: Row): PublishedModel {
  return { version, scope, publishedAt: published_at.toISOString(), by: published_by, isServed: served };
}
