import type { Exclusion } from '../../../contract/facts/footfall-facts.ts';
import type { AnonymousSighting } from '../../domain/anonymous-sighting.ts';
import { closeSlot, type Device, newDevice } from './device.ts';
import type { Judge } from './judge.ts';
import { SLOT_MS, Slot, slotOf } from './slot.ts';

/** So long after its end a slot waits for what clouds post once a minute and gateways bring late. */
export const WAIT_MS = 120_000;
/** So long after it was last heard a device is forgotten, and what is older than this cannot be of a device that is known. */
export const FORGET_MS = 300_000;
/** An address that changes is a new device each time: this is what a flood of addresses fills, at about 1 kB each. */
export const MOST_DEVICES = 50_000;

/** Devices of nobody known, in memory only. */
export interface Crowd {
  /** Takes a sighting by the listener of that index; false where it comes too late to count. */
  observe(sighting: AnonymousSighting, listener: number, dbm: number | undefined, listed?: Exclusion): boolean;
  /** Decides what has waited for long enough, and forgets who was not heard for long enough. */
  advance(now: number): void;
  /** The quarter is about to be told. */
  settle(from: number): void;
  /** Decides what waits by what is known, and forgets everybody. */
  forgetAll(): void;
  size(): number;
  /** Devices that there was no room for. */
  refused(): number;
}

export function isLate({ t, rx }: { readonly t: number; readonly rx: number }): boolean {
  return rx >= (slotOf(t) + 1) * SLOT_MS + WAIT_MS;
}

export function createCrowd(judge: Judge): Crowd {
  const devices = new Map<string, Device>();
  /** By when they are due. */
  const waiting = new Map<number, { readonly device: Device; readonly slot: Slot }[]>();
  let decidedUntil: number | undefined;
  let refused = 0;

  function deviceOf({ device: name, randomized }: AnonymousSighting, listed: Exclusion | undefined): Device | undefined {
    let device = devices.get(name);
    if (!device) {
      if (devices.size >= MOST_DEVICES) {
        refused += 1;
        return undefined;
      }
      device = newDevice(false, listed);
      devices.set(name, device);
    }
    // Of two gateways one may know the type of the address; once the device is counted, it stays what it was counted as.
    if (randomized && device.decided.length === 0) device.isRandomized = true;
    return device;
  }

  function openSlot(device: Device, index: number, sighting: AnonymousSighting): Slot {
    const known = device.open.find((slot) => slot.index === index);
    if (known) return known;
    const slot = new Slot(index);
    device.open.push(slot);
    const dueMs = isLate(sighting) ? sighting.rx + WAIT_MS : (index + 1) * SLOT_MS + WAIT_MS;
    const due = Math.max(Math.ceil(dueMs / SLOT_MS), (decidedUntil ?? Number.NEGATIVE_INFINITY) + 1);
    const slots = waiting.get(due);
    if (slots) slots.push({ device, slot });
    else waiting.set(due, [{ device, slot }]);
    return slot;
  }

  function decide(until: number, now: number): void {
    const due = [...waiting.keys()].filter((at) => at <= until).sort((a, b) => a - b);
    for (const at of due) {
      const slots = waiting.get(at) ?? [];
      waiting.delete(at);
      for (const { device, slot } of slots.sort((a, b) => a.slot.index - b.slot.index)) {
        judge.decide(device, slot);
        closeSlot(device, slot, now - FORGET_MS - WAIT_MS);
      }
    }
  }

  function forget(name: string, device: Device): void {
    for (const { from } of device.quarters) judge.settle(device, from);
    devices.delete(name);
  }

  return {
    observe(sighting, listener, dbm, listed) {
      const { t, rx } = sighting;
      const index = slotOf(t);
      if (rx - t > FORGET_MS) return false;
      const device = deviceOf(sighting, listed);
      if (!device) return true;
      device.lastRx = Math.max(device.lastRx, rx);
      if (device.decided.includes(index)) return false;
      openSlot(device, index, sighting).add(listener, sighting, dbm);
      return true;
    },
    advance(now) {
      const until = slotOf(now);
      if (decidedUntil !== undefined && until <= decidedUntil) return;
      decidedUntil = until;
      decide(until, now);
      for (const [name, device] of devices) if (now - device.lastRx >= FORGET_MS && device.open.length === 0) forget(name, device);
    },
    settle(from) {
      for (const device of devices.values()) judge.settle(device, from);
    },
    forgetAll() {
      decide(Number.POSITIVE_INFINITY, 0);
      for (const [name, device] of devices) forget(name, device);
      decidedUntil = undefined;
    },
    size: () => devices.size,
    refused: () => refused,
  };
}
