import { describe } from 'vitest';
import { createBus } from '../../../../edge/adapters/nats/bus.ts';
import { busContract } from '../../../contract/bus.ts';
import { linkShop } from '../../../support/nats-links.ts';
import { startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

describe.skipIf(!tool('nats-server'))('NATS', () => {
  busContract('a real nats-server', async () => {
    const servers = await startNatsServers(['demo']);
    const [shop] = servers.shops;
    if (!shop) throw new Error('no shop');
    const link = await linkShop(shop);
    const device = await linkShop(shop);
    return {
      bus: createBus({ link }),
      deliver: async (subject, payload) => {
        device.connection.publish(subject, payload);
        await device.connection.flush();
      },
      settle: () => link.connection.flush(),
      cut: () => shop.server.stop(),
      restore: () => shop.server.start(),
    };
  });
});
