import type { Exclusion } from '../../../contract/facts/footfall-facts.ts';
import { type Slot, slotOf } from './slot.ts';

/** What a device has added to the counters of 15 minutes, so that it adds to each of them once. */
export interface DeviceQuarter {
  readonly from: number;
  insideSlots: number;
  isCounted: boolean;
  isExcluded: boolean;
  /** The zone of the latest slot; two in a row count, so that one lucky packet does not. */
  lastZone: string | undefined;
  readonly zones: string[];
}

/** What is remembered of a device of nobody known, for as long as it is heard; by no name of its own. */
export interface Device {
  isRandomized: boolean;
  lastRx: number;
  /** Between these event times it was heard. */
  firstMs: number;
  lastMs: number;
  insideSlots: number;
  outsideSlots: number;
  /** ln of the odds that it was inside at that time, by all that was decided before. */
  insideOdds: number;
  oddsAtMs: number;
  /** Its first slots on either side: who was heard outside first has come in. */
  firstInside: number;
  firstOutside: number;
  isVisitor: boolean;
  /** The quarter that has counted it as entered. */
  enteredIn: number | undefined;
  excluded: Exclusion | undefined;
  /** The quarters that have counted it as a passer-by, and as too brief. */
  passedIn: number | undefined;
  briefIn: number | undefined;
  readonly open: Slot[];
  readonly decided: number[];
  readonly quarters: DeviceQuarter[];
}

/** Late sightings may be of this quarter or of the one before. */
const QUARTERS = 2;

export function newDevice(isRandomized: boolean, excluded: Exclusion | undefined): Device {
  return {
    isRandomized,
    lastRx: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
    insideSlots: 0,
    outsideSlots: 0,
    insideOdds: 0,
    oddsAtMs: Number.NEGATIVE_INFINITY,
    firstInside: Number.POSITIVE_INFINITY,
    firstOutside: Number.POSITIVE_INFINITY,
    isVisitor: false,
    enteredIn: undefined,
    excluded,
    passedIn: undefined,
    briefIn: undefined,
    open: [],
    decided: [],
    quarters: [],
  };
}

export function quarterOfDevice({ quarters }: Device, from: number): DeviceQuarter {
  const known = quarters.find((quarter) => quarter.from === from);
  if (known) return known;
  const quarter: DeviceQuarter = { from, insideSlots: 0, isCounted: false, isExcluded: false, lastZone: undefined, zones: [] };
  quarters.push(quarter);
  quarters.sort((a, b) => a.from - b.from);
  if (quarters.length > QUARTERS) quarters.shift();
  return quarter;
}

/** The slot is decided: what comes of it now is too late. */
export function closeSlot(device: Device, slot: Slot, oldestMs: number): void {
  device.open.splice(device.open.indexOf(slot), 1);
  device.decided.push(slot.index);
  while ((device.decided[0] ?? Number.POSITIVE_INFINITY) < slotOf(oldestMs)) device.decided.shift();
}
