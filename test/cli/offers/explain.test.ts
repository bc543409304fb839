import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerExplain } from '../../../cli/offers/explain.ts';
import { type DecisionExplained, hqDecisionRoutes } from '../../../contract/http/decision-routes.ts';
import { registerDecisions } from '../../../edge/adapters/http/decisions.ts';
import { ensureSecrets, secretsFolder } from '../../../platform/secrets.ts';
import { fakeAuditLog } from '../../fakes/audit-log.ts';
import { runCommand } from '../../support/run-command.ts';
import { served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ID = 'de'.repeat(16);
const EXPLAINED: DecisionExplained = {
  decision: {
    decisionId: ID,
    visitId: '1a'.repeat(16),
    zone: 'dairy',
    decidedAt: '2026-11-22T09:00:00.000Z',
    trigger: 'zone',
    ranker: 'count-rule',
    model: 'count-rule',
    arm: 'treated',
    audience: 1,
    exploreShare: 0.05,
    candidates: [],
    refused: [],
    explored: false,
    propensity: 1,
    contributions: [],
  },
  lines: ['Nothing was shown: no offer could be.', 'Replay: it comes out the same.'],
};

/** A shop that remembers one decision, and headquarters that heard of the same. */
async function installation() {
  const data = tempFolder();
  const secrets = await ensureSecrets(secretsFolder(data), 'lyon');
  const { server } = await served({ adminToken: secrets.edge.adminToken });
  const explained = (id: string) => (id === ID ? { subject: 'ab'.repeat(16), explained: EXPLAINED } : undefined);
  registerDecisions({ register: server.register, audit: fakeAuditLog(), shop: 'lyon-3', explained });
  await server.listen();
  const hq = await served({ adminToken: secrets.hq.adminToken });
  const asked: unknown[] = [];
  hq.server.register(hqDecisionRoutes.decision, ({ params }) => {
    asked.push(params);
    return EXPLAINED;
  });
  await hq.server.listen();
  mkdirSync(join(data, 'run'));
  const at = (url: string) => ({ http: { port: Number(new URL(url).port) } });
  writeFileSync(join(data, 'run', 'edge.json'), JSON.stringify({ edge: at(server.url()) }));
  writeFileSync(join(data, 'run', 'hq.json'), JSON.stringify({ hq: at(hq.server.url()) }));
  const register = (program: Command): void => registerExplain(program.command('offers'));
  return { asked, explain: (...args: string[]) => runCommand(register, ['offers', 'explain', ...args, '--data', data]) };
}

describe('aislegate offers explain', () => {
  it('tells in words why the shop decided so, and in numbers for programs', async () => {
    const { explain, asked } = await installation();
    const { stdout, error } = await explain(ID);
    expect(error).toBeUndefined();
    expect(stdout).toBe(`${EXPLAINED.lines.join('\n')}\n`);
    expect(JSON.parse((await explain(ID, '--json')).stdout)).toEqual(EXPLAINED);
    expect(asked).toEqual([]);
  });

  it('asks headquarters about a decision of another shop', async () => {
    const { explain, asked } = await installation();
    expect((await explain(ID, '--shop', 'paris-1')).stdout).toContain('Nothing was shown');
    expect(asked).toEqual([{ shop: 'paris-1', id: ID }]);
  });

  it('says where the decision is not known, or is none', async () => {
    const { explain } = await installation();
    expect((await explain('0'.repeat(32))).error).toMatchObject({
      code: 'CLI_REFUSED',
      message: expect.stringContaining('No such decision'),
    });
    expect((await explain('yesterday')).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await explain(ID, '--shop', 'a shop')).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
