import { PRODUCT } from '../contract/audit.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { Clock } from './ports/clock.ts';
import type { Telemetry } from './ports/telemetry.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface RetentionParts {
  /** Forgets whom nothing was shown since. */
  readonly forgetOffersBefore: (t: number) => Promise<number>;
  readonly audit: AuditLog & { dropBefore(t: number): Promise<number>; end(): { readonly number: number; readonly hash: string } };
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'count' | 'info' | 'error'>;
  readonly days: { readonly auditDays: number; readonly offerHistoryDays: number };
}

/**
 * Removes every hour what the shop has kept for long enough. What it keeps for hours or days (recordings, visits that late sightings may change, guests, what
 * shop equipment told, devices of nobody known) goes by itself, where it is kept. Returns how to stop.
 */
export function startRetention({ forgetOffersBefore, audit, clock, telemetry, days }: RetentionParts): () => void {
  let notedAt = Number.NEGATIVE_INFINITY;
  const run = async (): Promise<void> => {
    const now = clock.nowMs();
    try {
      const histories = await forgetOffersBefore(now - days.offerHistoryDays * DAY_MS);
      if (histories > 0)
        await audit.append({ action: 'retention-applied', by: PRODUCT, what: 'offer-history', counts: { members: histories } });
      telemetry.count('aislegate_retention_removed_total', { class: 'offer-history' }, histories);
      telemetry.count('aislegate_retention_removed_total', { class: 'audit' }, await audit.dropBefore(now - days.auditDays * DAY_MS));
      if (now - notedAt < DAY_MS) return;
      // Where logs are collected, this is the note elsewhere that `audit verify --noted` compares with.
      telemetry.info('audit log ends', { ...audit.end() });
      notedAt = now;
    } catch (error) {
      telemetry.error('RET_WAITING', {}, error);
    }
  };
  return clock.every(HOUR_MS, run);
}
