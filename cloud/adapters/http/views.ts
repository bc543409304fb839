import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';

export interface View {
  readonly by: string;
  /** Which report about single persons. */
  readonly what: string;
  readonly shop: string;
}

const HOUR_MS = 3_600_000;
/** A caller cannot fill the memory with shops that he makes up. */
const MOST_REMEMBERED = 1000;

/**
 * Notes who looks at a report about single persons: once an hour for each who, what and where, because a dashboard asks every few seconds. What cannot
 * be noted is not shown.
 */
export function createViews({ audit, clock }: { readonly audit: AuditLog; readonly clock: Pick<Clock, 'nowMs'> }) {
  const noted = new Map<string, number>();
  return async ({ by, what, shop }: View): Promise<void> => {
    const key = `${by} ${what} ${shop}`;
    const now = clock.nowMs();
    const since = now - (noted.get(key) ?? Number.NEGATIVE_INFINITY);
    if (since >= 0 && since < HOUR_MS) return;
    await audit.append({ action: 'report-viewed', by, what, place: shop });
    noted.delete(key);
    noted.set(key, now);
    const [oldest] = noted.keys();
    if (noted.size > MOST_REMEMBERED && oldest !== undefined) noted.delete(oldest);
  };
}
