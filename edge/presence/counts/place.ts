import type { Shop } from '../../domain/shop.ts';
import { OUT, type PresenceEngine } from '../engine/presence-engine.ts';
import { createSideEvidence } from '../engine/side-evidence.ts';
import { SLOT_MS, type Slot } from './slot.ts';

export interface Placing {
  /** Whether the shop listens outside. */
  readonly hasOutside: boolean;
  /** ln of the odds that it was inside, by these ten seconds alone. */
  insideOdds(slot: Slot): number;
  /** Of one who is inside, the zone it is most likely in; undefined beside all zones. Costs as much as two steps of the engine. */
  zoneOf(slot: Slot): string | undefined;
}

/** The longest step of all engines. */
const STEP_MS = 1000;

/**
 * Where a device was in ten seconds, by these alone: nothing of the time before is kept for its zone, so that no way through the shop comes about.
 * A shop that has no listener outside takes whoever it hears for inside.
 */
export function createPlacing(shop: Pick<Shop, 'listeners' | 'floor'>, engine: () => PresenceEngine): Placing {
  const { listeners } = shop;
  const evidence = createSideEvidence(shop);

  function zoneOf(slot: Slot): string | undefined {
    const track = engine().track();
    const t = (slot.index + 1) * SLOT_MS - 1;
    // An engine decides nothing by what it hears first.
    for (const at of [t - STEP_MS, t]) {
      for (const { listener, ...heard } of slot.heard()) track.observe({ t: at, anchor: listeners[listener]?.id ?? '', ...heard });
    }
    const { zone } = track.decide(t);
    return zone === OUT ? undefined : zone;
  }

  return {
    hasOutside: evidence !== undefined,
    insideOdds: (slot) => (evidence ? evidence((listener) => slot.levelDbm(listener)) : Number.POSITIVE_INFINITY),
    zoneOf,
  };
}
