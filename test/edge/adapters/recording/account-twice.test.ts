import { expect, it } from 'vitest';
import { accountTwice } from '../../../../edge/adapters/recording/account-twice.ts';
import type { Deed } from '../../../../edge/adapters/recording/accounts.ts';
import { fakeAuditLog } from '../../../fakes/audit-log.ts';

const deed: Deed = { action: 'recording-deleted', recordingId: 'a'.repeat(32), by: 'anna', at: 1_790_000_000_000 };

it('a recording is accounted for in the audit log and in the journal', async () => {
  const audit = fakeAuditLog();
  const told: Deed[] = [];
  await accountTwice({ audit, journal: async (one) => told.push(one) })(deed);
  expect(audit.entries).toEqual([{ action: 'recording-deleted', by: 'anna', thing: 'a'.repeat(32), outcome: 'done' }]);
  expect(told).toEqual([deed]);
});

it('a full journal is tried again, and the audit log says it once', async () => {
  const audit = fakeAuditLog();
  let isFull = true;
  const account = accountTwice({ audit, journal: async () => (isFull ? Promise.reject(new Error('full')) : undefined) });
  await expect(account(deed)).rejects.toThrow('full');
  await expect(account({ ...deed })).rejects.toThrow('full');
  isFull = false;
  await account(deed);
  expect(audit.entries).toHaveLength(1);
});
