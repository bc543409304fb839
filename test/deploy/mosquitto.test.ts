import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mosquittoPasswords } from '../../deploy/installation.ts';
import { accessOf } from '../../edge/adapters/aedes/access.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createMqttDurableSource } from '../../edge/adapters/mqtt/durable-source.ts';
import { systemClock } from '../../platform/clock.ts';
import { MQTT_ROLES } from '../../platform/secrets.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { freePorts } from '../support/ports.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { ROOT, trackedText } from '../support/tracked-files.ts';

const PASSWORD = 'made up for this test';
const RECEIPTS = 5000;
const mosquitto = tool('mosquitto');

/** The rules of each user in the acl file: what it may say and what it may hear. */
function aclRules(): Map<string, { publish: string[]; subscribe: string[] }> {
  const users = new Map<string, { publish: string[]; subscribe: string[] }>();
  let rules = { publish: [] as string[], subscribe: [] as string[] };
  for (const line of trackedText('deploy/mosquitto/acl').split('\n')) {
    const [word, first = '', filter = ''] = line.split(' ');
    if (word === 'user') {
      rules = { publish: [], subscribe: [] };
      users.set(first, rules);
    }
    if (word !== 'topic') continue;
    if (first !== 'read') rules.publish.push(filter);
    if (first !== 'write') rules.subscribe.push(filter);
  }
  return users;
}

describe('mosquitto in the shop', () => {
  test('its users may say and hear what the roles of the embedded broker may', () => {
    const rules = aclRules();
    expect([...rules.keys()]).toEqual([...MQTT_ROLES]);
    for (const role of MQTT_ROLES) expect(rules.get(role), role).toEqual(accessOf(role, '+'));
  });

  describe.skipIf(!mosquitto)('with our configuration', () => {
    test('it asks for TLS and a password', async () => {
      const { as } = await shipped();
      const edge = await as('edge', PASSWORD);
      expect(edge.connected).toBe(true);
      await expect(as('edge', 'another')).rejects.toThrow(/not authorized/iu);
    });

    test('what tills said while the edge was away survives a restart of it, in order', async () => {
      const { url, caFile, as, restart } = await shipped();
      const kept: string[] = [];
      const edge = async () => {
        const source = createMqttDurableSource({
          url,
          username: 'edge',
          password: PASSWORD,
          caFile,
          subscriptions: ['aislegate/corner/till/+/receipt'],
          clientId: 'aislegate-edge-corner-business',
          clock: systemClock({ onError: () => undefined }),
          random: seededRandom(),
          telemetry: new FakeTelemetry(),
          maxPayloadBytes: 65_536,
        });
        onTestFinished(() => source.close());
        await source.start(async ({ payload }) => {
          kept.push(Buffer.from(payload).toString());
        });
        return source;
      };
      await (await edge()).close();
      const till = await as('till', PASSWORD);
      const said = Array.from({ length: RECEIPTS }, (_, n) => String(n));
      await Promise.all(said.map((text) => till.publishAsync('aislegate/corner/till/1/receipt', text, { qos: 1 })));
      await till.endAsync();
      await restart();
      await edge();
      await expect.poll(() => kept.length, { timeout: 30_000, interval: 50 }).toBe(RECEIPTS);
      expect(kept).toEqual(said);
    });
  });
});

/** A real Mosquitto that runs what deploy/ ships, but for the places of files and the port. */
async function shipped() {
  const folder = tempFolder();
  const [port = 0] = await freePorts(1);
  mkdirSync(join(folder, 'data'));
  mkdirSync(join(folder, 'tls'));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const caFile = join(folder, 'tls/cert.pem');
  writeFileSync(caFile, cert);
  writeFileSync(join(folder, 'tls/key.pem'), key);
  copyFileSync(join(ROOT, 'deploy/mosquitto/acl'), join(folder, 'acl'));
  const users = (['edge', 'till'] as const).map((role) => ({ username: role, password: PASSWORD, role }));
  writeFileSync(join(folder, 'passwords'), mosquittoPasswords(users), { mode: 0o600 });
  const ours = trackedText('deploy/mosquitto/mosquitto.conf')
    .replaceAll('/mosquitto/config/', `${folder}/`)
    .replaceAll('/mosquitto/data/', `${folder}/data/`)
    .replace('listener 8883', `listener ${port} 127.0.0.1`);
  // Mosquitto that is started by root changes to a user of its own, who may not read the folder of the test.
  writeFileSync(join(folder, 'mosquitto.conf'), process.getuid?.() === 0 ? `${ours}\nuser root\n` : ours);
  const start = async (): Promise<ChildProcess> => {
    const broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => stop(broker));
    expect(await saying(broker, /running|Error/u)).toMatch(/mosquitto version \S+ running/u);
    return broker;
  };
  let broker = await start();
  const url = `mqtts://127.0.0.1:${port}`;
  return {
    url,
    caFile,
    as: async (username: string, password: string) => {
      const client = await connectAsync(url, { username, password, ca: cert, reconnectPeriod: 0 }, false);
      onTestFinished(() => client.endAsync(true));
      return client;
    },
    restart: async () => {
      await stop(broker);
      broker = await start();
    },
  };
}

/** What the program wrote up to and with the text waited for, or up to its end. */
async function saying(program: ChildProcess, awaited: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    program.stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (awaited.test(said)) resolve(said);
    });
    program.once('close', () => resolve(said));
  });
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill();
  await ended;
}
