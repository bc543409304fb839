import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/import.ts';
import { registerImports } from '../../../cloud/adapters/http/imports.ts';
import { createImportSessions } from '../../../cloud/distribution/import-sessions.ts';
import { createOutbound } from '../../../cloud/distribution/outbound.ts';
import type { Database } from '../../../cloud/ports/database.ts';
import { MemoryKeyRing } from '../../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { FakeBuckets } from '../../fakes/buckets.ts';
import { stagedInMemory } from '../../fakes/staged-pages.ts';
import { hqDatabase } from '../../support/hq-database.ts';
import { runCommand } from '../../support/run-command.ts';
import { ADMIN_TOKEN, served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let database: Database;
beforeAll(async () => {
  database = await hqDatabase();
});
afterAll(() => database.close());

/** A headquarters that takes members, and the command beside it. */
async function headquarters() {
  for (const table of ['members', 'outbound']) await database.query(`delete from ${table}`);
  const { server, telemetry, clock } = await served();
  const outbound = createOutbound({ database, buckets: new FakeBuckets(), telemetry });
  const random = seededRandom();
  const audit = fakeAuditLog();
  const parts = { database, keyRing: new MemoryKeyRing(), outbound, openStaging: stagedInMemory, clock, random, telemetry, audit };
  registerImports(server.register, createImportSessions({ ...parts, recordSecret: 'ab'.repeat(32) }));
  await server.listen();
  const members = async (): Promise<number> => (await database.query('select 1 from members')).length;
  const run = (file: string, more: readonly string[] = [], stdin = '') =>
    runCommand(register, ['import', 'members', file, '--url', server.url(), '--token', ADMIN_TOKEN, ...more], stdin);
  return { run, members };
}

function file(name: string, content: string): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, content);
  return path;
}

const HEADER = 'member_id,identifiers,consents\n';

describe('importing members', () => {
  it('takes a file of any size in parts, and tells which rows became one', async () => {
    const hq = await headquarters();
    const rows = Array.from({ length: 3000 }, (_, n) => `M-${n % 2999},card:${100_000 + n},recognition${' '.repeat(900)}`);
    const run = await hq.run(file('members.csv', HEADER + rows.join('\n')));
    expect(run.error).toBeUndefined();
    expect(run.stderr).toBe('row 3000, member_id: is of the member of row 1: merged\n');
    expect(run.stdout).toBe('members: 2999 members imported.\n');
    expect(await hq.members()).toBe(2999);
  });

  it('takes JSON too, and answers in JSON to programs', async () => {
    const hq = await headquarters();
    const path = file('members.json', JSON.stringify([{ memberId: 'M-1', identifiers: ['card:90017'], consents: [] }]));
    expect(JSON.parse((await hq.run(path, ['--json'])).stdout)).toEqual({ imported: 1, rejected: [] });
  });

  it('reads CSV from its input where the file is -', async () => {
    const hq = await headquarters();
    expect((await hq.run('-', [], `${HEADER}M-1,card:90017,recognition\n`)).stdout).toBe('members: 1 member imported.\n');
  });

  it('tells each wrong row and imports none', async () => {
    const hq = await headquarters();
    const run = await hq.run(file('members.csv', `${HEADER}M-1,card:90017,recognition\n,nonsense,\n`));
    expect(run.error).toMatchObject({ code: 'CLI_REJECTED', context: { count: 1 } });
    expect(run.stderr).toContain('row 2, member_id: is missing\n');
    expect(await hq.members()).toBe(0);
  });

  it('says in one line what is wrong with a file that is none of members, that is not there, or that is a folder', async () => {
    const hq = await headquarters();
    expect((await hq.run(file('members.csv', 'a,b\n1,2\n'))).error).toMatchObject({
      code: 'CLI_REFUSED',
      message: expect.stringContaining('missing: member_id, identifiers, consents'),
    });
    expect((await hq.run(join(tempFolder(), 'none.csv'))).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await hq.run(tempFolder())).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
