import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type Account, decode, encodeUser } from '@nats-io/jwt';
import { Kvm } from '@nats-io/kv';
import { type ConnectionOptions, credsAuthenticator, jwtAuthenticator, type NatsConnection, wsconnect } from '@nats-io/nats-core';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { inboxPrefix, subjects } from '../../contract/subjects.ts';
import { createUserSeed, natsIdentity, publicKey, userCredentials } from '../../platform/nats-credentials.ts';
import { type NatsServers, type ShopServer, startNatsServers } from '../support/nats-servers.ts';
import { tool } from '../support/tools.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function open(options: ConnectionOptions): Promise<NatsConnection> {
  const connection = await connect({ timeout: 5000, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

const openHq = ({ hq }: NatsServers) => open({ servers: hq.url, authenticator: credsAuthenticator(bytes(hq.credentials)) });
/** Whoever owns the shop's computer can sign any user for the shop's server: only headquarters' server can still say no. */
async function openTakenOver(shop: ShopServer): Promise<NatsConnection> {
  const keys = { ...shop.keys, userSeeds: { intruder: createUserSeed() } };
  const credentials = await userCredentials(keys, 'intruder', { publish: ['>'], subscribe: ['>'] });
  return open({ servers: shop.url, authenticator: credsAuthenticator(bytes(credentials)), inboxPrefix: inboxPrefix(shop.shop) });
}

const openEdge = (shop: ShopServer) =>
  open({ servers: shop.url, authenticator: credsAuthenticator(bytes(shop.credentials)), inboxPrefix: inboxPrefix(shop.shop) });

/** Headquarters' streams as the product makes them: facts, and one bucket. */
async function headquarters(servers: NatsServers) {
  const hq = await openHq(servers);
  const manager = await jetstreamManager(hq);
  await manager.streams.add({ name: 'facts', subjects: ['aislegate.*.fact.*'] });
  const members = await new Kvm(jetstream(hq)).create('members', { history: 1 });
  return { hq, manager, members };
}

const HQ = { domain: 'hq' };

describe.skipIf(!tool('nats-server'))('the two NATS servers of an installation', () => {
  it('carries a fact of the shop to the stream of headquarters, once per message id', async () => {
    const servers = await startNatsServers(['lyon']);
    const { manager } = await headquarters(servers);
    const [lyon] = servers.shops;
    if (!lyon) throw new Error('no shop');
    const edge = await openEdge(lyon);
    const stream = jetstream(edge, HQ);
    await expect
      .poll(() =>
        stream.publish('aislegate.lyon.fact.pickup', '{}', { msgID: 'lyon/1' }).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const again = await stream.publish('aislegate.lyon.fact.pickup', '{}', { msgID: 'lyon/1' });
    expect(again.duplicate).toBe(true);
    expect((await manager.streams.info('facts')).state.messages).toBe(1);
  });

  it('lets a shop watch its own keys and those for all shops, and tells it of each change', async () => {
    const servers = await startNatsServers(['lyon']);
    const { members } = await headquarters(servers);
    await members.put('lyon.a', '1');
    const [lyon] = servers.shops;
    if (!lyon) throw new Error('no shop');
    const bucket = await new Kvm(jetstream(await openEdge(lyon), HQ)).open('members');
    const own = await bucket.watch({ key: 'lyon.>' });
    const all = await bucket.watch({ key: 'all.>' });
    const seen = async (watch: typeof own) => {
      for await (const entry of watch) return entry.key;
      return undefined;
    };
    expect(await seen(own)).toBe('lyon.a');
    const later = seen(all);
    await members.put('all.b', '2');
    expect(await later).toBe('all.b');
  });

  it("keeps one shop from another's keys, whichever way it asks", async () => {
    const servers = await startNatsServers(['lyon', 'metz']);
    const { members } = await headquarters(servers);
    await members.put('metz.secret', '1');
    const [lyon] = servers.shops;
    if (!lyon) throw new Error('no shop');
    const edge = await openTakenOver(lyon);
    const ask = (subject: string, body: object = {}) => edge.request(subject, JSON.stringify(body), { timeout: 400 });
    const consumer = {
      stream_name: 'KV_members',
      config: { name: 'w', deliver_subject: '_INBOX.lyon.w', filter_subject: '$KV.members.metz.>', ack_policy: 'none' },
    };
    await expect(ask('$JS.hq.API.CONSUMER.CREATE.KV_members.w.$KV.members.metz.>', consumer)).rejects.toThrow();
    await expect(ask('$JS.hq.API.CONSUMER.CREATE.KV_members', consumer)).rejects.toThrow();
    await expect(ask('$JS.hq.API.CONSUMER.CREATE.KV_members.w', consumer)).rejects.toThrow();
    await expect(ask('$JS.hq.API.STREAM.MSG.GET.KV_members', { last_by_subj: '$KV.members.metz.secret' })).rejects.toThrow();
    await expect(ask('$JS.hq.API.DIRECT.GET.KV_members.$KV.members.metz.secret')).rejects.toThrow();
    await expect(ask('$JS.hq.API.STREAM.INFO.KV_members', { subjects_filter: '>' })).rejects.toThrow();
    await expect(ask('$JS.hq.API.STREAM.DELETE.facts')).rejects.toThrow();
    // A filter in the subject that is not the one in the request is refused by the server itself.
    const forged = await edge.request('$JS.hq.API.CONSUMER.CREATE.KV_members.w.$KV.members.lyon.>', JSON.stringify(consumer), {
      timeout: 10_000,
    });
    expect(forged.json<{ error?: { code: number } }>().error?.code).toBe(400);
  });

  it("keeps one shop from telling facts in another's name, from its confirmations and from the answers to it", async () => {
    const servers = await startNatsServers(['lyon', 'metz']);
    const { hq, manager } = await headquarters(servers);
    const [lyon, metz] = servers.shops;
    if (!lyon || !metz) throw new Error('no shop');
    const edge = await openTakenOver(lyon);
    await expect(jetstream(edge, { ...HQ, timeout: 400 }).publish('aislegate.metz.fact.pickup', '{}')).rejects.toThrow();
    expect((await manager.streams.info('facts')).state.messages).toBe(0);
    const overheard: string[] = [];
    for (const subject of ['aislegate.metz.>', '_INBOX.metz.>', '$KV.>']) {
      edge.subscribe(subject, { callback: (_error, message) => void overheard.push(message.subject) });
    }
    await edge.flush();
    hq.subscribe('aislegate.*.keys', { callback: (_error, message) => void message.respond('{}') });
    await hq.flush();
    const other = await openEdge(metz);
    await expect
      .poll(() =>
        other.request(subjects.keys('metz'), '{}', { timeout: 1000 }).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const confirmed = new Promise<void>((resolve) => {
      other.subscribe(subjects.confirmed('metz'), { callback: () => resolve() });
    });
    await other.flush();
    await expect
      .poll(async () => {
        hq.publish(subjects.confirmed('metz'), '{}');
        return Promise.race([confirmed.then(() => true), hq.flush().then(() => false)]);
      })
      .toBe(true);
    expect(overheard).toEqual([]);
  });

  it("carries a message to a screen by WebSocket and refuses what is not the screen's own", async () => {
    Object.assign(globalThis, { WebSocket });
    const servers = await startNatsServers(['lyon']);
    const [lyon] = servers.shops;
    if (!lyon) throw new Error('no shop');
    const edge = await openEdge(lyon);
    const device = createUser();
    const jwt = await encodeUser(
      'screen-wine',
      device,
      publicKey(lyon.keys.accountSeed),
      { pub: { allow: [subjects.screenEvent('lyon', 'wine')] }, sub: { allow: [subjects.screenShow('lyon', 'wine')] } },
      { signer: fromSeed(bytes(lyon.keys.signingSeed)) },
    );
    const screen = await wsconnect({ servers: lyon.webSocketUrl, authenticator: jwtAuthenticator(jwt, device.getSeed()) });
    onTestFinished(() => screen.close());
    const refusals: string[] = [];
    void (async () => {
      for await (const status of screen.status()) if (status.type === 'error') refusals.push(status.error.message);
    })();
    const shown = new Promise<string>((resolve) => {
      screen.subscribe(subjects.screenShow('lyon', 'wine'), { callback: (_error, message) => resolve(message.string()) });
    });
    screen.subscribe(subjects.screenShow('lyon', 'dairy'), { callback: () => undefined });
    screen.publish(subjects.screenEvent('lyon', 'dairy'), '{}');
    await screen.flush();
    edge.publish(subjects.screenShow('lyon', 'wine'), 'offer');
    expect(await shown).toBe('offer');
    await expect.poll(() => refusals.length).toBe(2);
    expect(refusals.join()).toMatch(/Permissions Violation for Subscription.*dairy/iu);
    expect(refusals.join()).toMatch(/Permissions Violation for Publish.*dairy/iu);
  });

  it('lets headquarters have its streams when many connect at once to a server that never ran before', async () => {
    const servers = await startNatsServers([]);
    const connections = await Promise.all(Array.from({ length: 8 }, () => openHq(servers)));
    for (const connection of connections) await expect(jetstreamManager(connection)).resolves.toBeDefined();
    // By chance that goes well with a figure of the account's own, too.
    const { accountJwt } = await natsIdentity('headquarters', servers.hq.keys, { jetStream: true });
    expect(decode<Account>(accountJwt).nats.limits).toMatchObject({ disk_storage: -1 });
  });

  it('lets nobody in without credentials', async () => {
    const servers = await startNatsServers(['lyon']);
    const [lyon] = servers.shops;
    if (!lyon) throw new Error('no shop');
    await expect(connect({ servers: servers.hq.url })).rejects.toThrow(/authorization/iu);
    await expect(connect({ servers: lyon.url })).rejects.toThrow(/authorization/iu);
  });
});
