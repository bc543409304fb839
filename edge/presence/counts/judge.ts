import type { Exclusion } from '../../../contract/facts/footfall-facts.ts';
import type { FootfallSettings } from '../../domain/shop.ts';
import { agedOdds } from '../engine/side-evidence.ts';
import { type Device, type DeviceQuarter, quarterOfDevice } from './device.ts';
import type { OpeningHours } from './opening-hours.ts';
import type { Placing } from './place.ts';
import { countDevice, noDevices, type QuarterState, quarterOf } from './quarter.ts';
import { SLOT_MS, type Slot } from './slot.ts';

export interface JudgeParts {
  readonly rules: Pick<FootfallSettings, 'passerByMs' | 'staffAfterMs'>;
  readonly hours: OpeningHours;
  readonly placing: Placing;
  /** The counters of a quarter, to be changed; undefined where they are not kept. */
  readonly change: (from: number) => QuarterState | undefined;
  /** Who is first heard before this was there before: after a restart nobody can say when they entered. */
  readonly entriesFrom: number;
}

export interface Judge {
  /** Adds to the counters what ten seconds of a device tell. */
  decide(device: Device, slot: Slot): void;
  /** The quarter is told, or the device forgotten: what had to wait for more is settled by what is known. */
  settle(device: Device, from: number): void;
}

/** One slot inside may be a stray packet of somebody in the street; two are not. */
const INSIDE_SLOTS = 2;
/** ln of the odds from which a side is decided. */
const DECIDED = 1;

export function createJudge({ rules, hours, placing, change, entriesFrom }: JudgeParts): Judge {
  function exclude(mine: DeviceQuarter, reason: Exclusion): void {
    if (mine.isExcluded) return;
    mine.isExcluded = true;
    addExcluded(mine.from, reason, 1);
  }

  function addExcluded(from: number, reason: Exclusion, by: 1 | -1): void {
    const quarter = change(from);
    if (quarter) quarter.excluded[reason] = (quarter.excluded[reason] ?? 0) + by;
  }

  function add(from: number, counter: 'inside' | 'entered' | 'passersBy', { isRandomized }: Device, by: 1 | -1 = 1): void {
    const quarter = change(from);
    if (quarter) countDevice(quarter[counter], isRandomized, by);
  }

  function addZone(mine: DeviceQuarter, zone: string, { isRandomized }: Device): void {
    const quarter = change(mine.from);
    if (!quarter || mine.zones.includes(zone)) return;
    mine.zones.push(zone);
    quarter.zones[zone] ??= noDevices();
    countDevice(quarter.zones[zone], isRandomized);
  }

  /** Whether it was heard for long enough to be a device, and not one address of many that a phone uses for one search. */
  const isBrief = ({ firstMs, lastMs }: Device): boolean => lastMs - firstMs < rules.passerByMs;

  /** By the ten seconds and by what went before; what is told late, by itself, for what went before it is not known any more. */
  function sideOf(device: Device, slot: Slot): 'inside' | 'outside' | undefined {
    const isNext = slot.firstMs >= device.oddsAtMs;
    const odds = placing.insideOdds(slot) + (isNext ? agedOdds(device.insideOdds, slot.firstMs - device.oddsAtMs) : 0);
    if (isNext) {
      device.insideOdds = Number.isFinite(odds) ? odds : 0;
      device.oddsAtMs = slot.lastMs;
    }
    return odds > DECIDED ? 'inside' : odds < -DECIDED ? 'outside' : undefined;
  }

  /** Where the shop listens outside, an address that is heard inside first has changed there, and did not come in. */
  function countEntry(device: Device): void {
    const { firstInside, firstOutside, firstMs, enteredIn } = device;
    const hasEntered = device.isVisitor && firstMs >= entriesFrom && (!placing.hasOutside || firstOutside < firstInside);
    if (hasEntered === (enteredIn !== undefined)) return;
    if (enteredIn !== undefined) add(enteredIn, 'entered', device, -1);
    device.enteredIn = hasEntered ? quarterOf(firstInside * SLOT_MS) : undefined;
    if (device.enteredIn !== undefined) add(device.enteredIn, 'entered', device);
  }

  function countIn(device: Device): void {
    if (!device.isVisitor) {
      device.isVisitor = true;
      if (device.passedIn !== undefined) add(device.passedIn, 'passersBy', device, -1);
      device.passedIn = undefined;
    }
    countEntry(device);
    for (const mine of device.quarters) {
      if (mine.isCounted || mine.insideSlots === 0) continue;
      mine.isCounted = true;
      add(mine.from, 'inside', device);
    }
  }

  function judge(device: Device, mine: DeviceQuarter): void {
    if (isBrief(device)) return;
    if (device.briefIn !== undefined) addExcluded(device.briefIn, 'too-brief', -1);
    device.briefIn = undefined;
    const { insideSlots, outsideSlots } = device;
    if (device.isVisitor || insideSlots >= INSIDE_SLOTS || (insideSlots > 0 && outsideSlots === 0)) countIn(device);
    else if (outsideSlots > 0 && device.passedIn === undefined) {
      device.passedIn = mine.from;
      add(mine.from, 'passersBy', device);
    }
  }

  return {
    decide(device, slot) {
      device.firstMs = Math.min(device.firstMs, slot.firstMs);
      device.lastMs = Math.max(device.lastMs, slot.lastMs);
      if (device.lastMs - device.firstMs >= rules.staffAfterMs) device.excluded ??= 'never-leaves';
      const t = slot.index * SLOT_MS;
      const mine = quarterOfDevice(device, quarterOf(t));
      if (device.excluded) return exclude(mine, device.excluded);
      const side = sideOf(device, slot);
      if (side !== undefined && !hours.isOpen(t)) {
        // Who is inside then works here, or hangs on the wall; who is outside walks past a closed shop.
        if (side === 'inside') device.excluded = 'outside-hours';
        return exclude(mine, 'outside-hours');
      }
      if (side === 'inside') {
        device.insideSlots += 1;
        mine.insideSlots += 1;
        device.firstInside = Math.min(device.firstInside, slot.index);
      } else if (side === 'outside') {
        device.outsideSlots += 1;
        device.firstOutside = Math.min(device.firstOutside, slot.index);
      }
      judge(device, mine);
      // Most addresses are of one search and in no count: the zone of these need not be known.
      const zone = side === 'inside' && !isBrief(device) ? placing.zoneOf(slot) : undefined;
      if (zone === undefined) return;
      if (mine.isCounted && zone === mine.lastZone) addZone(mine, zone, device);
      mine.lastZone = zone;
    },
    settle(device, from) {
      const mine = device.quarters.find((quarter) => quarter.from === from);
      if (!mine || device.excluded) return;
      if (mine.isCounted && mine.zones.length === 0 && mine.lastZone !== undefined) addZone(mine, mine.lastZone, device);
      // What was heard of it since still waits for its decision.
      if (device.open.length > 0) return;
      if (isBrief(device) && device.briefIn === undefined && !mine.isExcluded) {
        device.briefIn = from;
        addExcluded(from, 'too-brief', 1);
      }
    },
  };
}
