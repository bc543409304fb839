import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type TSchema } from 'typebox';
import { checker } from '../contract/check.ts';
import { AislegateError } from '../contract/errors.ts';
import { privateFolder, writeFileDurably } from './durable-file.ts';
import {
  createNatsKeys,
  createUserSeed,
  edgePermissions,
  hqPermissions,
  leafPermissions,
  NATS_USERS,
  NatsKeys,
  publicKey,
  userCredentials,
} from './nats-credentials.ts';
import { publicKeyOf } from './signing-key.ts';

export const MQTT_ROLES = ['edge', 'gateway', 'till', 'screen'] as const;
export type MqttRole = (typeof MQTT_ROLES)[number];

const MqttUser = Type.Object({ username: Type.String(), password: Type.String(), role: Type.Enum(MQTT_ROLES) });
export type MqttUser = Type.Static<typeof MqttUser>;

export const EdgeSecrets = Type.Object({
  adminToken: Type.String({ minLength: 32 }),
  cookieSecret: Type.String({ minLength: 32 }),
  intakeToken: Type.String({ minLength: 32, description: 'what gateways and apps show that post to us' }),
  mqttUsers: Type.Array(MqttUser),
  accountId: Type.String({ description: 'public key of the NATS account of the shop' }),
  accountSeed: Type.String({ description: 'signing key of that account: the credentials of screens and staff devices' }),
});
export type EdgeSecrets = Type.Static<typeof EdgeSecrets>;

/** Installations that were made before there was an intake token have none until their next start. */
const StoredEdgeSecrets = Type.Evaluate(
  Type.Intersect([Type.Omit(EdgeSecrets, ['intakeToken']), Type.Partial(Type.Pick(EdgeSecrets, ['intakeToken']))]),
);

export const HqSecrets = Type.Object({
  adminToken: Type.String({ minLength: 32 }),
  cookieSecret: Type.String({ minLength: 32 }),
  recordSecret: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'HMAC key of the ids that stand for member and order numbers' }),
  receiptKey: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Ed25519 key that signs the receipts of erasures' }),
  modelKey: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Ed25519 key that signs the models that shops serve' }),
});
export type HqSecrets = Type.Static<typeof HqSecrets>;

/** Headquarters from before there were receipts, or models, has no keys for them until its next start. */
const StoredHqSecrets = Type.Evaluate(
  Type.Intersect([Type.Omit(HqSecrets, ['receiptKey', 'modelKey']), Type.Partial(Type.Pick(HqSecrets, ['receiptKey', 'modelKey']))]),
);

/** Everything that the first start of an installation makes for itself. Two installations have nothing in common. */
export interface Secrets {
  readonly edge: EdgeSecrets;
  readonly hq: HqSecrets;
  readonly shopNats: NatsKeys;
  readonly hqNats: NatsKeys;
}

/** Files of the secrets folder. */
export const SECRET_FILES = {
  edge: 'edge.json',
  hq: 'hq.json',
  shopNats: 'shop-nats.json',
  hqNats: 'hq-nats.json',
  edgeCredentials: 'edge-nats.creds',
  hqCredentials: 'hq-nats.creds',
  leafCredentials: 'leaf.creds',
  /** Whose models the shop serves: the public half of headquarters' key. */
  modelPublicKey: 'models.pub',
} as const;

export const secretsFolder = (data: string): string => join(data, 'secrets');

/**
 * The secrets of an installation, made where they are missing and never changed once made. The NATS credentials are written anew each
 * time: their users stay the same, what these may do is what this version of the program says.
 */
export async function ensureSecrets(folder: string, shop: string): Promise<Secrets> {
  await privateFolder(folder);
  const shopNats = await ensureKeys(join(folder, SECRET_FILES.shopNats), NATS_USERS.edge);
  const hqNats = await ensureKeys(join(folder, SECRET_FILES.hqNats), NATS_USERS.hq, NATS_USERS.leaf(shop));
  const secrets: Secrets = {
    shopNats,
    hqNats,
    edge: await completed(folder, await ensureFile(edgeFile(folder), StoredEdgeSecrets, () => createEdgeSecrets(shopNats))),
    hq: await completedHq(folder, await ensureFile(hqFile(folder), StoredHqSecrets, createHqSecrets)),
  };
  const credentials = {
    [SECRET_FILES.edgeCredentials]: await userCredentials(shopNats, NATS_USERS.edge, edgePermissions(shop)),
    [SECRET_FILES.hqCredentials]: await userCredentials(hqNats, NATS_USERS.hq, hqPermissions()),
    [SECRET_FILES.leafCredentials]: await userCredentials(hqNats, NATS_USERS.leaf(shop), leafPermissions(shop)),
    [SECRET_FILES.modelPublicKey]: `${publicKeyOf(secrets.hq.modelKey)}\n`,
  };
  for (const [file, content] of Object.entries(credentials)) await writeFileDurably(join(folder, file), content);
  return secrets;
}

/** The secrets of one process; CFG_SECRETS_MISSING where nothing has made them yet. */
export async function readEdgeSecrets(folder: string): Promise<EdgeSecrets> {
  return completed(folder, await readSecrets(edgeFile(folder), StoredEdgeSecrets));
}

const edgeFile = (folder: string): string => join(folder, SECRET_FILES.edge);

async function completed(folder: string, stored: Type.Static<typeof StoredEdgeSecrets>): Promise<EdgeSecrets> {
  const { intakeToken } = stored;
  if (intakeToken !== undefined) return { ...stored, intakeToken };
  const secrets = { ...stored, intakeToken: token() };
  await writeJson(edgeFile(folder), secrets);
  return secrets;
}

export async function readHqSecrets(folder: string): Promise<HqSecrets> {
  return completedHq(folder, await readSecrets(hqFile(folder), StoredHqSecrets));
}

const hqFile = (folder: string): string => join(folder, SECRET_FILES.hq);

async function completedHq(folder: string, stored: Type.Static<typeof StoredHqSecrets>): Promise<HqSecrets> {
  const { receiptKey, modelKey } = stored;
  if (receiptKey !== undefined && modelKey !== undefined) return { ...stored, receiptKey, modelKey };
  const secrets = { ...stored, receiptKey: receiptKey ?? keyHex(), modelKey: modelKey ?? keyHex() };
  await writeJson(hqFile(folder), secrets);
  return secrets;
}

const token = (): string => randomBytes(32).toString('base64url');
const keyHex = (): string => randomBytes(32).toString('hex');

function createEdgeSecrets(keys: NatsKeys): EdgeSecrets {
  return {
    adminToken: token(),
    cookieSecret: token(),
    intakeToken: token(),
    mqttUsers: MQTT_ROLES.map((role) => ({ username: role, password: randomBytes(18).toString('base64url'), role })),
    accountId: publicKey(keys.accountSeed),
    accountSeed: keys.signingSeed,
  };
}

function createHqSecrets(): HqSecrets {
  return { adminToken: token(), cookieSecret: token(), recordSecret: keyHex(), receiptKey: keyHex(), modelKey: keyHex() };
}

async function ensureKeys(path: string, ...users: string[]): Promise<NatsKeys> {
  const keys = await ensureFile(path, NatsKeys, () => createNatsKeys(users));
  const missing = users.filter((user) => keys.userSeeds[user] === undefined);
  if (missing.length === 0) return keys;
  const completed = { ...keys, userSeeds: { ...keys.userSeeds, ...Object.fromEntries(missing.map((user) => [user, createUserSeed()])) } };
  await writeJson(path, completed);
  return completed;
}

async function ensureFile<S extends TSchema>(path: string, schema: S, create: () => Type.Static<S>): Promise<Type.Static<S>> {
  try {
    return await readSecrets(path, schema);
  } catch (error) {
    if (!(error instanceof AislegateError && error.code === 'CFG_SECRETS_MISSING')) throw error;
    const made = create();
    await writeJson(path, made);
    return made;
  }
}

/** What is wrong is told without the content: it is secret. */
async function readSecrets<S extends TSchema>(path: string, schema: S): Promise<Type.Static<S>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AislegateError('CFG_SECRETS_MISSING', { path });
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code ?? 'it is not JSON' });
  }
  const checked = checker(schema)(value);
  if (!checked.ok) throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: checked.detail });
  return checked.value;
}

function writeJson(path: string, value: object): Promise<void> {
  return writeFileDurably(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
