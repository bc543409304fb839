import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookAtAudit } from '../../../cli/doctor/audit.ts';
import { auditFolder, openAuditLog } from '../../../platform/audit-log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function installation(...owners: string[]): Promise<string> {
  const data = tempFolder();
  for (const owner of owners) {
    const log = await openAuditLog({ folder: auditFolder(join(data, owner)), clock: { nowMs: () => 1_790_000_000_000 } });
    await log.append({ action: 'link-made', by: 'anna', what: 'screen' });
    await log.close();
  }
  return data;
}

const statesOf = async (data: string) =>
  (await lookAtAudit({ data, keys: `${data}.keys` })).map(({ what, state, detail }) => [what, state, detail]);

it('an audit log that nobody touched is well, and one that is not there yet is nothing to look at', async () => {
  expect(await statesOf(await installation('edge'))).toEqual([['audit log, shop', 'ok', '1 records, each as it was written']]);
  expect(await statesOf(await installation())).toEqual([]);
});

it('a changed record is told with its number', async () => {
  const data = await installation('edge', 'hq');
  const file = join(data, 'hq', 'audit', 'audit-000001.ndjson');
  await writeFile(file, (await readFile(file, 'utf8')).replace('anna', 'bert'));
  expect((await statesOf(data))[1]).toEqual(['audit log, hq', 'wrong', 'broken at record 1: it was altered']);
});

it('a log that went on without its head is looked at', async () => {
  const data = await installation('edge');
  await rm(join(data, 'edge', 'audit', 'head.json'));
  await (await openAuditLog({ folder: auditFolder(join(data, 'edge')), clock: { nowMs: () => 1_790_000_000_000 } })).close();
  expect((await statesOf(data))[0]?.slice(0, 2)).toEqual(['audit log, shop', 'look']);
});

it('a folder that cannot be read is wrong', async () => {
  const data = await installation('edge');
  const folder = join(data, 'edge', 'audit');
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  expect((await statesOf(data))[0]?.[1]).toBe('wrong');
});
