import type { Site } from '../../../contract/site.ts';
import { type Channel, channel } from '../../../devices/simulator/channel.ts';
import { type Dice, dice } from '../../../devices/simulator/dice.ts';
import { floorPlan } from '../../../devices/simulator/floor-plan.ts';
import { type Route, route } from '../../../devices/simulator/route.ts';
import { storefront } from '../../../devices/simulator/storefront.ts';
import { wallsOf } from '../../../devices/simulator/walls.ts';
import type { Heard } from '../../../edge/presence/engine/presence-engine.ts';

/** Somebody with a tag in a pocket who goes from zone to zone, to each of them alike. */
export interface Visitor {
  readonly heard: readonly Heard[];
  zoneAt(t: number): string;
}

export interface Crowd {
  readonly visitors: number;
  readonly minutes: number;
}

const ADVERT_MS = 1000;
const ADVERT_DELAY_MS = 10;
/** Where somebody looks to is where the next step goes. */
const AHEAD_MS = 300;

/** Visitors of one generated shop: its radio is drawn anew with each seed, the floor is the site file's. */
export function visitorsOf(site: Site, seed: number, { visitors, minutes }: Crowd): Visitor[] {
  const plan = floorPlan(site);
  const { between } = wallsOf(site, storefront(site).inside);
  const chance = dice(seed);
  const air = channel(dice(chance.unit() * 2 ** 32), plan.scanners, { between });
  const anchors = plan.scanners.map(({ id }) => id);
  return Array.from({ length: visitors }, () => {
    // Each from dice of its own: the ways stay the same when a scanner is added.
    const [ways, radio] = [dice(chance.unit() * 2 ** 32), dice(chance.unit() * 2 ** 32)];
    const walked = route(plan, ways, minutes * 60_000);
    return { heard: heardOn(walked, minutes * 60_000, air, anchors, radio), zoneAt: (t) => plan.zoneAt(walked(t)) };
  });
}

function heardOn(walked: Route, untilMs: number, air: Channel, anchors: readonly string[], chance: Dice): Heard[] {
  const carried = air.carried(dice(chance.unit() * 2 ** 32), 'pocket');
  const heard: Heard[] = [];
  let headingRad = chance.between(-Math.PI, Math.PI);
  for (let t = chance.between(0, ADVERT_MS); t < untilMs; t += ADVERT_MS + chance.between(0, ADVERT_DELAY_MS)) {
    const [at, next] = [walked(t), walked(t + AHEAD_MS)];
    if (at.x !== next.x || at.y !== next.y) headingRad = Math.atan2(next.y - at.y, next.x - at.x);
    for (const [scanner, anchor] of anchors.entries()) {
      const rssiDbm = carried.hear(scanner, t, at, headingRad);
      if (rssiDbm !== undefined) heard.push({ t: Math.round(t), anchor, rssiDbm });
    }
  }
  return heard;
}
