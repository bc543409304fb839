import { espresense } from '../../../devices/simulator/trace.ts';

export interface BenchMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

/** So many scanners that none looks like a flood at the rate of this bench, and as many devices before them as in a large shop. */
export const ROOMS = 100;
export const DEVICES = 60;
/** One device in thirty is a member's beacon: its sightings go through the whole pipeline. */
export const MEMBERS = 2;
const BEACON = 'ibeacon:9c1d1f3e-6a52-4d8b-9f0e-2b7a4c5d6e7f-77-';

export const roomName = (index: number): string => `bench-${index}`;
export const memberBeacon = (index: number): string => `${BEACON}${index}`;

/** Reports of ESPresense scanners as a busy shop has them: every room hears every device, strengths differ. */
export function benchMessages(): BenchMessage[] {
  const messages: BenchMessage[] = [];
  for (let device = 0; device < DEVICES; device += 1) {
    const mac = `d2${device.toString(16).padStart(10, '0')}`;
    const mobile = device < MEMBERS ? memberBeacon(device) : device % 2 === 0 ? `ble:${mac}` : `${BEACON}${1000 + device}`;
    for (let room = 0; room < ROOMS; room += 1) {
      const rssiDbm = -45 - ((device * 7 + room * 13) % 50);
      const { topic, payload } = espresense({ room: roomName(room), mobile, mac, rssiDbm, rssiAt1mDbm: -59, intervalMs: 500 });
      messages.push({ topic, payload: Buffer.from(payload) });
    }
  }
  return messages;
}
