import { createHash } from 'node:crypto';
import { AislegateError } from '../../contract/errors.ts';
import type { RuleRow, RuleType } from '../../contract/http/rule-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { ConfigRecord } from '../../contract/offers/config-record.ts';
import { bucketKey } from '../../contract/subjects.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { noteOutbound, type Outbound } from './outbound.ts';
import { type RuleRecord, storeRules } from './rules.ts';

/** Which rule, cap or campaign, and what was read of it before. */
export interface RuleEdit {
  readonly scope: string;
  readonly type: RuleType;
  readonly id: string;
  /** The version that was read. */
  readonly version?: string | undefined;
}

/** Hears of a version before it counts: what it cannot keep account of is not done. */
export type Account = (version: string) => Promise<void>;

/** The rules, caps and campaigns that the shops obey. */
export interface RuleDesk {
  rows(): Promise<RuleRow[]>;
  /**
   * Stores one: a new one where no version was read, else in the place of that version. Throws HQ_RULE_EXISTS and HQ_RULE_CHANGED where that is
   * not what stands there. It is on its way to the shops when the answer is given.
   */
  put(edit: RuleEdit, record: RuleRecord, account: Account): Promise<RuleRow>;
  /** False where there is none; throws HQ_RULE_CHANGED where another version stands there than the one that was read. */
  remove(edit: RuleEdit, account: Account): Promise<boolean>;
}

export interface RuleDeskOptions {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Telemetry;
}

interface StoredRow {
  readonly scope: string;
  readonly imported_at: Date;
  readonly record: ConfigRecord;
}

export function createRuleDesk({ database, outbound, clock, telemetry }: RuleDeskOptions): RuleDesk {
  /** It is committed: that the buckets cannot be reached now is no reason to call it failed. */
  const handOn = (): Promise<void> => outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));

  return {
    rows: async () => {
      const rows = await database.query<StoredRow>('select scope, imported_at, record from config order by type, config_id, scope');
      return rows.map(rowOf);
    },
    put: async (edit, record, account) => {
      const row = await database.transaction(async (tx) => {
        const before = await rowFor(tx, edit);
        if (before?.version !== edit.version) throw new AislegateError(edit.version === undefined ? 'HQ_RULE_EXISTS' : 'HQ_RULE_CHANGED');
        if (!before) await takePlace(tx, edit);
        await storeRules([record], { tx, scope: edit.scope, importedAt: instantText(clock.nowMs()) });
        const after = await rowFor(tx, edit);
        if (!after) throw new TypeError('a rule that was stored in this transaction cannot be read in it');
        await account(after.version);
        return after;
      });
      await handOn();
      return row;
    },
    remove: async (edit, account) => {
      const { scope, type, id } = edit;
      const isGone = await database.transaction(async (tx) => {
        const before = await rowFor(tx, edit);
        if (edit.version !== undefined && before?.version !== edit.version) throw new AislegateError('HQ_RULE_CHANGED');
        if (!before) return false;
        await tx.query('delete from config where scope = $1 and type = $2 and config_id = $3', [scope, type, id]);
        await noteOutbound(tx, [{ bucket: 'config', key: bucketKey(scope, `${type}-${id}`), record: undefined }]);
        await account(before.version);
        return true;
      });
      await handOn();
      return isGone;
    },
  };
}

/** What stands there, held until the transaction ends: neither an import nor another edit comes between. */
async function rowFor(tx: Query, { scope, type, id }: RuleEdit): Promise<RuleRow | undefined> {
  const [row] = await tx.query<StoredRow>(
    'select scope, imported_at, record from config where scope = $1 and type = $2 and config_id = $3 for update',
    [scope, type, id],
  );
  return row && rowOf(row);
}

/** Of two who make the same one at the same time, the second is refused. */
async function takePlace(tx: Query, { scope, type, id }: RuleEdit): Promise<void> {
  const taken = await tx.query(
    `insert into config (scope, type, config_id, record, imported_at) values ($1, $2, $3, '{}', 'epoch') on conflict do nothing returning config_id`,
    [scope, type, id],
  );
  if (taken.length === 0) throw new AislegateError('HQ_RULE_EXISTS');
}

function rowOf({ scope, imported_at, record }: StoredRow): RuleRow {
  return { scope, importedAt: imported_at.toISOString(), version: versionOf(scope, record), record };
}

/** Of the text that the database gives: it orders the fields of an object by itself, always alike. */
function versionOf(scope: string, record: ConfigRecord): string {
  return createHash('sha256')
    .update(`${scope} ${JSON.stringify(record)}`)
    .digest('hex')
    .slice(0, 32);
}
