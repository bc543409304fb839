import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mosquittoPasswords } from '../../deploy/installation.ts';
import { accessOf } from '../../edge/adapters/aedes/access.ts';
import { MQTT_ROLES } from '../../platform/secrets.ts';
import { freePorts } from '../support/ports.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';
import { ROOT, trackedText } from '../support/tracked-files.ts';

const PASSWORD = 'made up for this test';
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

  test.skipIf(!mosquitto)('it starts with our configuration and asks for TLS and a password (mosquitto)', async () => {
    const folder = tempFolder();
    const [port = 0] = await freePorts(1);
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'tls'));
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    writeFileSync(join(folder, 'tls/cert.pem'), cert);
    writeFileSync(join(folder, 'tls/key.pem'), key);
    copyFileSync(join(ROOT, 'deploy/mosquitto/acl'), join(folder, 'acl'));
    writeFileSync(join(folder, 'passwords'), mosquittoPasswords([{ username: 'edge', password: PASSWORD, role: 'edge' }]), { mode: 0o600 });
    const ours = trackedText('deploy/mosquitto/mosquitto.conf')
      .replaceAll('/mosquitto/config/', `${folder}/`)
      .replaceAll('/mosquitto/data/', `${folder}/data/`)
      .replace('listener 8883', `listener ${port} 127.0.0.1`);
    // Mosquitto that is started by root changes to a user of its own, who may not read the folder of the test.
    writeFileSync(join(folder, 'mosquitto.conf'), process.getuid?.() === 0 ? `${ours}\nuser root\n` : ours);

    const broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => stop(broker));
    expect(await saying(broker, /running|Error/u)).toMatch(/mosquitto version \S+ running/u);

    const as = (username: string, password: string) =>
      connectAsync(`mqtts://127.0.0.1:${port}`, { username, password, ca: cert, reconnectPeriod: 0 }, false);
    const edge = await as('edge', PASSWORD);
    expect(edge.connected).toBe(true);
    await edge.endAsync();
    await expect(as('edge', 'another')).rejects.toThrow(/not authorized/iu);
  });
});

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
