import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../../cli/commands/offers.ts';
import { type Comparison, readModel } from '../../cli/offers/compare.ts';
import { registerOfferLog } from '../../cloud/adapters/http/offer-log.ts';
import { shops } from '../../cloud/footfall/shops.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { hqRoutes } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { DAY_MS, MONTH_STARTS_MS } from '../../devices/simulator/offer-world/visits.ts';
import type { Estimate } from '../../models/off-policy/clustered.ts';
import { asLogged, greedyAmongTried, type Policy } from '../../models/off-policy/log.ts';
import { readOfferLog } from '../../models/offer-log/read.ts';
import { choicesOf, type ScoredChoice } from '../../models/offer-ranker/history/choices.ts';
import { fakeAuditLog } from '../fakes/audit-log.ts';
import { hqDatabase } from '../support/hq-database.ts';
import { runCommand } from '../support/run-command.ts';
import { ADMIN_TOKEN, served } from '../support/served.ts';
import { type SimulatedMonths, simulatedChain } from '../support/simulated-chain.ts';

/** Ten days to learn from, eighteen to compare on. */
const LEARNT_UNTIL = MONTH_STARTS_MS - 18 * DAY_MS;

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await hqDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aislegate-test-'));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function offers(...args: readonly string[]): Promise<string> {
  const { stdout, error } = await runCommand(register, ['offers', ...args]);
  expect(error).toBeUndefined();
  return stdout;
}

/** The shop lives through the weeks, tells headquarters, and its log is exported. */
async function livedAndExported(out: string, months: SimulatedMonths) {
  const chain = await simulatedChain(database, months);
  const { server } = await served();
  server.register(hqRoutes.shops, async () => ({ rows: await shops(database) }));
  registerOfferLog(server.register, chain.logExport, fakeAuditLog());
  await server.listen();
  await offers('export', '--url', server.url(), '--token', ADMIN_TOKEN, '--out', out);
  return chain;
}

const compared = async (...args: readonly string[]): Promise<Comparison> => JSON.parse(await offers('compare', '--json', ...args));

describe('before a model is rolled out', () => {
  const model = (): string => join(folder, 'model.json');

  it('the log of a shop that explores tells what the model would have earned, and the truth lies within', {
    timeout: 120_000,
  }, async () => {
    const data = join(folder, 'log');
    const { truth } = await livedAndExported(data, { seed: 1, members: 45, untilDay: 0, exploreShare: 0.75 });
    await offers('train', '--data', data, '--until', instantText(LEARNT_UNTIL), '--out', model(), '--key', join(folder, 'key.pem'));
    const log = await readOfferLog(data);
    const rows = choicesOf(log, { model: await readModel(model()), other: undefined, from: LEARNT_UNTIL });
    /** What a policy is worth on these decisions, were it known how likely every redemption was. */
    const worthOf = (policy: Policy<ScoredChoice>): number => {
      const worths = rows.map((row) => {
        const chances = policy(row);
        const ofSlate = truth.get(row.slate.slateId);
        return row.slate.candidates.reduce((sum, { offer }, index) => sum + (chances[index] ?? 0) * (ofSlate?.get(offer.offerId) ?? 0), 0);
      });
      return worths.reduce((sum, worth) => sum + worth, 0) / worths.length;
    };
    const candidate = worthOf((row) => greedyAmongTried(row, row.expected));
    const others = { 'count-rule': worthOf((row) => greedyAmongTried(row, row.other)), served: worthOf(asLogged) };

    expect(truth.size).toBe(log.slates.length);
    for (const [against, other] of Object.entries(others)) {
      const told = await compared('--data', data, '--candidate', model(), '--against', against);
      expect(told.refused).toEqual([]);
      expect(told).toMatchObject({ leftOut: log.slates.length - rows.length, hasLearnt: false, candidate: { rows: rows.length } });
      for (const estimator of ['snips', 'doublyRobust'] as const) {
        expect(holds(told.candidate[estimator], candidate)).toBe(true);
        expect(holds(told.against[estimator], other)).toBe(true);
        expect(holds(told.difference[estimator], candidate - other)).toBe(true);
      }
    }
  });

  it('the log of a shop that always showed what it thought best tells nothing', { timeout: 60_000 }, async () => {
    const data = join(folder, 'certain');
    await livedAndExported(data, { seed: 2, members: 40, untilDay: -24, exploreShare: 0 });
    const { verdict, refused, hasLearnt, leftOut } = await compared('--data', data, '--candidate', model(), '--from', '2020-01-01');

    expect([verdict, hasLearnt, leftOut]).toEqual(['refused', true, 0]);
    expect(refused.map(({ reason }) => reason)).toEqual(['no-exploration']);
  });
});

const holds = ({ low, high }: Estimate, value: number): boolean => low <= value && value <= high;
