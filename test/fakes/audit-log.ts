import type { AuditEntry } from '../../contract/audit.ts';

/** An audit log that keeps what it was told. */
export function fakeAuditLog(): { readonly entries: AuditEntry[]; append(entry: AuditEntry): Promise<void> } {
  const entries: AuditEntry[] = [];
  return {
    entries,
    append: async (entry) => {
      entries.push(entry);
    },
  };
}
