import { describe, expect, it, onTestFinished } from 'vitest';
import { PURPOSES } from '../../contract/records.ts';
import { SITE, World } from '../support/virtual-shop.ts';

const MINUTE_MS = 60_000;
const PHONE = 'wifi:347e5c000002';
const BAKERY_AP = 'a8469d000063';
const WINE_AP = 'a8469d000064';

/** What a Meraki cloud posts once a minute, of a phone that its access points heard `ageMs` before. */
async function afternoon(ageMs: number, aps: readonly string[]): Promise<World> {
  // As docs/gateways.md says for clouds that post once a minute.
  const settings = { ingest: { silentAfterMs: 180_000 } };
  const scanners = [
    { id: BAKERY_AP, zone: 'bakery' },
    { id: WINE_AP, zone: 'wine' },
  ];
  const world = new World({ ...SITE, scanners, settings });
  world.member(PURPOSES, { identifiers: [PHONE] });
  await world.open();
  onTestFinished(() => world.close());
  for (const nearestApMac of aps) {
    const time = new Date(world.clock.nowMs() - ageMs).toISOString();
    const observation = { locations: [], clientMac: '34:7e:5c:00:00:02', latestRecord: { time, nearestApMac, nearestApRssi: -60 } };
    const body = { version: '3.0', secret: '********', type: 'WiFi', data: { observations: [observation] } };
    const payload = Buffer.from(JSON.stringify(body));
    world.shop.pipeline.receive({ rx: world.clock.nowMs(), source: 'http', topic: '/ingest/meraki-v3', payload });
    await world.pass(MINUTE_MS);
  }
  return world;
}

describe('a shop whose access points tell their cloud, which posts once a minute', () => {
  it.each([1000, 20_000, 45_000])('follows a member from zone to zone by the minute, though each post is %d ms old', async (ageMs) => {
    const world = await afternoon(ageMs, [BAKERY_AP, BAKERY_AP, BAKERY_AP, WINE_AP, WINE_AP]);
    expect(world.facts('visit-opened')).toMatchObject([{ zone: 'bakery' }]);
    expect(world.facts('zone-stay')).toMatchObject([{ zone: 'bakery' }]);
    await world.pass(11 * MINUTE_MS);
    expect(world.facts('visit-closed')).toHaveLength(1);
  });

  it('knows nobody by a single post', async () => {
    expect((await afternoon(1000, [BAKERY_AP])).facts('visit-opened')).toEqual([]);
  });
});
