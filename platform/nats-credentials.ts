import { encodeAccount, encodeOperator, encodeUser, fmtCreds, type User } from '@nats-io/jwt';
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from '@nats-io/nkeys';
import Type from 'typebox';
import { BUCKETS, HQ_DOMAIN, inboxPrefix, subjects } from '../contract/subjects.ts';

/**
 * The seeds behind one nats-server in operator mode. They are kept; every JWT is made from them anew at each start, so that a later
 * version of the program brings its own limits along. Users are signed by `signingSeed`: the account's own seed never leaves this file.
 */
export const NatsKeys = Type.Object({
  operatorSeed: Type.String(),
  systemSeed: Type.String(),
  accountSeed: Type.String(),
  signingSeed: Type.String(),
  userSeeds: Type.Record(Type.String(), Type.String(), {
    description: 'by the name of the user, who so stays the same over restarts: revoking one means something',
  }),
});
export type NatsKeys = Type.Static<typeof NatsKeys>;

/** What a server's configuration says of its operator and its accounts. */
export interface NatsIdentity {
  readonly operatorJwt: string;
  readonly accountId: string;
  readonly accountJwt: string;
  /** JetStream does not start without a system account; nobody has credentials for it. */
  readonly systemId: string;
  readonly systemJwt: string;
}

export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const keyPair = (seed: string): KeyPair => fromSeed(new TextEncoder().encode(seed));

export function createNatsKeys(users: readonly string[]): NatsKeys {
  return {
    operatorSeed: text(createOperator().getSeed()),
    systemSeed: text(createAccount().getSeed()),
    accountSeed: text(createAccount().getSeed()),
    signingSeed: text(createAccount().getSeed()),
    userSeeds: Object.fromEntries(users.map((user) => [user, createUserSeed()])),
  };
}

export function createUserSeed(): string {
  return text(createUser().getSeed());
}

export function publicKey(seed: string): string {
  return keyPair(seed).getPublicKey();
}

/**
 * With `jetStream` the account may have streams, as many and as large as the server has room for. No figure of its own: two connections that
 * come at once to a new server make it load the account twice, and a figure as large as the server's room, once promised, is then refused to
 * the account that stays, for good (nats-server 2.9).
 */
export async function natsIdentity(name: string, keys: NatsKeys, { jetStream }: { readonly jetStream: boolean }): Promise<NatsIdentity> {
  const operator = keyPair(keys.operatorSeed);
  const account = keyPair(keys.accountSeed);
  const system = keyPair(keys.systemSeed);
  const common = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const limits = jetStream ? { ...common, disk_storage: -1, streams: -1, consumer: -1 } : common;
  const options = { signer: operator };
  return {
    operatorJwt: await encodeOperator(name, operator, { system_account: system.getPublicKey() }),
    systemId: system.getPublicKey(),
    systemJwt: await encodeAccount('system', system, { limits: common }, options),
    accountId: account.getPublicKey(),
    accountJwt: await encodeAccount(name, account, { limits, signing_keys: [publicKey(keys.signingSeed)] }, options),
  };
}

/** The content of a `.creds` file for one user of the account. */
export async function userCredentials(keys: NatsKeys, name: string, permissions: Permissions): Promise<string> {
  const seed = keys.userSeeds[name];
  if (!seed) throw new TypeError(`no seed for the NATS user ${name}`);
  const user: Partial<User> = {
    pub: { allow: [...permissions.publish] },
    sub: { allow: [...permissions.subscribe] },
  };
  const jwt = await encodeUser(name, keyPair(seed), publicKey(keys.accountSeed), user, { signer: keyPair(keys.signingSeed) });
  return text(fmtCreds(jwt, keyPair(seed)));
}

const API = `$JS.${HQ_DOMAIN}.API`;

/** The stream behind a key-value bucket (NATS ADR-8). */
const bucketStream = (bucket: string): string => `KV_${bucket}`;

/**
 * What the leaf link of one shop may do at headquarters. Reading is by watching with a filter: since nats-server 2.9 the filter stands in
 * the request's subject (`CONSUMER.CREATE.<stream>.<consumer>.<filter>`) and is held against the request, so a shop can watch its own keys
 * and those for all, and nothing else. The reads that name no key in their subject (STREAM.MSG.GET, consumers without a filter) are absent.
 * Replies come to the shop's own inbox: with the common `_INBOX.>` one shop could listen to another's answers, member keys included.
 */
export function leafPermissions(shop: string): Permissions {
  const watched = (bucket: string, owner: string) => [
    `${API}.CONSUMER.CREATE.${bucketStream(bucket)}.*.$KV.${bucket}.${owner}.>`,
    `${API}.DIRECT.GET.${bucketStream(bucket)}.$KV.${bucket}.${owner}.>`,
  ];
  return {
    publish: [
      `aislegate.${shop}.fact.*`,
      // nats-server 2.9 tells a leaf of the stream's interest in `aislegate.*.fact.*` only when a permission without wildcards overlaps with it.
      subjects.fact(shop, 'visit-opened'),
      subjects.keys(shop),
      subjects.lease(shop),
      subjects.exported(shop),
      ...BUCKETS.flatMap((bucket) => [...watched(bucket, shop), ...watched(bucket, 'all')]),
      ...BUCKETS.flatMap((bucket) => ['INFO', 'DELETE'].map((verb) => `${API}.CONSUMER.${verb}.${bucketStream(bucket)}.*`)),
      '$JS.FC.>',
    ],
    subscribe: [subjects.confirmed(shop), subjects.erase(shop), subjects.export(shop), `${inboxPrefix(shop)}.>`],
  };
}

/** What the edge process may do on its shop's own server. */
export function edgePermissions(shop: string): Permissions {
  return {
    publish: [`aislegate.${shop}.>`, `${API}.>`, '$JS.FC.>'],
    subscribe: [`aislegate.${shop}.>`, `${inboxPrefix(shop)}.>`],
  };
}

/** Headquarters is at home on its server. */
export function hqPermissions(): Permissions {
  return { publish: ['>'], subscribe: ['>'] };
}

/** Names of the users that the program makes for itself. */
export const NATS_USERS = { edge: 'edge', hq: 'hq', leaf: (shop: string) => `leaf-${shop}` } as const;
