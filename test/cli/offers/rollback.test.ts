import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerRollback } from '../../../cli/offers/rollback.ts';
import { AislegateError } from '../../../contract/errors.ts';
import type { RankerStatus } from '../../../contract/http/ranker-routes.ts';
import { registerRanker } from '../../../edge/adapters/http/ranker.ts';
import { ensureSecrets, secretsFolder } from '../../../platform/secrets.ts';
import { runCommand } from '../../support/run-command.ts';
import { served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const STATUS: RankerStatus = { serves: 'count-rule', fallback: 'ordered', orderedToCountRule: true, head: { snapshots: [], lessons: 7 } };

/** A shop that has learnt nothing it could go back from. */
async function shop() {
  const data = tempFolder();
  const secrets = await ensureSecrets(secretsFolder(data), 'lyon');
  const { server } = await served({ adminToken: secrets.edge.adminToken });
  const asked: unknown[] = [];
  registerRanker(server.register, {
    status: () => STATUS,
    async rollBack(to) {
      asked.push(to);
      if (to === 'head') throw new AislegateError('OFR_NOTHING_BEFORE', { detail: 'nothing learnt' });
      return STATUS;
    },
  });
  await server.listen();
  mkdirSync(join(data, 'run'));
  writeFileSync(join(data, 'run', 'edge.json'), JSON.stringify({ edge: { http: { port: Number(new URL(server.url()).port) } } }));
  const register = (program: Command): void => registerRollback(program.command('offers'));
  return { asked, rollback: (...args: string[]) => runCommand(register, ['offers', 'rollback', ...args, '--data', data]) };
}

describe('aislegate offers rollback', () => {
  it('lets the count rule order from one command on, and says so', async () => {
    const { rollback, asked } = await shop();
    const { stdout, error } = await rollback('--to', 'count-rule');
    expect(error).toBeUndefined();
    expect(stdout).toContain('The count rule orders the offers: somebody ordered it.');
    expect(JSON.parse((await rollback('--to', 'auto', '--json')).stdout)).toEqual(STATUS);
    expect(asked).toEqual(['count-rule', 'auto']);
  });

  it('goes back to the head before where nothing else is said, and says where there is none', async () => {
    const { rollback, asked } = await shop();
    expect((await rollback()).error).toMatchObject({ code: 'CLI_REFUSED', message: expect.stringContaining('nothing to go back to') });
    expect(asked).toEqual(['head']);
  });

  it('knows no other way back', async () => {
    const { rollback, asked } = await shop();
    expect((await rollback('--to', 'yesterday')).error).toMatchObject({ code: 'CLI_USAGE' });
    expect(asked).toEqual([]);
  });
});
