import { Argument, type Command } from 'commander';
import type { MqttSettings } from '../../edge/config/settings.ts';
import { isLoopback } from '../../platform/listen.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { announced } from '../supervisor/listeners.ts';

const ROLES = ['gateway', 'till', 'screen'] as const;
type Role = (typeof ROLES)[number];

const FOR: Readonly<Record<Role, string>> = {
  gateway: 'a scanner or access point',
  till: 'a till or card reader',
  screen: 'a screen of another maker',
};

export function register(program: Command): void {
  program
    .command('credentials')
    .description('what to enter in a scanner, a till or a screen of another maker to connect it')
    .addArgument(new Argument('[role]', 'what is connected').choices(ROLES).default('gateway'))
    .option('--data <folder>', 'data folder of the installation (AISLEGATE_DATA, default ./data)')
    .option('--json', 'for programs')
    .action(show);
}

async function show(role: Role, flags: { json?: boolean }): Promise<void> {
  const { findInstallation } = await import('../installation.ts');
  const { readEdgeSecrets, secretsFolder } = await import('../../platform/secrets.ts');
  const { data, edge } = findInstallation(flags);
  const user = (await readEdgeSecrets(secretsFolder(data))).mqttUsers.find((candidate) => candidate.role === role);
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

function brokerOf(mqtt: MqttSettings) {
  if ('embedded' in mqtt) {
    const { host, port, tls } = mqtt.embedded;
    return { host: announced(host), port, tls: tls !== undefined, onlyHere: isLoopback(host) };
  }
  const url = new URL(mqtt.url);
  const tls = url.protocol === 'mqtts:';
  return { host: url.hostname, port: Number(url.port || (tls ? 8883 : 1883)), tls, onlyHere: false };
}
