import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PersonalData, SignedReceipt } from '../../contract/privacy.ts';
import { PURPOSES } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import { verifyReceipt } from '../../platform/receipt-signature.ts';
import { publicKeyOf } from '../../platform/signing-key.ts';
import { emptyPages } from '../support/empty-pages.ts';
import { openShopFloor, type ShopFloor } from '../support/shop-floor.ts';
import { tool } from '../support/tools.ts';
import { zoneOffers } from '../support/zone-offers.ts';

const TAG_UUID = '5a17c0de-feed-4bad-a555-0123456789ab';
const TAG = `ibeacon:${TAG_UUID}-7-4711`;
const TOKEN_KEY = '6b1f0f3c9ad24e5588bb7a10c2d3e4f5';
const IRK = 'c0ffee00112233445566778899aabbcc';
const MEMBER = {
  memberId: 'member-zq-7781',
  firstName: 'Zelmirabelle',
  identifiers: [TAG, 'card:9988776655', `token-key:${TOKEN_KEY}`, `irk:${IRK}`],
  consents: PURPOSES.map((purpose) => ({ purpose, givenAt: '2020-01-01T00:00:00Z' })),
  segments: ['quince-lovers'],
  tier: 'platinum-zq',
  vouchers: [{ id: 'voucher-zq-9', kind: 'gift-card', value: 31.37 }],
  purchases: [{ product: 'quince-jelly', times: 3, lastOn: '2026-01-02' }],
};
/** What of it is for one member headquarters grants to the shop in which she is. */
const CAMPAIGN = { type: 'campaign', id: 'spring', name: 'Every zone', unit: 'exposures', perMember: 3 };
const ORDER_NUMBER = 'ORD-ZQ-31337';

/** Whatever of the member could be found in a file: texts as they are, hex also as bytes. */
const CLEAR: readonly Buffer[] = [
  ...[
    'zq-7781',
    'Zelmirabelle',
    TAG_UUID,
    TAG_UUID.replaceAll('-', ''),
    '9988776655',
    TOKEN_KEY,
    IRK,
    'quince',
    'platinum-zq',
    'voucher-zq',
    'ZQ-31337',
  ].map((text) => Buffer.from(text)),
  ...[TAG_UUID.replaceAll('-', ''), TOKEN_KEY, IRK].map((hex) => Buffer.from(hex, 'hex')),
];

const SITE: Site = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  zones: [{ id: 'wine', name: 'Wine' }],
  scanners: [{ id: 'w1', zone: 'wine' }],
  screens: [{ id: 'wine-screen', zone: 'wine' }],
};

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** Servers at work put files aside at any moment. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Names of the files that hold one of those. */
function holding(folders: readonly string[], needles: readonly Buffer[]): string[] {
  return folders.flatMap(filesIn).flatMap((file) => {
    const content = contentOf(file);
    return needles.flatMap((needle) => (content.includes(needle) ? [`${file}: ${needle.toString('latin1')}`] : []));
  });
}

async function tillOf({ edge, secrets }: ShopFloor) {
  const user = secrets.edge.mqttUsers.find(({ role }) => role === 'till');
  const till = await connectAsync(edge.mqttUrl, { username: user?.username ?? '', password: user?.password ?? '', protocolVersion: 4 });
  onTestFinished(() => till.endAsync());
  return (topic: string, body: object) => till.publishAsync(`aislegate/lyon/${topic}`, JSON.stringify(body), { qos: 1 });
}

describe.skipIf(!tool('nats-server'))('a member who is erased at headquarters while the shop is cut off', () => {
  it('is in no file in clear before, and in none at all after: journal, stores, write-ahead logs and stream blocks included', async () => {
    const floor = await openShopFloor({ site: SITE, startMs: Date.now(), webFolder: emptyPages() });
    const { ask, clock, data, edge, servers, secrets } = floor;
    const [lyon] = servers.shops;
    const folders = [data, servers.folder];
    const tell = await tillOf(floor);
    const json = (body: object): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const soon = (check: () => unknown) =>
      expect.poll(
        async () => {
          await clock.advance(500);
          return check();
        },
        { timeout: 60_000, interval: 50 },
      );
    const kinds = async () => (await ask<{ rows: unknown[] }>('/api/shops/lyon/visits')).rows.length;

    await floor.importRows('catalogue', zoneOffers(SITE.zones, Date.now()));
    await floor.importRows('rules', [CAMPAIGN]);
    await soon(() => edge.status().offers).toBeGreaterThan(0);
    await floor.importRows('members', [MEMBER]);
    await floor.importRows('orders', [
      { orderNumber: ORDER_NUMBER, memberId: MEMBER.memberId, state: 'ready', readyAt: '2026-01-01T09:00:00Z' },
    ]);
    await soon(() => edge.status().members).toBe(1);
    await tell('card/w1/tap', { card: '9988776655', eventId: 'tap-1' });
    await tell('till/till-1/receipt', {
      eventId: 'r-1',
      card: '9988776655',
      lines: [{ product: 'quince-cheese', quantity: 1, amount: 4 }],
      total: 4,
    });
    await soon(kinds).toBeGreaterThan(0);
    await soon(() => edge.status().headquarters.unconfirmedFacts).toBe(0);
    const holdings = async () => (await ask<PersonalData>('/api/privacy/export', json({ memberId: MEMBER.memberId }))).holdings;
    const granted = async () => (await holdings()).filter(({ what }) => what === 'member-grants').flatMap(({ rows }) => rows);
    await soon(granted).toMatchObject([{ campaign: CAMPAIGN.id, shop: 'lyon', granted: 3 }]);

    const held = await ask<PersonalData>('/api/privacy/export', json({ memberId: MEMBER.memberId }));
    const { subject } = held;
    expect([held.away, held.shops?.map(({ shop }) => shop)]).toEqual([[], ['lyon']]);
    for (const clear of ['Zelmirabelle', ORDER_NUMBER, 'quince-cheese', TOKEN_KEY]) expect(JSON.stringify(held)).toContain(clear);
    expect(holding(folders, CLEAR)).toEqual([]);

    await lyon?.server.stop();
    await tell('till/till-1/receipt', {
      eventId: 'r-2',
      card: '9988776655',
      lines: [{ product: 'quince-tart', quantity: 1, amount: 6 }],
      total: 6,
    });
    await tell('card/w1/tap', { card: '9988776655', eventId: 'tap-2' });
    const first = await ask<SignedReceipt>('/api/privacy/erasures', json({ memberId: MEMBER.memberId }));
    expect(first.receipt).toMatchObject({
      pending: ['lyon'],
      complete: false,
      headquarters: { removed: { keys: 1, members: 1, orders: 1, 'member-grants': 1 } },
    });
    expect(edge.status().members).toBe(1);
    await expect(ask('/api/privacy/export', json({ memberId: MEMBER.memberId }))).rejects.toThrow('PRV_NO_MEMBER');

    await lyon?.server.start();
    const receipt = () => ask<SignedReceipt>('/api/privacy/receipts', json({ erasureId: first.receipt.erasureId }));
    await soon(async () => (await receipt()).receipt.complete).toBe(true);
    const last = await receipt();
    // Buckets come side by side: what the removal of the record took already is not counted again.
    expect(last.receipt.shops).toMatchObject([{ shop: 'lyon', erasedAt: expect.any(String) }]);
    expect(verifyReceipt(last, publicKeyOf(secrets.hq.receiptKey)).ok).toBe(true);
    expect(edge.status().members).toBe(0);
    await soon(() => edge.status().headquarters.unconfirmedFacts).toBe(0);
    expect(await kinds()).toBe(0);
    expect((await ask<{ rows: { visits: number }[] }>('/api/shops')).rows).toMatchObject([{ visits: 0 }]);

    await tell('card/w1/tap', { card: '9988776655', eventId: 'tap-3' });
    await clock.advance(5000);
    await edge.settled();
    expect(holding(folders, CLEAR)).toEqual([]);
    // That files are looked into at all: what is left for ever is found, in the database of headquarters and in the shop's journal.
    const tombstones = holding(folders, [Buffer.from(subject)]).join('\n');
    for (const place of [`${data}/hq/database`, `${data}/edge/journal.lmdb`, 'jetstream']) expect(tombstones).toContain(place);
    expect(folders.flatMap(filesIn).length).toBeGreaterThan(100);
  }, 180_000);
});
