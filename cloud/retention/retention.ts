import { PRODUCT } from '../../contract/audit.ts';
import { instantText } from '../../contract/instant.ts';
import type { Outbound } from '../distribution/outbound.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { RETENTION_CLASSES, type RetentionClassName, type RetentionDays } from './classes.ts';
import { removeAged, removeDeadLetters, removeOrders } from './remove-aged.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface RetentionParts {
  readonly database: Database;
  readonly outbound: Pick<Outbound, 'drain'>;
  readonly audit: AuditLog & { dropBefore(t: number): Promise<number>; end(): { readonly number: number; readonly hash: string } };
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly days: RetentionDays;
}

export interface Retention {
  /** Removes what is older than its class allows, now. */
  run(): Promise<void>;
  /** Does so at once and then every day; a day that failed is tried again after an hour. Returns how to stop, which waits for what is under way. */
  start(): () => Promise<void>;
}

/** Keeps nothing for longer than the settings say, and tells in the audit log and in metrics what went. */
export function createRetention({ database, outbound, audit, clock, telemetry, days }: RetentionParts): Retention {
  let doneAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let stopping = false;

  async function removeAll(): Promise<void> {
    const now = clock.nowMs();
    const before = (kept: number): string => instantText(now - kept * DAY_MS);
    for (const name of Object.keys(RETENTION_CLASSES) as RetentionClassName[]) {
      if (stopping) return;
      await tell(name, await removeAged(database, RETENTION_CLASSES[name], before(days[name])));
    }
    await tell('dead-letters', await removeDeadLetters(database, before(days.deadLetters)));
    await tell('orders', await removeOrders(database, before(days.pickups)));
    await outbound.drain().catch((error: unknown) => telemetry.error('HQ_OUTBOUND_WAITING', {}, error));
    telemetry.count('aislegate_hq_retention_rows_total', { class: 'audit' }, await audit.dropBefore(now - days.audit * DAY_MS));
    // Where logs are collected, this is the note elsewhere that `audit verify --noted` compares with.
    telemetry.info('audit log ends', { ...audit.end() });
    telemetry.gauge('aislegate_hq_retention_done_seconds', now / 1000);
    doneAt = now;
  }

  async function tell(what: string, rows: number): Promise<void> {
    if (rows === 0) return;
    telemetry.count('aislegate_hq_retention_rows_total', { class: what }, rows);
    await audit.append({ action: 'retention-applied', by: PRODUCT, what, counts: { rows } });
  }

  const run = (): Promise<void> => {
    running ??= removeAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  const runIfDue = async (): Promise<void> => {
    const since = clock.nowMs() - doneAt;
    if (since >= 0 && since < DAY_MS) return;
    await run().catch((error: unknown) => telemetry.error('RET_WAITING', {}, error));
  };

  return {
    run,
    start() {
      void runIfDue();
      const cancel = clock.every(HOUR_MS, runIfDue);
      return async () => {
        stopping = true;
        cancel();
        await running?.catch(() => undefined);
      };
    },
  };
}
