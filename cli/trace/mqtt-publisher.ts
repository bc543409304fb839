import { connectAsync, type MqttClient } from 'mqtt';
import { AislegateError } from '../../contract/errors.ts';
import { isLoopback } from '../../platform/listen.ts';
import { readEdgeSecrets, secretsFolder } from '../../platform/secrets.ts';
import { wrongUse } from '../command.ts';
import { bytesOf } from '../files.ts';

export interface Target {
  /** mqtt://[user:password@]host[:port], or mqtts:// */
  readonly mqtt: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  /** A data folder whose gateway user to be. */
  readonly data?: string | undefined;
}

export interface Publisher {
  /** Nobody named a user: we are the data folder's gateway, who may not speak for tills, readers and screens. */
  readonly isGateway: boolean;
  publish(topic: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

interface Credentials {
  readonly isGateway: boolean;
  readonly username?: string;
  readonly password?: string;
}

const CONNECT_TIMEOUT_MS = 5000;
const REFUSED = new Set([4, 5]);

/** A connection to a broker as a gateway has one. */
export async function openPublisher(target: Target, environment: NodeJS.ProcessEnv = process.env): Promise<Publisher> {
  const url = urlOf(target.mqtt);
  const { isGateway, ...credentials } = await credentialsFor(target, url, environment);
  const shown = `${url.protocol}//${url.host}`;
  const ca = target.ca === undefined ? {} : { ca: await bytesOf(target.ca) };
  let client: MqttClient;
  try {
    client = await connectAsync(
      shown,
      { ...credentials, ...ca, protocolVersion: 4, reconnectPeriod: 0, connectTimeout: CONNECT_TIMEOUT_MS, queueQoSZero: false },
      false,
    );
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    throw typeof code === 'number' && REFUSED.has(code)
      ? new AislegateError('ING_BAD_CREDENTIALS', {}, { cause })
      : new AislegateError('CLI_NOT_RUNNING', { url: shown }, { cause });
  }
  client.on('error', () => {
    // The publish that was under way rejects, which is where it is told.
  });
  return {
    isGateway,
    publish: async (topic, payload) => {
      try {
        await client.publishAsync(topic, Buffer.from(payload), { qos: 0 });
      } catch (cause) {
        throw new AislegateError('CLI_NOT_RUNNING', { url: shown }, { cause });
      }
    },
    close: () => client.endAsync(),
  };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['mqtt:', 'mqtts:'].includes(url.protocol) || url.host === '') {
    throw wrongUse('--mqtt must be a URL such as mqtt://127.0.0.1:18830.');
  }
  return url;
}

/** Flags, then the URL, then the data folder. A password found by itself is given to this machine only, never to one across the network. */
async function credentialsFor(target: Target, url: URL, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  const username = target.username ?? (decodeURIComponent(url.username) || undefined);
  const password = target.password ?? environment['AISLEGATE_MQTT_PASSWORD'] ?? (decodeURIComponent(url.password) || undefined);
  if (username !== undefined) return { isGateway: false, username, ...(password === undefined ? {} : { password }) };
  const named = target.data;
  if (named === undefined && !isLoopback(url.hostname)) return { isGateway: false };
  try {
    const { mqttUsers } = await readEdgeSecrets(secretsFolder(named ?? environment['AISLEGATE_DATA'] ?? 'data'));
    const gateway = mqttUsers.find((user) => user.role === 'gateway');
    return gateway ? { isGateway: true, username: gateway.username, password: gateway.password } : { isGateway: false };
  } catch (error) {
    if (named === undefined && error instanceof AislegateError && error.code === 'CFG_SECRETS_MISSING') return { isGateway: false };
    throw error;
  }
}
