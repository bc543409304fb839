import type { Shop } from '../../domain/shop.ts';
import { createDeviceTrack, type TrackPlan } from './device-track.ts';
import { DOOR_STEP_MS } from './door-engine.ts';
import { gradeOf, insideOf, type Learnt } from './grade.ts';
import { createListenerIndex } from './listener-index.ts';
import type { PathLoss } from './path-loss.ts';
import type { PresenceEngine } from './presence-engine.ts';
import { TYPICAL_LOSS } from './strength.ts';
import { doorSource, zoneSource } from './zone-source.ts';

const STEP_MS = 1000;

/** The zone engine that a shop's site file, and what was learnt of it, allow. */
export function createPresenceEngine(shop: Shop, learnt: Learnt = {}): PresenceEngine {
  const grade = gradeOf(shop, learnt);
  const inside = insideOf(shop);
  const listenerOf = createListenerIndex(shop);
  const loss: PathLoss = learnt.loss ?? { ...TYPICAL_LOSS, offsetsDb: shop.listeners.map(() => 0) };
  const plan: TrackPlan = {
    shop,
    loss,
    stepMs: grade === 'door' ? DOOR_STEP_MS : STEP_MS,
    listenerOf,
    zones: grade === 'door' ? undefined : zoneSource(shop, grade, learnt, loss, inside),
    door: inside === undefined ? undefined : doorSource(shop, inside),
  };
  return {
    grade,
    stepMs: plan.stepMs,
    knows: (anchor) => listenerOf(anchor) !== undefined,
    track: () => createDeviceTrack(plan),
  };
}
