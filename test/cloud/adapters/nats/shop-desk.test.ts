import { describe, expect, it } from 'vitest';
import { openBuckets } from '../../../../cloud/adapters/nats/buckets.ts';
import { createShopDesk } from '../../../../cloud/adapters/nats/shop-desk.ts';
import { prepareStreams } from '../../../../cloud/adapters/nats/streams.ts';
import { exportSealContext, type Holdings } from '../../../../contract/privacy.ts';
import { seal } from '../../../../contract/seal.ts';
import { BUCKETS } from '../../../../contract/subjects.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { createHeadquarters } from '../../../../edge/adapters/nats/headquarters.ts';
import { numberedFact } from '../../../../edge/journal/fact.ts';
import { systemClock } from '../../../../platform/clock.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { visitOpened } from '../../../support/facts.ts';
import { linkHeadquarters, linkShop } from '../../../support/nats-links.ts';
import { startNatsServers } from '../../../support/nats-servers.ts';
import { tool } from '../../../support/tools.ts';

const ADA = 'ab'.repeat(16);
const KEY = new Uint8Array(32).fill(7);
const ORDER = { erasureId: '0e'.repeat(16), subject: ADA, requestedAt: '2026-06-01T09:00:00.000Z' };
const patience = { timeout: 30_000, interval: 50 };

async function shopAndHeadquarters() {
  const servers = await startNatsServers(['lyon']);
  const [lyon] = servers.shops;
  if (!lyon) throw new Error('no shop');
  const { connection } = await linkHeadquarters(servers);
  await prepareStreams({ connection, factBytes: 8 << 20, bucketBytes: 4 << 20 });
  const clock = systemClock({
    onError: (error) => {
      throw error;
    },
  });
  const random = seededRandom(3);
  const link = await linkShop(lyon);
  const shop = createHeadquarters({ link, shop: 'lyon', clock, random, telemetry: new FakeTelemetry(), heartbeatMs: 300, timeoutMs: 1000 });
  const desk = (timeoutMs: number) => createShopDesk({ connection, clock, random, timeoutMs });
  return { shop, desk, connection, buckets: await openBuckets({ connection }) };
}

describe.skipIf(!tool('nats-server'))('headquarters and a shop over real nats-servers', () => {
  it('asks what the shop holds of somebody and gets it in parts; a shop that does not answer is told from one that holds nothing', async () => {
    const { shop, desk } = await shopAndHeadquarters();
    const asking = desk(300);
    expect(await asking.holdings('lyon', ADA, KEY)).toBeUndefined();
    const pieces: Holdings[] = [[{ what: 'member', rows: [{ firstName: 'Ada' }] }], [{ what: 'orders', rows: [{ id: 'o-1' }] }]];
    shop.onExport(({ requestId, subject }) => {
      if (subject !== ADA) return [{ requestId, part: 0, parts: 0 }];
      const parts = pieces.map((piece, part) => ({
        requestId,
        part,
        parts: pieces.length,
        sealed: seal(KEY, exportSealContext(requestId, part), piece, new Uint8Array(12).fill(part)),
      }));
      return parts.reverse();
    });
    await expect.poll(() => asking.holdings('lyon', ADA, KEY), patience).toEqual(pieces.flat());
    await expect.poll(() => asking.holdings('lyon', 'cd'.repeat(16), KEY), patience).toEqual([]);
    expect(await asking.holdings('lyon', ADA, new Uint8Array(32))).toBeUndefined();
    shop.close();
  });

  it('tells a connected shop at once whom to erase', async () => {
    const { shop, desk } = await shopAndHeadquarters();
    const told: unknown[] = [];
    shop.onErase((record) => void told.push(record));
    await expect
      .poll(() => {
        desk(300).erase('lyon', ORDER);
        return told.at(-1);
      }, patience)
      .toEqual(ORDER);
    shop.close();
  });

  it('is told nothing by a shop, and tells it nothing else, until who was erased meanwhile is erased there', async () => {
    const { shop, buckets } = await shopAndHeadquarters();
    await buckets.put('erasures', `all.${ADA}`, ORDER);
    await buckets.put('catalogue', 'all.offer-1', { id: 'offer-1' });
    const order: string[] = [];
    let erased = (): void => {};
    const erasing = new Promise<void>((resolve) => {
      erased = resolve;
    });
    shop.watch(BUCKETS, ({ bucket }) => {
      order.push(bucket);
      return bucket === 'erasures' ? erasing : undefined;
    });
    const fact = numberedFact('lyon', { epoch: 'd'.repeat(24), sequence: 1 }, visitOpened(1));
    await expect.poll(() => order, patience).toEqual(['erasures']);
    await expect(shop.send([fact])).rejects.toMatchObject({ code: 'HQ_UNREACHABLE' });
    expect(order).toEqual(['erasures']);
    erased();
    await expect.poll(() => order, patience).toEqual(['erasures', 'catalogue']);
    await expect
      .poll(
        () =>
          shop.send([fact]).then(
            () => 'taken',
            () => 'refused',
          ),
        patience,
      )
      .toBe('taken');
    shop.close();
  });
});
