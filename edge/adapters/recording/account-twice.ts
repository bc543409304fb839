import type { AuditLog } from '../../ports/audit-log.ts';
import type { Deed } from './accounts.ts';

/**
 * Accounts for a deed in the audit log of the machine and in the journal, which tells headquarters. A deed that only the audit log took is tried again
 * until the journal takes it too, and stands in the audit log once.
 */
export function accountTwice(parts: { readonly audit: AuditLog; readonly journal: (deed: Deed) => Promise<unknown> }) {
  const noted = new Set<string>();
  return async (deed: Deed): Promise<void> => {
    const { action, recordingId, by, at } = deed;
    const key = `${action} ${recordingId} ${by} ${at}`;
    if (!noted.has(key)) {
      await parts.audit.append({ action, by, thing: recordingId, outcome: 'done' });
      noted.add(key);
    }
    await parts.journal(deed);
    noted.delete(key);
  };
}
