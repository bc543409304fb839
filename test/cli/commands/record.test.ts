import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { register } from '../../../cli/commands/record.ts';
import { register as registerReplay } from '../../../cli/commands/replay.ts';
import { registerRecordings } from '../../../edge/adapters/http/recordings.ts';
import { recordingFile } from '../../../edge/adapters/recording/vault.ts';
import { ensureSecrets, secretsFolder } from '../../../platform/secrets.ts';
import { freePorts } from '../../support/ports.ts';
import { tempRecordings } from '../../support/recordings.ts';
import { runCommand } from '../../support/run-command.ts';
import { served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** An edge with its recordings, and the data folder by which the command finds it. */
async function edge() {
  const data = tempFolder();
  mkdirSync(join(data, 'secrets'));
  const secrets = await ensureSecrets(secretsFolder(data), 'corner');
  const { server, clock } = await served({ adminToken: secrets.edge.adminToken });
  const { recordings, deeds } = await tempRecordings(clock, data);
  registerRecordings(server.register, recordings);
  await server.listen();
  listensAt(data, Number(new URL(server.url()).port));
  const record = (...args: string[]) => runCommand(register, ['record', ...args, '--data', data]);
  const folder = join(data, 'edge', 'recordings');
  const hear = (count: number) => {
    for (let n = 0; n < count; n += 1) recordings.hear({ rx: n, source: 'mqtt', topic: 'a/b', payload: Buffer.from(`{"n":${n}}`) });
  };
  return { data, folder, clock, recordings, deeds, record, hear };
}

function listensAt(data: string, port: number): void {
  mkdirSync(join(data, 'run'));
  writeFileSync(join(data, 'run', 'edge.json'), JSON.stringify({ edge: { http: { port } } }));
}

const kinds = (deeds: readonly { action: string }[]) => deeds.map(({ action }) => action.replace('recording-', ''));

describe('aislegate record', () => {
  it('records until its time is over, and says where the recording is and how to look at it', async () => {
    const { clock, record, folder, deeds, hear, recordings } = await edge();
    const running = record('--for', '5m');
    await expect.poll(() => recordings.list(), { timeout: 20_000 }).toMatchObject([{ messages: 0 }]);
    hear(3);
    await clock.advance(300_000);
    const { stdout, error, exitCode } = await running;
    expect([error, exitCode]).toEqual([undefined, 0]);
    expect(stdout).toMatch(/^[0-9a-f]{32} {2}2026-11-22T09:00:00.000Z {2}ended when its time was over, 3 messages, /u);
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.rec'));
    expect(stdout).toContain(`aislegate replay ${join(folder, file)}`);
    expect(kinds(deeds)).toEqual(['started', 'stopped']);
  });

  it('lists, opens, ends and deletes', async () => {
    const { clock, record, recordings, deeds, hear, folder, data } = await edge();
    expect((await record('--list')).stderr).toBe('There are no recordings.\n');
    expect((await record('--stop')).error).toMatchObject({ code: 'CLI_USAGE', message: 'No recording is under way.' });
    const { id } = await recordings.start({ seconds: 60, by: 'kim' });
    hear(2);
    expect((await record('--for', '1m')).error).toMatchObject({ code: 'CLI_REFUSED', message: expect.stringContaining('record --stop') });
    expect((await record('--stop')).stdout).toContain('ended when asked, 2 messages');
    expect((await record('--list')).stdout).toContain(id);
    const opened = await record('--open', recordingFile(folder, id));
    expect(
      opened.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ t: 0 }, { t: 1 }]);
    await clock.advance(60_000);
    expect(kinds(deeds)).toEqual(['started', 'stopped', 'opened']);
    expect((await record('--delete', 'that one')).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await record('--delete', id)).stdout).toContain('is deleted');
    expect((await record('--delete', id)).error).toMatchObject({ code: 'CLI_REFUSED' });
    expect(readdirSync(join(data, 'edge', 'recordings'))).toEqual([]);
  });

  it('shows what there is of a recording that was cut off, and says that it is', async () => {
    const { record, recordings, hear, folder, data } = await edge();
    const { id } = await recordings.start({ seconds: 60, by: 'kim' });
    hear(2);
    await recordings.stop(id, 'kim');
    const cut = join(tempFolder(), 'cut.rec');
    writeFileSync(cut, readFileSync(recordingFile(folder, id)).subarray(0, -1));
    const { stdout, stderr } = await record('--open', cut);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/was cut off/u);
    const altered = readFileSync(cut);
    altered.writeUInt8(altered.readUInt8(60) ^ 1, 60);
    writeFileSync(cut, altered);
    expect((await record('--open', cut)).error).toMatchObject({ code: 'REC_DAMAGED' });
    expect((await runCommand(registerReplay, ['replay', cut, '--data', data])).error).toBeDefined();
  });

  it('is refused where it is used wrongly', async () => {
    const data = tempFolder();
    const record = (...args: string[]) => runCommand(register, ['record', ...args, '--data', data]);
    for (const wrong of [
      ['--for', 'soon'],
      ['--for', '13h'],
      ['--list', '--stop'],
      ['--open', 'x', '--out', 'y'],
    ]) {
      expect((await record(...wrong)).error, wrong.join(' ')).toMatchObject({ exitCode: 1 });
    }
    const plain = join(data, 'trace.ndjson');
    writeFileSync(plain, '{}\n');
    for (const path of [plain, data, join(data, 'nowhere')])
      expect((await record('--open', path)).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await record('--out', join(data, 'nowhere', 'x.rec'))).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await record('--list')).error).toMatchObject({ code: 'CFG_SECRETS_MISSING' });
  });

  it('says so when the edge does not run, or goes away in the middle of an answer', async () => {
    const data = tempFolder();
    mkdirSync(join(data, 'secrets'));
    await ensureSecrets(secretsFolder(data), 'corner');
    const [port = 0] = await freePorts(1);
    listensAt(data, port);
    const record = () => runCommand(register, ['record', '--list', '--data', data]);
    expect((await record()).error).toMatchObject({ code: 'CLI_NOT_RUNNING' });
    const out = join(data, 'shop.rec');
    expect((await runCommand(register, ['record', '--out', out, '--data', data])).error).toMatchObject({ code: 'CLI_NOT_RUNNING' });
    expect(existsSync(out)).toBe(false);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{');
      response.destroy();
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect((await record()).error).toMatchObject({ code: 'CLI_NOT_RUNNING' });
  });
});
