import type { Shop } from '../../domain/shop.ts';
import { ShopTrack, type TrackPlan } from './device-track.ts';
import { DOOR_STEP_MS } from './door-engine.ts';
import { gradeOf, insideOf, type Learnt } from './grade.ts';
import { gridSource } from './grid-source.ts';
import { createListenerIndex } from './listener-index.ts';
import { Liveness } from './liveness.ts';
import type { PathLoss } from './path-loss.ts';
import { USUAL } from './path-loss-fit.ts';
import type { Grade, PresenceEngine } from './presence-engine.ts';
import { clusterSource, doorSource, fixSource, STEP_MS, type ZoneSource } from './zone-source.ts';

/** The zone engine that a shop's site file, and what was learnt of it, allow. */
export function createPresenceEngine(shop: Shop, learnt: Learnt = {}): PresenceEngine {
  const grade = gradeOf(shop, learnt);
  const inside = insideOf(shop);
  const listenerOf = createListenerIndex(shop);
  const loss: PathLoss = learnt.loss ?? { ...USUAL, offsetsDb: shop.listeners.map(() => 0) };
  const liveness = new Liveness(shop.listeners.length);
  const plan: TrackPlan = {
    shop,
    loss,
    stepMs: inside === undefined ? STEP_MS : DOOR_STEP_MS,
    listenerOf,
    liveness,
    hasDoor: inside !== undefined,
    sources: [
      ...(inside === undefined ? [] : [doorSource(shop, inside, liveness.isAlive)]),
      ...zoneSources(shop, grade, inside, learnt, loss, liveness.isAlive),
    ],
  };
  return {
    grade,
    stepMs: grade === 'door' ? DOOR_STEP_MS : STEP_MS,
    knows: (anchor) => listenerOf(anchor) !== undefined,
    track: () => new ShopTrack(plan),
  };
}

/** The sources of a grade, those that know best first. */
function zoneSources(
  shop: Shop,
  grade: Grade,
  inside: string | undefined,
  learnt: Learnt,
  loss: PathLoss,
  isAlive: (listener: number) => boolean,
): readonly ZoneSource[] {
  if (grade === 'door') return [];
  if (shop.floor === undefined || grade === 'scanners') {
    const fixes = fixSource(shop);
    return [...(fixes ? [fixes] : []), clusterSource(shop, inside, isAlive, () => true)];
  }
  // Zones that are on no plan are those of their scanners.
  const hasNoPlace = (zone: string): boolean => shop.zones.get(zone)?.polygon === undefined;
  const isRoom = ({ zone }: { readonly zone: string | undefined }): boolean => zone !== undefined && zone !== inside && hasNoPlace(zone);
  const rooms = shop.listeners.some(isRoom) ? [clusterSource(shop, inside, isAlive, hasNoPlace)] : [];
  return [...rooms, gridSource(shop, shop.floor, learnt, loss)];
}
