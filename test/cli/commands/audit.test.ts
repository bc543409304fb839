import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { register } from '../../../cli/commands/audit.ts';
import { auditFolder, openAuditLog } from '../../../platform/audit-log.ts';
import { openMasterKey } from '../../../platform/master-key.ts';
import { runCommand as runOne } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const NOON_MS = Date.UTC(2026, 10, 22, 12);
const SUBJECT = 'c'.repeat(32);

const runCommand = (...args: string[]) => runOne(register, args);

let data: string;
beforeEach(async () => {
  data = tempFolder();
  let now = NOON_MS;
  for (const owner of ['edge', 'hq']) {
    const log = await openAuditLog({ folder: auditFolder(join(data, owner)), clock: { nowMs: () => now++ } });
    await log.append({ action: 'member-shown', by: 'anna', subject: SUBJECT, place: 'demo', outcome: 'done' });
    await log.append({ action: 'keys-handed-out', by: 'aislegate', place: 'demo', counts: { keys: 3 } });
    await log.close();
  }
});

describe('aislegate audit verify', () => {
  it('says of each log that it stands as written, and how to prove that later', async () => {
    const { exitCode, stdout } = await runCommand('audit', 'verify', '--data', data);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^edge: 2 records, each as it was written\.\n {2}Last record: 2:[0-9a-f]{64} of 2026-11-22T12:00:00\.001Z\nhq: 2 records/u,
    );
    const [, noted = ''] = /(2:[0-9a-f]{64})/u.exec(stdout) ?? [];
    expect((await runCommand('audit', 'verify', 'edge', '--noted', noted, '--data', data)).exitCode).toBe(0);
    expect((await runCommand('audit', 'verify', 'hq', '--noted', noted, '--data', data)).exitCode).toBe(1);
  });

  it('names the first record that was altered, and ends with 1', async () => {
    const file = join(data, 'hq', 'audit', 'audit-000001.ndjson');
    await writeFile(file, (await readFile(file, 'utf8')).replace('anna', 'bert'));
    const { exitCode, stdout } = await runCommand('audit', 'verify', '--data', data);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('hq: BROKEN at record 1 (audit-000001.ndjson): it was altered.');
    const told = JSON.parse((await runCommand('audit', 'verify', 'hq', '--json', '--data', data)).stdout);
    expect(told).toMatchObject({ intact: false, logs: [{ name: 'hq', broken: { number: 1 } }] });
  });

  it('checks with the key of the installation that it was written here', async () => {
    const folder = auditFolder(join(data, 'edge'));
    const key = (await openMasterKey({ folder: `${data}.keys`, data })).derive('edge audit', 32);
    onTestFinished(() => rm(`${data}.keys`, { recursive: true }));
    expect((await runCommand('audit', 'verify', 'edge', '--data', data)).stdout).toContain('BROKEN at record 2 (head.json)');
    await rm(folder, { recursive: true });
    const log = await openAuditLog({ folder, key, clock: { nowMs: () => NOON_MS } });
    await log.append({ action: 'link-made', by: 'anna', what: 'screen' });
    const sealed = JSON.parse((await runCommand('audit', 'verify', 'edge', '--json', '--data', data)).stdout);
    expect(sealed).toMatchObject({ intact: true, logs: [{ seal: 'genuine' }] });
    expect((await runCommand('audit', 'verify', '--folder', folder)).stdout).toContain('The seal of its head was not checked');
    await log.close();
  });

  it('reads a copy, and says where there is none', async () => {
    expect((await runCommand('audit', 'verify', '--folder', join(data, 'edge', 'audit'))).stdout).toMatch(/^folder: 2 records/u);
    expect((await runCommand('audit', 'verify', '--data', join(data, 'nowhere'))).error).toMatchObject({ code: 'AUD_MISSING' });
    expect((await runCommand('audit', 'verify', '--noted', '7')).error).toMatchObject({
      message: expect.stringContaining('64 hex digits'),
    });
  });
});

describe('aislegate audit show', () => {
  it('prints who did what, of all or of one subject', async () => {
    const { stdout } = await runCommand('audit', 'show', 'edge', '--data', data);
    expect(stdout).toBe(
      `2026-11-22T12:00:00.000Z  anna  member-shown  demo  subject ${SUBJECT}\n` +
        '2026-11-22T12:00:00.001Z  aislegate  keys-handed-out  demo  (keys 3)\n',
    );
    const about = await runCommand('audit', 'show', '--subject', SUBJECT, '--since', '2026-11-22T12:00:00.002Z', '--json', '--data', data);
    expect(about.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(about.stdout)).toMatchObject({ log: 'hq', by: 'anna' });
  });
});
