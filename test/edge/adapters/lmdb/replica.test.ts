import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openReplica } from '../../../../edge/adapters/lmdb/replica.ts';
import { replicaContract } from '../../../contract/replica.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { NOON_MS } from '../../../support/facts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const open = (folder: string, telemetry = new FakeTelemetry()) => openReplica({ folder, nowMs: NOON_MS, telemetry });

replicaContract('disk', async () => {
  const folder = join(tempFolder(), 'replica.lmdb');
  return { open: () => open(folder) };
});

it('a damaged replica is put aside, and headquarters fills a new one', async () => {
  const folder = join(tempFolder(), 'replica.lmdb');
  const before = await open(folder);
  before.put({ bucket: 'catalogue', key: 'all.a', value: {} });
  await before.close();
  truncateSync(join(folder, 'data.mdb'), 5000);
  const telemetry = new FakeTelemetry();
  const after = await open(folder, telemetry);
  expect(after.all()).toEqual([]);
  expect(telemetry.logged.map((line) => line.what)).toEqual(['JRN_UNREADABLE']);
  await after.close();
});
