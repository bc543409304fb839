import { describe, expect, it } from 'vitest';
import { DEMO_DAY_MS, demoDay, demoLines, demoOrders } from '../../../cli/demo/day.ts';
import { demoOffers } from '../../../cli/demo/goods.ts';
import { demoMembers } from '../../../cli/demo/people.ts';
import { DEMO_SITE } from '../../../cli/demo/shop.ts';
import { runDemoTraffic } from '../../../cli/demo/traffic.ts';

const FROM_MS = Date.UTC(2027, 5, 1, 10);
const members = demoMembers(FROM_MS);
const options = { site: DEMO_SITE, members, seed: 1, fromMs: FROM_MS };
const day = demoDay(options);

describe('a day of the demo shop', () => {
  it('has members in it from its first minute on, each once at a time', () => {
    const beacons = new Set(members.flatMap(({ identifiers }) => identifiers.slice(0, 1)));
    const heard = new Set<string>();
    for (const { t, payload } of demoLines(options, day)) {
      if (t > FROM_MS + 60_000) break;
      heard.add(String((payload as { mobile?: unknown }).mobile));
    }
    expect([...heard].filter((mobile) => beacons.has(mobile)).length).toBeGreaterThan(1);
    const visits = day.visits.filter(({ person }) => person.member);
    expect(new Set(visits.map(({ person }) => person.devices[0]?.id))).toEqual(beacons);
    for (const beacon of beacons) {
      const own = visits.filter(({ person }) => person.devices[0]?.id === beacon);
      expect(own.filter(({ fromMs }, index) => fromMs < (own[index - 1]?.toMs ?? 0))).toEqual([]);
    }
  });

  it('has orders that are ready before they are collected', () => {
    const orders = demoOrders(options, day);
    expect(orders.length).toBeGreaterThan(20);
    expect(orders.filter(({ readyMs, collectedMs }) => readyMs >= collectedMs)).toEqual([]);
  });

  it('sells something and counts who comes in', () => {
    const topics = new Set<string>();
    for (const { t, topic } of demoLines(options, day)) {
      if (t > FROM_MS + 600_000) break;
      topics.add(topic);
    }
    expect(topics).toContain('aislegate/demo/till/till-1/receipt');
    expect(topics).toContain('aislegate/demo/counter/door-1');
    expect(topics).toContain('aislegate/demo/sighting/ceiling-1');
  });
});

describe('what members of the demo buy', () => {
  const receipts = [...demoLines({ ...options, fromMs: FROM_MS + DEMO_DAY_MS - 7_200_000 }, day)].filter(({ topic }) =>
    topic.endsWith('/receipt'),
  );
  const sold = receipts.map(({ payload }) => payload as { card?: string; lines: { product: string }[] });

  it('is on their card, and of nobody else', () => {
    const cards = new Set(sold.map(({ card }) => card));
    expect([...cards].filter((card) => card !== undefined).sort()).toEqual(['demo1', 'demo2', 'demo3', 'demo4', 'demo5', 'demo6']);
    expect(cards).toContain(undefined);
  });

  it('is sometimes what was on offer, and sometimes not', () => {
    const onOffer = new Set(demoOffers(FROM_MS).flatMap(({ products = [] }) => products));
    const own = sold.filter(({ card }) => card !== undefined).flatMap(({ lines }) => lines.map(({ product }) => onOffer.has(product)));
    expect(new Set(own)).toEqual(new Set([true, false]));
  });
});

describe('the traffic of the demo', () => {
  const run = (publish: (topic: string, stop: () => void) => Promise<void>, orders: string[] = []) => {
    const stop = new AbortController();
    const opened: string[] = [];
    let closed = 0;
    const running = runDemoTraffic({
      site: DEMO_SITE,
      members,
      seed: 1,
      startMs: FROM_MS,
      signal: stop.signal,
      connect: async (role) => {
        opened.push(role);
        return {
          publish: (topic) => publish(topic, () => stop.abort()),
          close: async () => {
            closed += 1;
          },
        };
      },
      order: async (memberId, orderNumber, state) => void orders.push(`${memberId} ${orderNumber} ${state}`),
    });
    return running.then(() => ({ orders, opened, closed }));
  };

  it('is heard over MQTT, an order ready with it, until the demo is stopped', async () => {
    const topics: string[] = [];
    const orders: string[] = [];
    const { opened, closed } = await run(async (topic, stop) => {
      topics.push(topic);
      if (topics.length >= 20 && orders.length > 0) stop();
    }, orders);
    expect(topics.every((topic) => topic.startsWith('aislegate/demo/'))).toBe(true);
    expect(orders[0]).toMatch(/^demo-\d D-1000 ready$/u);
    expect(closed).toBe(opened.length);
  });

  it('goes on when the broker is away', async () => {
    let failures = 0;
    const { closed, opened } = await run(async (_topic, stop) => {
      failures += 1;
      if (failures === 2) stop();
      throw new Error('away');
    });
    expect(failures).toBe(2);
    expect(closed).toBe(opened.length);
  });
});
