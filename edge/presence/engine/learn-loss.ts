import type { Shop } from '../../domain/shop.ts';
import { createFloorGrid } from './floor-grid.ts';
import { POSITIONS_RECIPE } from './grid-engine.ts';
import { createListenerIndex } from './listener-index.ts';
import type { PathLoss } from './path-loss.ts';
import type { Heard } from './presence-engine.ts';
import { learnFromTraffic } from './self-calibration.ts';
import { floorPlanOf, placedListeners, scannersOf } from './shop-floor.ts';
import { strengthDbm, TYPICAL_LOSS } from './strength.ts';
import type { ReferenceTag, Traffic, TrafficReading } from './traffic.ts';

/**
 * The path loss of a shop from what its scanners heard of whomever, by device; the shop's own beacons among them are tags whose place is known.
 * Undefined where the site file has no floor, or scanners have no places: nothing is reckoned from path loss there.
 */
export function learnLoss(shop: Shop, heard: ReadonlyMap<string, readonly Heard[]>): PathLoss | undefined {
  const placed = placedListeners(shop);
  if (shop.floor === undefined || placed.length === 0) return undefined;
  const listenerOf = createListenerIndex(shop);
  const scannerOf = scannersOf(placed, shop.listeners.length);

  function trafficOf(device: readonly Heard[]): Traffic {
    return device.flatMap((one): TrafficReading[] => {
      const listener = listenerOf(one.anchor);
      const scanner = listener === undefined ? undefined : scannerOf[listener];
      if (listener === undefined || scanner === undefined || one.rssiDbm === undefined) return [];
      const rssiDbm = strengthDbm(one, shop.listeners[listener]?.kind ?? 'scanner', TYPICAL_LOSS);
      return rssiDbm === undefined ? [] : [{ t: one.t, scanner, rssiDbm }];
    });
  }

  const traffic: Traffic[] = [];
  const references: ReferenceTag[] = [];
  for (const [mobile, device] of heard) {
    const readings = trafficOf(device);
    const own = listenerOf(mobile);
    const { x, y } = (own === undefined ? undefined : shop.listeners[own]) ?? {};
    if (x !== undefined && y !== undefined) references.push({ x, y, readings });
    else if (own === undefined && readings.length > 0) traffic.push(readings);
  }
  const grid = createFloorGrid(floorPlanOf(shop, shop.floor));
  const { offsetsDb, ...loss } = learnFromTraffic({ grid, scanners: placed, recipe: POSITIONS_RECIPE }, traffic, references);
  return { ...loss, offsetsDb: scannerOf.map((scanner) => (scanner === undefined ? 0 : (offsetsDb[scanner] ?? 0))) };
}
