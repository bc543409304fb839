import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMemberStore } from '../../../../edge/adapters/lmdb/member-store.ts';
import { memberStoreContract } from '../../../contract/member-store.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { NOON_MS } from '../../../support/facts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const open = (folder: string, telemetry = new FakeTelemetry()) => openMemberStore({ folder, nowMs: NOON_MS, telemetry });
const ADA = 'ab'.repeat(16);
const mark = new Map([['members/all', { key: `all.${ADA}`, revision: 4 }]]);

memberStoreContract('an LMDB file', async () => {
  const folder = join(tempFolder(), 'members.lmdb');
  return { open: () => open(folder) };
});

it('a damaged member store is put aside with its marks, so that headquarters tells everything again', async () => {
  const folder = join(tempFolder(), 'members.lmdb');
  const before = await open(folder);
  await before.write([{ subject: ADA, record: new Uint8Array(600), index: [] }], mark);
  await before.close();
  truncateSync(join(folder, 'data.mdb'), 9000);
  const telemetry = new FakeTelemetry();
  const after = await open(folder, telemetry);
  expect([after.size(), after.marks().size]).toEqual([0, 0]);
  expect(telemetry.logged.map((line) => line.what)).toEqual(['JRN_UNREADABLE']);
  await after.close();
});

it('refuses to write once it is closed, and closes as often as it is asked to', async () => {
  const telemetry = new FakeTelemetry();
  const store = await open(join(tempFolder(), 'members.lmdb'), telemetry);
  await store.close();
  await store.close();
  await expect(store.write([])).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
});

it('finds nothing of a change that could not be written', async () => {
  const telemetry = new FakeTelemetry();
  const store = await open(join(tempFolder(), 'members.lmdb'), telemetry);
  const tooMuch = { subject: 'not hex', record: undefined as unknown as Uint8Array, index: [] };
  await expect(store.write([{ subject: ADA, record: new Uint8Array(3), index: [] }, tooMuch], mark)).rejects.toMatchObject({
    code: 'JRN_WRITE_FAILED',
  });
  expect([store.get(ADA), store.size(), store.marks().size]).toEqual([undefined, 0, 0]);
  expect(telemetry.logged.map((line) => line.what)).toEqual(['JRN_WRITE_FAILED']);
  await store.write([{ subject: ADA, record: new Uint8Array(3), index: [] }]);
  expect(store.size()).toBe(1);
  await store.close();
});
