import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/offers.ts';
import { writeOfferLog } from '../../../models/offer-log/write.ts';
import { FEATURE_HASH } from '../../../models/offer-ranker/features/table.ts';
import { readArtefact } from '../../../models/offer-ranker/network/artefact.ts';
import { publicKeyText } from '../../../models/offer-ranker/network/seal.ts';
import { loyalChain } from '../../models/offer-ranker/history/loyal-chain.ts';
import { runCommand } from '../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'aislegate-test-'));
const [data, key, model] = [join(folder, 'log'), join(folder, 'key.pem'), join(folder, 'model.json')] as const;

beforeAll(async () => {
  await writeOfferLog(data, loyalChain(40));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('aislegate offers train', () => {
  it('writes a model that bears the signature of the key that it made', async () => {
    const { stdout, stderr, error } = await runCommand(register, ['offers', 'train', '--data', data, '--out', model, '--key', key]);
    expect(error).toBeUndefined();
    expect(stderr).toContain(`Made a key to sign models with: ${key}`);
    expect(stdout).toContain('NDCG@5 over the count rule');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const publicKeys = [publicKeyText(readFileSync(key, 'utf8'))];
    const read = readArtefact(readFileSync(model), { publicKeys, featureHash: FEATURE_HASH });
    expect(read).toMatchObject({ ok: true, artefact: { card: { seed: 1, slates: 240, rows: 720 } } });
  });

  it('writes the same bytes again for the same log, seed and key', async () => {
    const again = join(folder, 'again.json');
    const { stderr } = await runCommand(register, ['offers', 'train', '--data', data, '--out', again, '--key', key]);
    expect(stderr).toBe('');
    expect(readFileSync(again)).toEqual(readFileSync(model));
  });

  it('learns nothing from what is dated at --until or later, and measures only when asked', async () => {
    const out = join(folder, 'earlier.json');
    const flags = ['--until', '2026-03-12', '--no-validate', '--json', '--about', 'a chain of three goods'];
    const { stdout } = await runCommand(register, ['offers', 'train', '--data', data, '--out', out, '--key', key, ...flags]);
    const { card } = JSON.parse(stdout) as { card: Record<string, unknown> };
    expect(card).toMatchObject({ knownUntil: '2026-03-12T00:00:00.000Z', slates: 120, trainedOn: 'a chain of three goods' });
    expect(card['validation']).toBeUndefined();
  });

  it('refuses a key that signs nothing, before it works', async () => {
    const other = join(folder, 'other.pem');
    writeFileSync(other, 'not a key');
    const { error } = await runCommand(register, ['offers', 'train', '--data', data, '--out', model, '--key', other]);
    expect(error).toMatchObject({ code: 'CLI_USAGE', message: expect.stringContaining('not an Ed25519 private key') });
  });
});

describe('aislegate offers evaluate', () => {
  it('prints for a program every contender with every measure, and the paired interval', async () => {
    const { stdout } = await runCommand(register, [
      'offers',
      'evaluate',
      '--data',
      data,
      '--train-until',
      '2026-04-07',
      '--test-from',
      '2026-04-07',
      '--json',
    ]);
    const printed = JSON.parse(stdout) as Record<string, unknown>;
    const measures = ['auc', 'logLoss', 'ece', 'hitAt1', 'hitAt3', 'ndcgAt3', 'ndcgAt5', 'coldAuc'];
    for (const contender of ['model', 'countRule', 'popularity', 'categoryAffinity']) {
      expect(Object.keys(printed[contender] ?? {})).toEqual([...measures, 'coldNdcgAt5', 'intervals']);
    }
    expect(printed['paired']).toEqual({ ndcgAt5OverCountRule: [expect.any(Number), expect.any(Number), expect.any(Number)] });
    expect(printed['folds']).toMatchObject([{ trainUntil: '2026-04-07T00:00:00.000Z', slates: 80 }]);
  });

  it('prints a table and writes a report', async () => {
    const html = join(folder, 'report.html');
    const { stdout } = await runCommand(register, ['offers', 'evaluate', '--data', data, '--html', html]);
    expect(stdout).toContain('category affinity');
    expect(stdout).toContain(`Report: ${html}`);
    expect(readFileSync(html, 'utf8')).toContain('</html>');
  });

  it('will not test on what it was trained on', async () => {
    const { error } = await runCommand(register, [
      'offers',
      'evaluate',
      '--data',
      data,
      '--train-until',
      '2026-04-07',
      '--test-from',
      '2026-04-01',
    ]);
    expect(error).toMatchObject({ code: 'CLI_USAGE' });
  });

  it('takes a day or a time, and nothing else', async () => {
    const { error, stderr } = await runCommand(register, ['offers', 'evaluate', '--data', data, '--test-from', 'April']);
    expect(`${stderr}${error}`).toContain('It must be a day as in 2026-03-01');
  });
});
