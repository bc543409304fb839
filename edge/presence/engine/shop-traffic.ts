import type { Shop } from '../../domain/shop.ts';
import type { Ground } from './ground.ts';
import { createListenerIndex } from './listener-index.ts';
import { USUAL } from './path-loss-fit.ts';
import type { Heard } from './presence-engine.ts';
import { strengthDbm } from './strength.ts';
import { drawStretches, type ReferenceTag, type Traffic, type TrafficReading } from './traffic.ts';

/** What the scanners of a shop heard of whomever, by device. */
export type HeardByDevice = ReadonlyMap<string, readonly Heard[]>;

/** By the indexes of the placed: what was heard of those who go about, and of the shop's own beacons. */
export interface ShopTraffic {
  readonly traffic: readonly Traffic[];
  readonly references: readonly ReferenceTag[];
}

export function shopTrafficOf(shop: Shop, { scannerOf }: Pick<Ground, 'scannerOf'>, heard: HeardByDevice): ShopTraffic {
  const listenerOf = createListenerIndex(shop);
  const traffic: Traffic[] = [];
  const references: ReferenceTag[] = [];
  for (const [mobile, device] of heard) {
    const readings = device.flatMap((one): TrafficReading[] => {
      const listener = listenerOf(one.anchor);
      const scanner = listener === undefined ? undefined : scannerOf[listener];
      if (listener === undefined || scanner === undefined || one.rssiDbm === undefined) return [];
      const rssiDbm = strengthDbm(one, shop.listeners[listener]?.kind ?? 'scanner', USUAL);
      return rssiDbm === undefined ? [] : [{ t: one.t, scanner, rssiDbm }];
    });
    const own = listenerOf(mobile);
    const { x, y } = (own === undefined ? undefined : shop.listeners[own]) ?? {};
    if (x !== undefined && y !== undefined) references.push({ x, y, readings });
    else if (own === undefined && readings.length > 0) traffic.push(readings);
  }
  return { traffic, references };
}

/** One stretch in so many, and as much of each tag's time, is not learnt from: it says whether what was learnt is true. */
const HELD_BACK = 5;

export function heldBackOf({ traffic, references }: ShopTraffic): { readonly taught: ShopTraffic; readonly heldBack: ShopTraffic } {
  const stretches = drawStretches(traffic).flat();
  const isHeldBack = (index: number): boolean => index % HELD_BACK === HELD_BACK - 1;
  const part = (tag: ReferenceTag, from: number, to: number): ReferenceTag => ({
    ...tag,
    readings: tag.readings.slice(Math.ceil(from * tag.readings.length), Math.ceil(to * tag.readings.length)),
  });
  const share = 1 - 1 / HELD_BACK;
  return {
    taught: {
      traffic: stretches.filter((_, index) => !isHeldBack(index)),
      references: references.map((tag) => part(tag, 0, share)),
    },
    heldBack: {
      traffic: stretches.filter((_, index) => isHeldBack(index)),
      references: references.map((tag) => part(tag, share, 1)),
    },
  };
}
