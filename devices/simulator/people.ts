import { type Device, memberApp, memberTag, phonesOf, staffTag } from './adverts.ts';
import type { Dice } from './dice.ts';
import type { FloorPlan, Point } from './floor-plan.ts';
import { endOf, type Journey, Steps } from './journey.ts';
import { type Interests, interestsOf } from './purchases.ts';
import type { Storefront } from './storefront.ts';
import { type Equipment, equipmentOf, trip } from './trip.ts';
import type { Walls } from './walls.ts';

export interface Person {
  readonly id: string;
  readonly kind: 'shopper' | 'staff' | 'passer-by';
  /** Who walk together share it. */
  readonly group: number;
  readonly equipment: Equipment;
  readonly bounced: boolean;
  readonly journeys: readonly Journey[];
  readonly devices: readonly Device[];
  /** A member consented, and carries a tag or the app: always their first device. */
  readonly member: boolean;
  readonly interests?: Interests;
}

/** What people need to know of the shop. */
export interface Place {
  readonly plan: FloorPlan;
  readonly front: Storefront;
  readonly walls: Walls;
}

/** Who of a shop's members comes. */
export interface Membership {
  readonly share: number;
  /** Of the members, those whose phone speaks for them; the others carry a tag. */
  readonly appShare: number;
  readonly intervalMs?: number;
  /** The tag of the next member, if one is at home; drawn where absent. */
  readonly take?: (fromMs: number, untilMs: number) => string | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const REENTRY = { share: 0.03, fromMs: 2 * MINUTE_MS, toMs: 20 * MINUTE_MS };
const BOUNCE_SHARE = 0.15;
/** Members of a group are within twice this of each other. */
const ASIDE_M = 0.6;
const STREET_M = 30;
const WINDOW = { share: 0.1, fromMs: 10_000, toMs: 60_000, reachM: 5, outM: 1 };
const SHIFT_MS = { from: 4 * HOUR_MS, to: 8 * HOUR_MS };

/** At least one; `lambda` of the untruncated Poisson is the shop's own. */
export function groupSize(chance: Dice, lambda: number): number {
  for (;;) {
    let size = 0;
    for (let left = chance.exponential(1); left < lambda; left += chance.exponential(1)) size += 1;
    if (size > 0) return size;
  }
}

/** Moussaid 2010: the larger the group, the slower in the street. */
export function streetSpeed(size: number): number {
  return Math.max(0.5, 1.26 - 0.04 * size);
}

/** A group that comes in: one decides, the others keep beside. */
export function shoppers(
  chance: Dice,
  place: Place,
  group: number,
  size: number,
  membership: Membership,
  atMs: number,
  closesMs: number,
): Person[] {
  const equipment = equipmentOf(chance);
  const bounced = chance.unit() < BOUNCE_SHARE;
  const zones = place.plan.zones.filter((zone) => !place.plan.tills.includes(zone));
  const interests = interestsOf(chance, zones);
  const visit = { interests, equipment, bounced, streetMPerS: streetSpeed(size), closesMs };
  const first = trip(chance, place, atMs, visit);
  const again = chance.unit() < REENTRY.share;
  const backMs = (first.inside?.toMs ?? 0) + chance.between(REENTRY.fromMs, REENTRY.toMs);
  const journeys = again && backMs < closesMs ? [first, trip(chance, place, backMs, { ...visit, threshold: true })] : [first];
  return Array.from({ length: size }, (_, index) => {
    const id = `shopper-${group}-${index + 1}`;
    const aside = index === 0 ? { x: 0, y: 0 } : besides(chance);
    const carried = memberDevice(chance, membership, (group * 16 + index) % 65_536, journeys);
    // One of a group has the list.
    const own = journeys.map(({ considered, paid, ...journey }) =>
      index === 0 && considered && paid ? { ...journey, aside, considered, paid } : { ...journey, aside },
    );
    const devices = [...carried, ...phonesOf(chance, id)];
    return { id, kind: 'shopper', group, equipment, bounced, journeys: own, devices, member: carried.length > 0, interests };
  });
}

function memberDevice(
  chance: Dice,
  { share, appShare, intervalMs, take }: Membership,
  number: number,
  journeys: readonly Journey[],
): Device[] {
  if (chance.unit() >= share) return [];
  const drawn = chance.unit() < appShare ? memberApp(chance, number) : memberTag(chance, number);
  const id = take ? take(journeys[0]?.waypoints[0]?.tMs ?? 0, Math.max(...journeys.map(endOf))) : drawn.id;
  return id === undefined ? [] : [{ ...drawn, id, ...(intervalMs !== undefined && { intervalMs }) }];
}

/** Along the facade, two to six metres out; one in ten stops at the window. */
export function passersBy(chance: Dice, { front }: Place, group: number, size: number, atMs: number): Person[] {
  const way = chance.unit() < 0.5 ? -1 : 1;
  const outM = chance.between(2, 6);
  const speed = streetSpeed(size);
  const steps = new Steps(atMs, front.place(-way * STREET_M, outM));
  if (chance.unit() < WINDOW.share) {
    steps.walk(front.place(chance.between(-WINDOW.reachM, WINDOW.reachM), WINDOW.outM), speed);
    steps.stand(chance.between(WINDOW.fromMs, WINDOW.toMs));
  }
  steps.walk(front.place(way * STREET_M, outM), speed);
  return Array.from({ length: size }, (_, index) => {
    const id = `passer-by-${group}-${index + 1}`;
    const journey = { waypoints: steps.waypoints, aside: index === 0 ? { x: 0, y: 0 } : besides(chance) };
    return {
      id,
      kind: 'passer-by',
      group,
      equipment: 'none',
      bounced: false,
      journeys: [journey],
      devices: phonesOf(chance, id),
      member: false,
    };
  });
}

/** A shift of four to eight hours, with a badge. */
export function employee(chance: Dice, place: Place, number: number, opensMs: number, closesMs: number, intervalMs?: number): Person {
  const lengthMs = Math.min(closesMs - opensMs, chance.between(SHIFT_MS.from, SHIFT_MS.to));
  const atMs = chance.between(opensMs, closesMs - lengthMs);
  const journey = trip(chance, place, atMs, {
    equipment: 'none',
    bounced: false,
    streetMPerS: streetSpeed(1),
    closesMs,
    shiftMs: lengthMs,
  });
  const id = `staff-${number}`;
  const devices = [{ ...staffTag(number), ...(intervalMs !== undefined && { intervalMs }) }, ...phonesOf(chance, id)];
  return { id, kind: 'staff', group: -number, equipment: 'none', bounced: false, journeys: [journey], devices, member: false };
}

function besides(chance: Dice): Point {
  const angle = chance.between(0, 2 * Math.PI);
  const farM = ASIDE_M * Math.sqrt(chance.unit());
  return { x: farM * Math.cos(angle), y: farM * Math.sin(angle) };
}
