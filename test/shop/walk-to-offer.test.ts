import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_SITE } from '../../cli/demo/shop.ts';
import { type RecordedWalks, readBleWalks } from '../../cli/trace/ble-walks.ts';
import type { DecisionRow, ExposureRow, Footfall, PickupRow, VisitRow, ZoneStayRow } from '../../contract/http/hq-routes.ts';
import { PURPOSES } from '../../contract/records.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';
import { generateWalk } from '../../devices/simulator/walk.ts';
import { CHROMIUM, useBrowser } from '../support/browser.ts';
import { openShopFloor, type ShopFloor, until } from '../support/shop-floor.ts';
import { tool } from '../support/tools.ts';
import { builtWebApps } from '../support/web-build.ts';
import { zoneOffers } from '../support/zone-offers.ts';

const RECORDED = fileURLToPath(new URL('../../../shared/data/ble-walks', import.meta.url));
const START_MS = Date.now();
const DAY_MS = 86_400_000;
const SLOT_MS = 250;
/** As `settings.footfall.countStayMs` unless a site file says otherwise. */
const COUNTED_MS = 10_000;
/** Longer than the silence after which a shop closes a visit, where its site file says nothing else. */
const SILENCE_MS = 610_000;

const member = {
  memberId: 'M-1001',
  firstName: 'Ada',
  identifiers: [DEMO_BEACON],
  consents: PURPOSES.map((purpose) => ({ purpose, givenAt: new Date(START_MS - DAY_MS).toISOString() })),
  affinities: { wine: 0.4, bakery: 0.3 },
};
const offers = zoneOffers(DEMO_SITE.zones, START_MS);

type Walk = Pick<RecordedWalks, 'site' | 'lines' | 'truth'>;

function generated(): Walk {
  const { lines, truth } = generateWalk({ site: DEMO_SITE, seed: 6, mobile: DEMO_BEACON, startMs: START_MS, durationMs: 120_000 });
  return { site: DEMO_SITE, lines, truth };
}

async function recorded(track: string): Promise<Walk> {
  const walk = await readBleWalks(RECORDED, track, DEMO_BEACON, () => ({ at: () => {}, end: () => {} }));
  const shift = START_MS - (walk.lines[0]?.t ?? 0);
  return {
    site: walk.site,
    lines: walk.lines.map((line) => ({ ...line, t: line.t + shift })),
    truth: walk.truth.map((row) => ({ ...row, t: row.t + shift })),
  };
}

/** The messages of a walk by the quarter of a second in which they came. */
function slots(walk: Walk): Map<number, Walk['lines'][number][]> {
  const bySlot = new Map<number, Walk['lines'][number][]>();
  for (const line of walk.lines) {
    const t = Math.ceil(line.t / SLOT_MS) * SLOT_MS;
    bySlot.set(t, [...(bySlot.get(t) ?? []), line]);
  }
  return bySlot;
}

/** Share of the seconds of the visit that headquarters counted in the zone in which the walker truly was. */
function rightSeconds(walk: Walk, stays: readonly ZoneStayRow[]): number {
  const from = walk.lines[0]?.t ?? 0;
  const to = walk.lines.at(-1)?.t ?? 0;
  let right = 0;
  let all = 0;
  for (let t = from; t <= to; t += 1000) {
    const truth = walk.truth.findLast((row) => row.t <= t)?.zone;
    const told = stays.find((stay) => Date.parse(stay.enteredAt) <= t && t < Date.parse(stay.leftAt))?.zone;
    all += 1;
    if (told === truth) right += 1;
  }
  return right / all;
}

/** Where the walker truly was for so long at once that it counts as a visit of the zone. */
function countedZones({ truth, lines }: Walk): Set<string> {
  const until = (index: number): number => truth[index + 1]?.t ?? lines.at(-1)?.t ?? 0;
  return new Set(truth.flatMap(({ zone, t }, index) => (zone !== 'out' && until(index) - t >= COUNTED_MS ? [zone] : [])));
}

describe.skipIf(!tool('nats-server') || !CHROMIUM)(
  'from a carried beacon to an offer on a screen, an alert to staff and a footfall number',
  () => {
    const browser = useBrowser();
    const web = builtWebApps();

    async function openScreens(floor: ShopFloor, walk: Walk): Promise<ReadonlyMap<string, Page>> {
      const pages = new Map<string, Page>();
      for (const { id, zone } of walk.site.screens ?? []) {
        const page = await browser.open(floor.edge.link('screen', id));
        pages.set(zone, page);
      }
      await until(() => floor.edge.status().screens.every((screen) => screen.lastHelloAt !== undefined));
      return pages;
    }

    /** Plays the walk as twelve scanners would publish it, letting each offer be seen before time goes on. */
    async function play(floor: ShopFloor, walk: Walk, atOffer: (zone: string) => Promise<void>): Promise<void> {
      for (const [t, lines] of slots(walk)) {
        await floor.clock.advanceTo(t);
        await floor.publish(lines);
        const waiting = floor.edge.status().screens.filter((screen) => screen.state === 'waiting');
        for (const { zone } of waiting) await atOffer(zone);
        await until(() => floor.edge.status().screens.every((screen) => screen.state !== 'waiting'));
      }
      await floor.pass(SILENCE_MS);
    }

    async function tell(walk: Walk): Promise<void> {
      const floor = await openShopFloor({ site: walk.site, startMs: START_MS, webFolder: web.folder });
      const shop = walk.site.shop.id;
      await floor.importRows('members', [member]);
      await floor.importRows('catalogue', offers);
      await floor.importRows('orders', [
        { orderNumber: 'A-17', memberId: 'M-1001', state: 'ready', readyAt: new Date(START_MS).toISOString() },
      ]);
      await until(async () => {
        await floor.clock.advance(1);
        const { members, offers: known } = floor.edge.status();
        if (members === 0) await floor.clock.advanceTo(floor.clock.nowMs() + 10);
        return members === 1 && known === offers.length;
      });

      const screens = await openScreens(floor, walk);
      const [device] = walk.site.devices ?? [];
      const staff = await browser.open(floor.edge.link('staff', device?.id ?? ''));
      await staff.getByText('No pickups').or(staff.getByRole('heading')).first().waitFor();

      const seen: string[] = [];
      let rang = false;
      const offset = floor.clock.nowMs() + 1000 - START_MS;
      const shifted: Walk = {
        ...walk,
        lines: walk.lines.map((line) => ({ ...line, t: line.t + offset })),
        truth: walk.truth.map((row) => ({ ...row, t: row.t + offset })),
      };
      await play(floor, shifted, async (zone) => {
        const name = walk.site.zones.find((one) => one.id === zone)?.name ?? zone;
        await screens
          .get(zone)
          ?.getByText(new RegExp(`^${name} offer \\d$`, 'u'))
          .first()
          .waitFor();
        seen.push(zone);
        if (!rang) {
          await staff.getByText('A-17').first().waitFor();
          await staff.getByRole('button', { name: /on it/iu }).click();
          rang = true;
        }
      });

      const rows = async <Row>(what: string): Promise<Row[]> => (await floor.ask<{ rows: Row[] }>(`/api/shops/${shop}/${what}`)).rows;
      await until(async () => {
        await floor.clock.advance(250);
        const [visit] = await rows<VisitRow>('visits');
        return visit?.closedAt !== undefined;
      });

      const [visits, stays, exposures, decisions, pickups] = await Promise.all([
        rows<VisitRow>('visits'),
        rows<ZoneStayRow>('zone-stays'),
        rows<ExposureRow>('exposures'),
        rows<DecisionRow>('decisions'),
        rows<PickupRow>('pickups'),
      ]);
      expect(visits).toHaveLength(1);
      expect(new Set(stays.filter((stay) => stay.dwellMs >= COUNTED_MS).map((stay) => stay.zone))).toEqual(countedZones(shifted));
      expect(rightSeconds(shifted, stays)).toBeGreaterThan(0.8);
      // A pass-through may be over before it is sure enough to decide on.
      const decidedZones = new Set(decisions.map((decision) => decision.zone));
      expect([...countedZones(shifted)].filter((zone) => !decidedZones.has(zone))).toEqual([]);
      const onEntry = decisions.filter(({ trigger }) => trigger === 'zone' || trigger === 'return');
      expect(onEntry.length).toBeLessThanOrEqual(stays.length);
      expect(exposures.map((exposure) => exposure.zone).sort()).toEqual([...seen].sort());
      expect(exposures.length).toBeGreaterThan(0);
      for (const { candidates, refused, chosen, propensity } of decisions) {
        const tried = [...candidates.map(({ offer }) => offer), ...refused.flatMap((one) => one.offers)];
        expect(new Set(tried).size).toBe(offers.length);
        if (chosen !== undefined) expect(propensity).toBeGreaterThan(0);
      }
      expect(pickups).toMatchObject([{ stage: 'acknowledged' }]);
      const footfall = await floor.ask<Footfall>(`/api/shops/${shop}/footfall`);
      expect(footfall.quarters.reduce((sum, quarter) => sum + quarter.entries, 0)).toBe(1);

      const dashboard = await browser.open(floor.hq.link(), { viewport: { width: 1440, height: 1400 } });
      // A walk that began before midnight is no longer of today.
      await dashboard.getByText('7 days').click();
      await dashboard
        .getByText(exposures[0]?.offer ?? '')
        .first()
        .waitFor();
    }

    it('a generated walk', () => tell(generated()), 180_000);

    it.skipIf(!existsSync(RECORDED))('a walk that twelve real scanners recorded', async () => tell(await recorded('straight_05')), 180_000);
  },
);
