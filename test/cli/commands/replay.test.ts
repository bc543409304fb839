import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { register } from '../../../cli/commands/replay.ts';
import type { TraceLine } from '../../../contract/trace.ts';
import { startBroker } from '../../../edge/adapters/aedes/broker.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createMqttSource } from '../../../edge/adapters/mqtt/source.ts';
import { ensureSecrets, readEdgeSecrets, secretsFolder } from '../../../platform/secrets.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { eventually } from '../../support/eventually.ts';
import { freePorts } from '../../support/ports.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const LINES: TraceLine[] = [0, 20_000, 40_000, 60_000].map((t) => ({
  t: 1_800_000_000_000 + t,
  source: 'mqtt',
  topic: `espresense/devices/known:aabbccddeeff/room-${t}`,
  payload: { rssi: -t / 1000 },
}));

/** A shop with its broker, an ear at it, and a trace on disk. */
async function shop(lines: readonly object[] = LINES) {
  const data = tempFolder();
  mkdirSync(join(data, 'secrets'));
  await ensureSecrets(secretsFolder(data), 'corner');
  const { mqttUsers: users } = await readEdgeSecrets(secretsFolder(data));
  const telemetry = new FakeTelemetry();
  const clock = new VirtualClock(0);
  const broker = await startBroker({ host: '127.0.0.1', port: 0, users, shop: 'corner', maxPayloadBytes: 65_536, clock, telemetry });
  onTestFinished(() => broker.close());
  const user = (role: string) => users.find((candidate) => candidate.role === role) ?? { username: '', password: '' };
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const { username, password } = user('edge');
  const source = createMqttSource({
    url,
    username,
    password,
    subscriptions: ['espresense/devices/+/+'],
    clientId: 'edge',
    clock,
    random: seededRandom(),
    telemetry,
    maxPayloadBytes: 1000,
  });
  onTestFinished(() => source.close());
  const heard: string[] = [];
  await source.start((message) => heard.push(`${message.topic.split('/').at(-1)} ${Buffer.from(message.payload).toString()}`));
  const trace = join(data, 'trace.ndjson');
  writeFileSync(trace, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const replay = (...args: string[]) => runCommand(register, ['replay', trace, '--speed', '1000', ...args]);
  return { data, url, heard, replay, gateway: user('gateway') };
}

const ALL = ['room-0 {"rssi":0}', 'room-20000 {"rssi":-20}', 'room-40000 {"rssi":-40}', 'room-60000 {"rssi":-60}'];

describe('aislegate replay --mqtt', () => {
  it("publishes the trace as the data folder's gateway, and says how much in what time", async () => {
    const { data, url, heard, replay } = await shop();
    const { error, stderr } = await replay('--mqtt', url, '--data', data);
    expect(error).toBeUndefined();
    expect(stderr).toMatch(/^4 messages published in \d+\.\d s\.\n$/u);
    await eventually(() => expect(heard).toEqual(ALL));
  });

  it('leaves out what a gateway may not say, and what did not come over MQTT, and says so', async () => {
    const t = 1_800_000_000_000;
    const others = [
      { t, source: 'mqtt', topic: 'aislegate/corner/till/till-1/receipt', payload: {} },
      { t, source: 'radio', topic: 'radio/ceiling-1', payload: '04', encoding: 'hex' },
      { t, source: 'mqtt', topic: 'aislegate/corner/counter/door-1', payload: {} },
    ];
    const { data, url, heard, replay } = await shop([...others, ...LINES]);
    const { error, stderr } = await replay('--mqtt', url, '--data', data);
    expect(error).toBeUndefined();
    expect(stderr).toMatch(/^5 messages published in .*, 2 left out: of other sources, or not for this user to say \(--username\)\.\n$/u);
    await eventually(() => expect(heard).toEqual(ALL));
  });

  it('takes user and password from flags or from the URL', async () => {
    const { url, heard, replay, gateway } = await shop();
    await replay('--mqtt', url, '--username', gateway.username, '--password', gateway.password);
    await eventually(() => expect(heard).toHaveLength(4));
    const { error, stdout } = await replay('--mqtt', url.replace('://', `://${gateway.username}:${gateway.password}@`), '--json');
    expect(error).toBeUndefined();
    expect(JSON.parse(stdout)).toMatchObject({ published: 4, leftOut: 0, stopped: false });
    await eventually(() => expect(heard).toHaveLength(8));
  });

  it('plays nothing of a trace that is broken further down, and names the line', async () => {
    const { data, url, heard, replay } = await shop([...LINES, { t: 'later' }]);
    const { error } = await replay('--mqtt', url, '--data', data);
    expect(error).toMatchObject({ code: 'CLI_USAGE', message: expect.stringMatching(/trace\.ndjson, line 5: \/\S* /u) as string });
    expect(heard).toEqual([]);
  });

  it('says so when the password is wrong', async () => {
    const { url, replay } = await shop();
    expect((await replay('--mqtt', url, '--username', 'gateway', '--password', 'wrong')).error).toMatchObject({
      code: 'ING_BAD_CREDENTIALS',
    });
  });

  it('says so when nobody answers, without the password that was in the URL', async () => {
    const { replay } = await shop();
    const [port] = await freePorts(1);
    const { error } = await replay('--mqtt', `mqtt://gateway:made-up-secret@127.0.0.1:${port}`);
    expect(error).toMatchObject({ code: 'CLI_NOT_RUNNING', context: { url: `mqtt://127.0.0.1:${port}` } });
  });

  it.each([
    ['a URL of another kind', ['--mqtt', 'http://127.0.0.1']],
    ['no URL', ['--mqtt', 'broker']],
  ])('is refused with %s', async (_, args) => {
    const { replay } = await shop();
    expect((await replay(...args)).error).toMatchObject({ code: 'CLI_USAGE' });
  });

  it('is refused with an empty trace, or none', async () => {
    const { url, replay } = await shop([]);
    expect((await replay('--mqtt', url)).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await runCommand(register, ['replay', '/nowhere/trace', '--mqtt', url])).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
