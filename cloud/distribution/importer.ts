import { AislegateError } from '../../contract/errors.ts';
import type { ImportReply, ImportKind as KindName, RowError } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';
import type { OpenStagedPages } from '../ports/staged-pages.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { CATALOGUE } from './catalogue.ts';
import { IMPORT_LOCK, type ImportKind } from './import-kind.ts';
import { beginMemberImport, MOST_ERRORS_TOLD } from './member-import.ts';
import { ORDERS } from './orders.ts';
import type { Outbound } from './outbound.ts';
import { recordIds } from './record-ids.ts';
import { readRows } from './rows.ts';
import { RULES } from './rules.ts';
import { STOCK } from './stock.ts';

export interface ImportRequest {
  readonly kind: KindName;
  /** For one shop; for all when absent. */
  readonly shop?: string | undefined;
  readonly mediaType: string;
  readonly text: string;
}

export type Importer = (request: ImportRequest) => Promise<ImportReply>;

export interface ImporterOptions {
  readonly database: Database;
  readonly keyRing: KeyRing;
  readonly outbound: Outbound;
  readonly openStaging: OpenStagedPages;
  /** 32 bytes in hex, from which the stable ids of members and orders are made. */
  readonly recordSecret: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

/** Takes back the transaction of an import some of whose rows only the database could refuse. */
class RowsRefused extends Error {
  readonly rejected: readonly RowError[];

  constructor(rejected: readonly RowError[]) {
    super('rows refused');
    this.rejected = rejected;
  }
}

/** Imports files of the retailer's: all rows or none. What was imported is on its way to the shops when the reply is given. */
export function createImporter(options: ImporterOptions): Importer {
  const { database, outbound, telemetry } = options;

  return async (request) => {
    const result = await importRows(request);
    const refused = result.rejected.length > 0;
    telemetry.count('aislegate_hq_imports_total', { kind: request.kind, outcome: refused ? 'rejected' : 'imported' });
    if (refused) return { imported: 0, rejected: result.rejected.slice(0, MOST_ERRORS_TOLD) };
    telemetry.count('aislegate_hq_imported_rows_total', { kind: request.kind }, result.imported);
    // The rows are committed: that the buckets cannot be reached now is no reason to call the import failed.
    await outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
    return result;
  };

  function importRows(request: ImportRequest): Promise<ImportReply> {
    const importedAt = instantText(options.clock.nowMs());
    switch (request.kind) {
      case 'members':
        return importMembers(request);
      case 'catalogue':
        return importKind(CATALOGUE, request, importedAt);
      case 'rules':
        return importKind(RULES, request, importedAt);
      case 'stock':
        return importKind(STOCK, request, importedAt);
      case 'orders':
        return importKind(ORDERS, request, importedAt);
    }
  }

  async function importMembers({ shop, mediaType, text }: ImportRequest): Promise<ImportReply> {
    const members = await beginMemberImport(options, shop);
    try {
      await members.add({ mediaType, text });
      return await members.commit(() => undefined);
    } finally {
      await members.discard();
    }
  }

  async function importKind<T>(
    kind: ImportKind<T>,
    { kind: name, shop, mediaType, text }: ImportRequest,
    importedAt: string,
  ): Promise<ImportReply> {
    const scope = shop ?? ALL_SHOPS;
    if (kind.perShop && scope === ALL_SHOPS)
      throw new AislegateError('API_INVALID', { detail: `${name} are imported for one shop; name it` });
    const { values, rejected, fieldName } = readRows(kind, { mediaType, text, importedAt });
    if (rejected.length > 0) return { imported: 0, rejected: [...rejected] };

    const { keyRing, random } = options;
    const ids = recordIds(options.recordSecret);
    try {
      await database.transaction(async (tx) => {
        // One import at a time: two that bring the same new member would give it two subjects.
        await tx.query('select pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
        const problems = await kind.store(values, { tx, scope, importedAt, keyRing, random, ids });
        if (problems.length > 0) {
          throw new RowsRefused(problems.map(({ index, path, reason }) => ({ row: index + 1, field: fieldName(path), reason })));
        }
      });
    } catch (error) {
      if (error instanceof RowsRefused) return { imported: 0, rejected: [...error.rejected] };
      throw error;
    }
    return { imported: values.length, rejected: [] };
  }
}
