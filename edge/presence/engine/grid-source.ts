import type { Shop } from '../../domain/shop.ts';
import type { Learnt } from './grade.ts';
import { createGridEngine } from './grid-engine.ts';
import type { Ground } from './ground.ts';
import { OUT } from './presence-engine.ts';
import { radioMapOf } from './radio-map.ts';
import { indexesOf, STALE_MS, STEP_MS, type ZoneSource } from './zone-source.ts';

/** The zones on the plan, by where a device is on the floor. */
export function gridSource(shop: Shop, ground: Ground, learnt: Learnt, isHearing: (listener: number) => boolean): ZoneSource {
  const { map, recipe } = radioMapOf(ground, learnt);
  return {
    zones: [...shop.zones.keys()],
    beside: OUT,
    scannerOf: ground.scannerOf,
    indexOf: indexesOf(shop.zones.keys()),
    stepMs: STEP_MS,
    staleMs: STALE_MS,
    ...createGridEngine({
      grid: ground.grid,
      zones: shop.zones.size,
      map,
      recipe,
      isHearing: (scanner) => isHearing(ground.placed[scanner]?.listener ?? -1),
    }),
  };
}
