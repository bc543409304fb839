import { expect, it } from 'vitest';
import { demoMembers } from '../../../cli/demo/people.ts';
import { DEMO_SITE } from '../../../cli/demo/shop.ts';
import { runDemoTraffic } from '../../../cli/demo/traffic.ts';

it('a demo shopper is heard over MQTT, an order ready before, until the demo is stopped', async () => {
  const stop = new AbortController();
  const topics: string[] = [];
  const orders: string[] = [];
  let closed = 0;
  const running = runDemoTraffic({
    site: DEMO_SITE,
    members: demoMembers(0),
    seed: 1,
    signal: stop.signal,
    connect: async () => ({
      publish: async (topic) => {
        topics.push(topic);
        if (topics.some((heard) => heard.startsWith('espresense/devices/iBeacon:'))) stop.abort();
      },
      close: async () => {
        closed += 1;
      },
    }),
    order: async (memberId, orderNumber, state) => {
      orders.push(`${memberId} ${orderNumber} ${state}`);
    },
  });
  await expect(running).resolves.toBeUndefined();
  expect(topics.filter((topic) => topic.endsWith('/status'))).toHaveLength(DEMO_SITE.scanners.length);
  expect(orders[0]).toBe('demo-1 D-1001 ready');
  expect(closed).toBe(1);
});
