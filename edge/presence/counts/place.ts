import type { Listener } from '../../domain/shop.ts';
import { OUT, type PresenceEngine } from '../engine/presence-engine.ts';
import { SLOT_MS, type Slot } from './slot.ts';

export interface Placing {
  /** Undefined for one who stands in the door, or is heard alike from both sides. */
  sideOf(slot: Slot): 'inside' | 'outside' | undefined;
  /** Of one who is inside, the zone it is most likely in; undefined beside all zones. Costs as much as two steps of the engine. */
  zoneOf(slot: Slot): string | undefined;
}

/** What counts for a listener that hears nothing, and the lead without which a side is not decided: as in the door engine. */
const UNHEARD_DBM = -100;
const THRESHOLD_DB = 2;
/** The longest step of all engines. */
const STEP_MS = 1000;

/**
 * Where a device was in ten seconds, by these alone: nothing of the time before is kept for it, so that no way through the shop comes about.
 * A shop that has no listener outside takes whoever it hears for inside.
 */
export function createPlacing(listeners: readonly Listener[], engine: () => PresenceEngine): Placing {
  const indexes = (test: (listener: Listener) => boolean): number[] =>
    [...listeners.keys()].filter((at) => test(listeners[at] as Listener));
  const outside = indexes(({ side }) => side === 'outside');
  const others = indexes(({ side }) => side !== 'outside');
  const door = indexes(({ side }) => side === 'inside');
  const inside = door.length > 0 ? door : others;

  function sideOf(slot: Slot): ReturnType<Placing['sideOf']> {
    if (outside.length === 0) return 'inside';
    const level = (listener: number): number => slot.levelDbm(listener) ?? UNHEARD_DBM;
    const mean = (of: readonly number[]): number => of.reduce((sum, listener) => sum + level(listener), 0) / Math.max(1, of.length);
    const max = (of: readonly number[]): number => Math.max(UNHEARD_DBM, ...of.map(level));
    const leadDb = (mean(inside) - mean(outside) + max(others) - max(outside)) / 2;
    if (leadDb > THRESHOLD_DB) return 'inside';
    return leadDb < -THRESHOLD_DB ? 'outside' : undefined;
  }

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

  return { sideOf, zoneOf };
}
