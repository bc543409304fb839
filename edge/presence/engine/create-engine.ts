import type { Shop } from '../../domain/shop.ts';
import { ShopTrack, type TrackPlan } from './device-track.ts';
import { DOOR_STEP_MS } from './door-engine.ts';
import { gradeOf, insideOf, type Learnt } from './grade.ts';
import { gridSource } from './grid-source.ts';
import { type Ground, groundOf } from './ground.ts';
import { createListenerIndex } from './listener-index.ts';
import { Liveness } from './liveness.ts';
import type { PathLoss } from './path-loss.ts';
import { USUAL } from './path-loss-fit.ts';
import type { Grade, PresenceEngine } from './presence-engine.ts';
import { clusterSource, doorSource, fixSource, gateSource, STEP_MS, type ZoneSource } from './zone-source.ts';

/** The zone engine that a shop's site file, and what was learnt of it, allow; `ground` where it is worked out already. */
export function createPresenceEngine(shop: Shop, learnt: Learnt = {}, ground?: Ground): PresenceEngine {
  const grade = gradeOf(shop, learnt);
  const inside = insideOf(shop);
  const listenerOf = createListenerIndex(shop);
  const loss: PathLoss = learnt.loss ?? { ...USUAL, offsetsDb: shop.listeners.map(() => 0) };
  const liveness = new Liveness(shop.listeners.length);
  const door = sidesOf(shop, inside, liveness.isAlive);
  const plan: TrackPlan = {
    shop,
    loss,
    stepMs: door?.stepMs ?? STEP_MS,
    listenerOf,
    liveness,
    hasDoor: door !== undefined,
    sources: [...(door ? [door] : []), ...zoneSources(shop, grade, inside, learnt, ground, liveness)],
  };
  return {
    grade,
    stepMs: grade === 'door' ? DOOR_STEP_MS : STEP_MS,
    knows: (anchor) => listenerOf(anchor) !== undefined,
    track: () => new ShopTrack(plan),
  };
}

/** What tells outside from inside: where scanners stand in the shop, too, all of them, for those at the door do not hear who is deep in it. */
function sidesOf(shop: Shop, inside: string | undefined, isAlive: (listener: number) => boolean): ZoneSource | undefined {
  const has = (wanted: 'inside' | 'outside' | undefined): boolean => shop.listeners.some(({ side }) => side === wanted);
  if (!has('outside')) return undefined;
  if (has(undefined)) return gateSource(shop, inside);
  return has('inside') ? doorSource(shop, inside, isAlive) : undefined;
}

/** The sources of a grade, those that know best first. */
function zoneSources(
  shop: Shop,
  grade: Grade,
  inside: string | undefined,
  learnt: Learnt,
  known: Ground | undefined,
  { isAlive, isHearing }: Liveness,
): readonly ZoneSource[] {
  if (grade === 'door') return [];
  const ground = grade === 'scanners' ? undefined : (known ?? groundOf(shop, learnt.survey));
  if (!ground) {
    const fixes = fixSource(shop);
    return [...(fixes ? [fixes] : []), clusterSource(shop, inside, isAlive, () => true)];
  }
  // Zones that are on no plan are those of their scanners.
  const hasNoPlace = (zone: string): boolean => shop.zones.get(zone)?.polygon === undefined;
  const isRoom = ({ zone }: { readonly zone: string | undefined }): boolean => zone !== undefined && zone !== inside && hasNoPlace(zone);
  const rooms = shop.listeners.some(isRoom) ? [clusterSource(shop, inside, isAlive, hasNoPlace)] : [];
  return [...rooms, gridSource(shop, ground, learnt, isHearing)];
}
