import { decode } from '@nats-io/jwt';
import { jwtAuthenticator, type NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { createBus } from '../../../../edge/adapters/nats/bus.ts';
import { createDeviceCredentials } from '../../../../edge/adapters/nats/device-credentials.ts';
import { createNatsKeys, NATS_USERS, publicKey } from '../../../../platform/nats-credentials.ts';
import { deviceCredentialsContract } from '../../../contract/device-credentials.ts';
import { linkShop } from '../../../support/nats-links.ts';
import { type ShopServer, startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

function credentialsOf({ keys }: ShopServer, nowMs: number) {
  return createDeviceCredentials({
    accountSeed: keys.signingSeed,
    accountPublicKey: publicKey(keys.accountSeed),
    clock: new VirtualClock(nowMs),
  });
}

deviceCredentialsContract('a signed JWT', () => {
  const keys = createNatsKeys([NATS_USERS.edge]);
  return createDeviceCredentials({
    accountSeed: keys.signingSeed,
    accountPublicKey: publicKey(keys.accountSeed),
    clock: new VirtualClock(0),
  });
});

async function device(shop: ShopServer, role: 'screen' | 'staff', id: string): Promise<{ connection: NatsConnection; refused: string[] }> {
  const { jwt, seed } = await credentialsOf(shop, Date.now()).issue(role, id, shop.shop);
  const connection = await connect({ servers: shop.url, authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)) });
  onTestFinished(() => connection.close());
  const refused: string[] = [];
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') refused.push(status.error.message);
  })();
  return { connection, refused };
}

describe.skipIf(!tool('nats-server'))('credentials of screens and staff devices', () => {
  it('let a device hear and say what is its own, and nothing else', async () => {
    const [shop] = (await startNatsServers(['demo'])).shops;
    if (!shop) throw new Error('no shop');
    const link = await linkShop(shop);
    const bus = createBus({ link });
    const heard: string[] = [];
    bus.subscribe('aislegate.demo.>', (subject) => heard.push(subject));
    await link.connection.flush();
    const screen = await device(shop, 'screen', 'wine');
    const staff = await device(shop, 'staff', 'till-1');
    for (const { connection } of [screen, staff]) {
      for (const subject of ['aislegate.demo.screen.wine.event', 'aislegate.demo.staff.till-1.event', 'aislegate.demo.fact.pickup'])
        connection.publish(subject, '{}');
      await connection.flush();
    }
    await expect.poll(() => heard).toEqual(['aislegate.demo.screen.wine.event', 'aislegate.demo.staff.till-1.event']);
    await expect.poll(() => [screen.refused.length, staff.refused.length]).toEqual([2, 2]);

    const shown: string[] = [];
    const own = screen.connection.subscribe('aislegate.demo.screen.wine.show', {
      callback: (_error, message) => void shown.push(message.subject),
    });
    screen.connection.subscribe('aislegate.demo.staff.alert', { callback: () => undefined });
    await screen.connection.flush();
    expect(own.isClosed()).toBe(false);
    bus.publish('aislegate.demo.staff.alert', {});
    bus.publish('aislegate.demo.screen.wine.show', {});
    await expect.poll(() => shown).toEqual(['aislegate.demo.screen.wine.show']);
    await expect.poll(() => screen.refused.length).toBe(3);
  });

  it('end after a day', async () => {
    const [shop] = (await startNatsServers(['demo'])).shops;
    if (!shop) throw new Error('no shop');
    const { jwt, seed } = await credentialsOf(shop, Date.now() - 24 * 3_600_000 - 5000).issue('screen', 'wine', 'demo');
    const attempt = connect({ servers: shop.url, authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)), reconnect: false });
    await expect(attempt).rejects.toThrow(/authorization|authentication/iu);
    const now = Date.now();
    const issued = await credentialsOf(shop, now).issue('screen', 'wine', 'demo');
    expect(decode(issued.jwt).exp).toBe(Math.floor(now / 1000) + 86_400);
  });
});
