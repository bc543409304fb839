import { expect, it, onTestFinished } from 'vitest';
import { openEmbeddedDatabase } from '../../../cloud/adapters/pglite/database.ts';
import { answerKeys, answerKeysOnRecord, membersWithoutKey } from '../../../cloud/distribution/keys.ts';
import { createDistributionTables } from '../../../cloud/distribution/schema.ts';
import { createFactTables } from '../../../cloud/facts/schema.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';

const [ADA, BEN, CLEO] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];

async function headquarters() {
  const database = await openEmbeddedDatabase();
  onTestFinished(() => database.close());
  await createFactTables(database);
  await createDistributionTables(database);
  for (const [subject, scope] of [
    [ADA, 'all'],
    [BEN, 'lyon-3'],
    [CLEO, 'lyon-4'],
  ]) {
    await database.query('insert into members (lookup, subject, scope, sealed, imported_at) values ($1, $1, $2, $3, now())', [
      subject,
      scope,
      'x',
    ]);
  }
  const keyRing = new MemoryKeyRing();
  await keyRing.put(new Map([ADA, BEN, CLEO].map((subject) => [subject, new Uint8Array(32).fill(7)])));
  return { database, keyRing, telemetry: new FakeTelemetry() };
}

it('gives a shop the keys of its own members and of those of all shops, and no others', async () => {
  const { keys } = await answerKeys(await headquarters(), 'lyon-3', { subjects: [ADA, BEN, CLEO] });
  expect(keys.map(({ subject }) => subject).sort()).toEqual([ADA, BEN]);
});

it('keeps account of which shop got how many keys, and gives none that it cannot account for', async () => {
  const hq = await headquarters();
  const audit = fakeAuditLog();
  await answerKeysOnRecord({ ...hq, audit }, 'lyon-3', { subjects: [ADA, BEN, CLEO] });
  await answerKeysOnRecord({ ...hq, audit }, 'lyon-3', { subjects: [CLEO] });
  expect(audit.entries).toEqual([{ action: 'keys-handed-out', by: 'aislegate', place: 'lyon-3', counts: { keys: 2 } }]);
  const full = { append: () => Promise.reject(new Error('no room')) };
  await expect(answerKeysOnRecord({ ...hq, audit: full }, 'lyon-3', { subjects: [ADA] })).rejects.toThrow('no room');
});

it('leaves out an erased member', async () => {
  const hq = await headquarters();
  await hq.keyRing.destroy(ADA);
  expect((await answerKeys(hq, 'lyon-3', { subjects: [ADA] })).keys).toEqual([]);
});

it('notices a key file that lost keys of members who are still there', async () => {
  const hq = await headquarters();
  expect(await membersWithoutKey(hq)).toEqual({ members: 3, missing: 0 });
  await hq.keyRing.destroy(BEN);
  expect(await membersWithoutKey(hq)).toEqual({ members: 3, missing: 1 });
});
