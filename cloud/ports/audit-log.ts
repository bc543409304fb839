import type { AuditEntry } from '../../contract/audit.ts';

/** Who saw, changed or erased what: append-only, and whatever cannot be written there is not to be done. */
export interface AuditLog {
  /** Resolves when it is on disk. */
  append(entry: AuditEntry): Promise<void>;
}
