import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { privateFolder, writeFileDurably } from '../platform/durable-file.ts';
import { makeMasterKey } from '../platform/master-key.ts';
import { hqNatsConfig, JETSTREAM_BYTES, shopNatsConfig } from '../platform/nats-config.ts';
import { natsIdentity } from '../platform/nats-credentials.ts';
import { ensureSecrets, type MqttUser, SECRET_FILES } from '../platform/secrets.ts';

/** Names of the services in compose.yaml, by which they reach each other: the certificate must bear them. */
export const SERVICES = ['edge', 'nats-shop', 'mosquitto', 'hq', 'nats-hq'];

const DAYS = 825;
const DAY_MS = 86_400_000;
const DNS_NAME = 2;

/** Everything that compose.yaml mounts from the folder `installation`, made where it is missing and kept where it is there. */
export async function prepareInstallation(folder: string, shop: string, host: string): Promise<void> {
  await privateFolder(folder);
  const secrets = await ensureSecrets(folder, shop);
  for (const keys of ['edge-keys', 'hq-keys']) await makeMasterKey(join(folder, keys));
  await certificate(join(folder, 'tls'), host);
  const tls = { certFile: '/run/secrets/tls-cert', keyFile: '/run/secrets/tls-key' };
  const hqServer = hqNatsConfig({
    client: { host: '0.0.0.0', port: 14_223, tls },
    leaf: { host: '0.0.0.0', port: 17_422, tls },
    identity: await natsIdentity('headquarters', secrets.hqNats, { jetStream: true }),
    storeFolder: '/data/nats',
    storeBytes: JETSTREAM_BYTES,
    files: {},
  });
  const shopServer = shopNatsConfig({
    shop,
    client: { host: '0.0.0.0', port: 14_222, tls },
    webSocket: { host: '0.0.0.0', port: 14_280, tls },
    identity: await natsIdentity(shop, secrets.shopNats, { jetStream: false }),
    headquarters: { url: 'tls://nats-hq:17422', credsFile: `/run/secrets/${SECRET_FILES.leafCredentials}`, caFile: '/run/secrets/tls-ca' },
    files: {},
  });
  await writeFileDurably(join(folder, 'hq-nats.conf'), hqServer);
  await writeFileDurably(join(folder, 'shop-nats.conf'), shopServer);

  const { mqttUsers } = secrets.edge;
  const edgeUser = mqttUsers.find(({ role }) => role === 'edge');
  await writeFileDurably(join(folder, 'mosquitto-passwords'), mosquittoPasswords(mqttUsers));
  await writeFileDurably(
    join(folder, 'edge.env'),
    `AISLEGATE_MQTT_USERNAME=${edgeUser?.username}\nAISLEGATE_MQTT_PASSWORD=${edgeUser?.password}\n`,
  );

  const passwordFile = join(folder, 'postgres-password');
  if (!existsSync(passwordFile)) await writeFileDurably(passwordFile, randomBytes(24).toString('base64url'));
  const password = readFileSync(passwordFile, 'utf8').trim();
  await writeFileDurably(join(folder, 'hq.env'), `AISLEGATE_DATABASE_URL=postgres://aislegate:${password}@postgres:5432/aislegate\n`);
}

/** A certificate that is its own authority, to try it out; put your own three files in its place. */
async function certificate(folder: string, host: string): Promise<void> {
  await privateFolder(folder);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), ca: join(folder, 'ca.pem') };
  if (Object.values(files).every((file) => existsSync(file))) return;
  const names = [...new Set([...SERVICES, 'localhost', host])];
  const made = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: DNS_NAME, value })) }],
  });
  await writeFileDurably(files.cert, made.cert);
  await writeFileDurably(files.key, made.private);
  await writeFileDurably(files.ca, made.cert);
}

/** mosquitto's own form, `$7$iterations$salt$hash` (PBKDF2 with SHA-512): what mosquitto_passwd(1) would write. */
export function mosquittoPasswords(users: readonly MqttUser[]): string {
  const iterations = 10_000;
  const lines = users.map(({ username, password }) => {
    const salt = randomBytes(12);
    const hash = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
    return `${username}:$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
  });
  return lines.join('');
}
