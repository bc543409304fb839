import type { MemberFields } from '../../contract/records.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { dayTrace } from '../../devices/simulator/day-trace.ts';
import { type ShopDay, shopDay } from '../../devices/simulator/shop-day.ts';
import { demoReceipts } from './purchases.ts';

export interface DemoDay {
  readonly site: Site;
  readonly members: readonly MemberFields[];
  readonly seed: number;
  readonly fromMs: number;
}

/** An order that a member comes for. */
export interface DemoOrder {
  readonly memberId: string;
  readonly orderNumber: string;
  readonly readyMs: number;
  readonly collectedMs: number;
}

/** People are in the shop when the demo begins: its day began before, and is a busy one by now. */
const BEFORE_MS = 3 * 3_600_000;
/** A day of the demo is followed by another. */
export const DEMO_DAY_MS = 12 * 3_600_000;
/** Enough of them that each member who is at home comes soon. */
const SHOPPERS_PER_HOUR = 60;
const MEMBER_SHARE = 0.6;
/** A street in which little happens, so that the demo asks little of the computer. */
const PASSING = 1;
/** The recorded floor's channel (Danis et al. 2022): an open plan. */
const OPEN_PLAN = { rssiAt1mDbm: -61.7, pathLossExponent: 1.48 };
const ORDER_EVERY = 3;
const READY_BEFORE_MS = 60_000;

/** A day of the demo shop from now on: the members with their beacons among everybody else. */
export function demoDay({ site, members, seed, fromMs }: DemoDay): ShopDay {
  return shopDay({
    site,
    seed,
    opensMs: fromMs - BEFORE_MS,
    closesMs: fromMs + DEMO_DAY_MS,
    shoppersPerHour: SHOPPERS_PER_HOUR,
    memberShare: MEMBER_SHARE,
    members: members.flatMap(({ identifiers }) => identifiers.slice(0, 1)),
    passing: PASSING,
    channel: OPEN_PLAN,
  });
}

/** What its gateways, tills and people counter publish from now on. */
export function* demoLines({ site, members, fromMs }: DemoDay, day: ShopDay): Generator<TraceLine> {
  const beacons = new Map(day.people.map(({ id, devices: [first] }) => [id, first?.id]));
  const receipts = day.receipts().filter(({ tMs }) => tMs >= fromMs);
  const told = {
    receipts: demoReceipts(receipts, (person) => beacons.get(person), members),
    visits: day.visits.filter((visit) => visit.fromMs > fromMs),
  };
  const untilMs = fromMs + DEMO_DAY_MS;
  for (const line of dayTrace(site.shop.id, day.sightings(fromMs), told)) {
    if (line.t >= untilMs) return;
    yield line;
  }
}

/** Every third visit of a member is for an order, which is ready just before they come. */
export function demoOrders({ members, fromMs }: Pick<DemoDay, 'members' | 'fromMs'>, day: ShopDay): DemoOrder[] {
  const memberOf = new Map(members.map(({ memberId, identifiers: [beacon] }) => [beacon, memberId]));
  return day.visits
    .flatMap(({ person, fromMs: cameMs, toMs }) => {
      if (toMs <= fromMs) return [];
      const memberId = memberOf.get(person.devices[0]?.id);
      return memberId !== undefined && person.member ? [{ memberId, cameMs, toMs }] : [];
    })
    .flatMap(({ memberId, cameMs, toMs }, visit) =>
      visit % ORDER_EVERY === 0
        ? [{ memberId, orderNumber: `D-${1000 + (visit % 9000)}`, readyMs: Math.max(fromMs, cameMs - READY_BEFORE_MS), collectedMs: toMs }]
        : [],
    );
}
