import { Argument, type Command } from 'commander';
import type { EdgeSettings, MqttSettings } from '../../edge/config/settings.ts';
import { isLoopback } from '../../platform/listen.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { announced } from '../supervisor/listeners.ts';

const MQTT_ROLES = ['gateway', 'till', 'screen'] as const;
const ROLES = [...MQTT_ROLES, 'intake'] as const;
type MqttRole = (typeof MQTT_ROLES)[number];

const FOR: Readonly<Record<MqttRole, string>> = {
  gateway: 'a scanner or access point',
  till: 'a till or card reader',
  screen: 'a screen of another maker',
};

export function register(program: Command): void {
  program
    .command('credentials')
    .description('what to enter in a scanner, a till, a screen of another maker or an app to connect it')
    .addArgument(new Argument('[role]', 'what is connected').choices(ROLES).default('gateway'))
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(show);
}

async function show(role: MqttRole | 'intake', flags: { json?: boolean }): Promise<void> {
  const { findInstallation } = await import('../installation.ts');
  const { readEdgeSecrets, secretsFolder } = await import('../../platform/secrets.ts');
  const { data, edge } = findInstallation(flags);
  const secrets = await readEdgeSecrets(secretsFolder(data));
  if (role === 'intake') return showIntake(edge.http, secrets.intakeToken, flags.json === true);
  const user = secrets.mqttUsers.find((candidate) => candidate.role === role);
  if (!user) throw wrongUse(`This installation has no user for the role ${role}.`);
  const broker = brokerOf(edge.mqtt);
  const { username, password } = user;
  if (flags.json) return printJson({ role, ...broker, username, password });
  printLine(`MQTT for ${FOR[role]}:`);
  printLine(`  host      ${broker.host}${broker.onlyHere ? '  (only this machine can reach it; "aislegate up --help": --mqtt-host)' : ''}`);
  printLine(`  port      ${broker.port}${broker.tls ? ', TLS' : ''}`);
  printLine(`  user      ${username}`);
  printLine(`  password  ${password}`);
}

/** What posts to us by HTTP bears one token; the clouds of vendors have secrets of their own, in the settings. */
async function showIntake(http: EdgeSettings['http'], token: string, json: boolean): Promise<void> {
  const { localUrl } = await import('../supervisor/plans.ts');
  const base = new URL(http.publicUrl ?? localUrl(http)).origin;
  const onlyHere = http.publicUrl === undefined && isLoopback(http.host);
  if (json) return printJson({ role: 'intake', url: `${base}/ingest/`, onlyHere, token });
  printLine('HTTP for what posts to us, see docs/gateways.md:');
  printLine(
    `  address   ${base}/ingest/<format>${onlyHere ? '  (only this machine can reach it; "aislegate up --help": --http-host)' : ''}`,
  );
  printLine(`  token     ${token}`);
}

function brokerOf(mqtt: MqttSettings) {
  if ('embedded' in mqtt) {
    const { host, port, tls } = mqtt.embedded;
    return { host: announced(host), port, tls: tls !== undefined, onlyHere: isLoopback(host) };
  }
  const url = new URL(mqtt.url);
  const tls = url.protocol === 'mqtts:';
  return { host: url.hostname, port: Number(url.port || (tls ? 8883 : 1883)), tls, onlyHere: false };
}
