import type { Sighting } from '../../contract/sighting.ts';
import type { Site } from '../../contract/site.ts';
import { type CrowdOptions, crowd } from './arrivals.ts';
import { type Channel, type ChannelOptions, channel } from './channel.ts';
import { dice } from './dice.ts';
import { floorPlan, type Point } from './floor-plan.ts';
import { endOf, type Journey, type Placed, placedAt } from './journey.ts';
import type { Person, Place } from './people.ts';
import { type Receipt, receiptsOf, type Shown } from './purchases.ts';
import { shopRadio } from './shop-radio.ts';
import { storefront } from './storefront.ts';
import { wallsOf } from './walls.ts';

export interface ShopDayOptions extends CrowdOptions {
  readonly site: Site;
  readonly seed: number;
  readonly fixtures?: number;
  readonly channel?: ChannelOptions;
  /** When shelves are moved: half of the shadowing is another from then on. */
  readonly shelvesMovedMs?: number;
}

/** Somebody was inside from one moment until another. */
export interface TrueVisit {
  readonly person: Person;
  readonly fromMs: number;
  readonly toMs: number;
  /** Came back within minutes of leaving. */
  readonly again: boolean;
}

export interface TruePosition extends Point {
  readonly tMs: number;
  readonly person: Person;
  /** The id of the device, not what it sends: phones rotate that. */
  readonly device: string;
  readonly zone: string;
}

/** A day with a known truth. Sightings and positions are made as they are read: a day of them does not fit in memory. */
export interface ShopDay {
  readonly people: readonly Person[];
  readonly channel: Channel;
  /** Scanners whose place is known: the others hear nothing here. */
  readonly scanners: number;
  /** One per step over the threshold inwards, employees too: their number is the entries that a perfect door counter counts. */
  readonly visits: readonly TrueVisit[];
  readonly passersBy: readonly Person[];
  /** What the tills print, given the offers that people saw: these have true effects. */
  receipts(shown?: readonly Shown[], oddsOfOffer?: number): readonly Receipt[];
  sightings(fromMs?: number): Generator<Sighting>;
  /** Of every device, each full second while its owner is about. */
  positions(): Generator<TruePosition>;
}

export function shopDay(options: ShopDayOptions): ShopDay {
  const { site, seed, opensMs, closesMs, fixtures = 3 } = options;
  const chance = dice(seed);
  const front = storefront(site);
  const place: Place = { plan: floorPlan(site), front, walls: wallsOf(site, front.inside) };
  const air = channel(dice(chance.unit() * 2 ** 32), place.plan.scanners, { between: place.walls.between, ...options.channel });
  if (options.shelvesMovedMs !== undefined) air.moveShelves(dice(seed), options.shelvesMovedMs);
  const people = crowd(dice(chance.unit() * 2 ** 32), place, options);
  const radioSeed = chance.unit() * 2 ** 32;
  const visits = people
    .flatMap((person) => person.journeys.flatMap(({ inside }, index) => (inside ? [{ person, ...inside, again: index > 0 }] : [])))
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const standsAt = (journey: Journey, tMs: number) => standing(place, journey, tMs);
  return {
    people,
    channel: air,
    scanners: place.plan.scanners.length,
    visits,
    passersBy: people.filter((person) => person.kind === 'passer-by'),
    receipts: (shown, oddsOfOffer) => receiptsOf(people, shown, oddsOfOffer),
    sightings: (fromMs = Number.NEGATIVE_INFINITY) =>
      shopRadio(radioSeed, place, air, people, { opensMs, closesMs, fixtures, fromMs }, standsAt),
    *positions() {
      for (const person of people)
        for (const journey of person.journeys)
          for (let tMs = Math.ceil((journey.waypoints[0]?.tMs ?? 0) / 1000) * 1000; tMs <= endOf(journey); tMs += 1000) {
            const at = standsAt(journey, tMs);
            const zone = isInside(journey, tMs) ? place.plan.zoneAt(at ?? { x: 0, y: 0 }) : 'out';
            if (at) for (const device of person.devices) yield { tMs, person, device: device.id, x: at.x, y: at.y, zone };
          }
    },
  };
}

function isInside({ inside }: Journey, tMs: number): boolean {
  return inside !== undefined && tMs >= inside.fromMs && tMs < inside.toMs;
}

/** Beside the one who decides, but never in a wall. */
function standing({ front }: Place, journey: Journey, tMs: number): Placed | undefined {
  const leader = placedAt(journey, tMs);
  if (!leader) return undefined;
  const own = { x: leader.x + journey.aside.x, y: leader.y + journey.aside.y };
  return { ...(isInside(journey, tMs) ? front.keptInside(own) : own), headingRad: leader.headingRad };
}
