import type { RuleRow, RuleType } from '../../contract/http/rule-routes.ts';
import type { ConfigRecord } from '../../contract/offers/config-record.ts';
import { bucketKey } from '../../contract/subjects.ts';
import type { Database } from '../ports/database.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { noteOutbound, type Outbound } from './outbound.ts';

/** The rules, caps and campaigns that the import brought. */
export interface RuleDesk {
  rows(): Promise<RuleRow[]>;
  /** False where there is none. It is on its way to the shops when the answer is given. */
  remove(scope: string, type: RuleType, id: string): Promise<boolean>;
}

export interface RuleDeskOptions {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly telemetry: Telemetry;
}

export function createRuleDesk({ database, outbound, telemetry }: RuleDeskOptions): RuleDesk {
  return {
    rows: async () => {
      const rows = await database.query<{ scope: string; imported_at: Date; record: ConfigRecord }>(
        'select scope, imported_at, record from config order by type, config_id, scope',
      );
      return rows.map(({ scope, imported_at, record }) => ({ scope, importedAt: imported_at.toISOString(), record }));
    },
    remove: async (scope, type, id) => {
      const isGone = await database.transaction(async (tx) => {
        const gone = await tx.query('delete from config where scope = $1 and type = $2 and config_id = $3 returning config_id', [
          scope,
          type,
          id,
        ]);
        if (gone.length > 0) await noteOutbound(tx, [{ bucket: 'config', key: bucketKey(scope, `${type}-${id}`), record: undefined }]);
        return gone.length > 0;
      });
      // It is committed: that the buckets cannot be reached now is no reason to call it failed.
      await outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
      return isGone;
    },
  };
}
