import type { Sighting } from '../../contract/sighting.ts';
import type { Dice } from './dice.ts';

/** What sends radio in a shop: badges, members' tags, phones that rotate their address, phones that look for Wi-Fi, and furniture. */
export type DeviceClass = 'staff-tag' | 'member-tag' | 'member-app' | 'phone' | 'wifi-phone' | 'fixture';

export interface Device {
  readonly class: DeviceClass;
  /** Stable, for the truth only; a phone that rotates never sends it. */
  readonly id: string;
  readonly intervalMs: number;
  /** How long a phone keeps an address; undefined draws anew each time. */
  readonly addressMs?: number;
  /** A locked phone that does not look for Wi-Fi. */
  readonly silent?: boolean;
}

export interface Advert {
  readonly tMs: number;
  readonly mobile: string;
  readonly radio: Sighting['radio'];
  /** Absent where the identifier is no address. */
  readonly randomized?: boolean;
}

/** Random delay that Bluetooth adds to each interval (Core 5.4, Vol 6 Part B §4.4.2.2.1). */
const ADVERT_DELAY_MS = 10;
const MINUTE_MS = 60_000;
/** Android lets a private address live 5 to 15 min (CDD C-3-5); Apple and Zephyr 15 min. */
const ANDROID_ADDRESS_MS = { from: 5 * MINUTE_MS, to: 15 * MINUTE_MS };
const STEADY_ADDRESS_MS = 15 * MINUTE_MS;
const PROBE_MEAN_MS = 90_000;
const SHARES = { phones: [0.1, 0.75, 0.15], silentProbers: 0.4, android: 0.5 };
const TAG_UUID = '3d5c1f70-8a42-4e0b-9c6d-51f0a7b2e384';

export function staffTag(number: number): Device {
  return { class: 'staff-tag', id: tagId(1, number), intervalMs: 1000 };
}

export function memberTag(chance: Dice, number: number): Device {
  return { class: 'member-tag', id: tagId(2, number), intervalMs: chance.between(1000, 2000) };
}

/** A phone on which the members' app speaks: an id of its own, as often as a tag. */
export function memberApp(chance: Dice, number: number): Device {
  return { class: 'member-app', id: `app:member-${number}`, intervalMs: chance.between(1000, 2000) };
}

/** A printer, a till, a fridge: a fixed address that never leaves. */
export function fixture(chance: Dice): Device {
  return { class: 'fixture', id: `ble:${address(chance, 0xc0, 0xc0)}`, intervalMs: 1000 };
}

/** None, one or two phones; each advertises over Bluetooth and looks for Wi-Fi, or keeps quiet about the latter. */
export function phonesOf(chance: Dice, owner: string): Device[] {
  const [none = 0, one = 0] = SHARES.phones;
  const drawn = chance.unit();
  const count = drawn < none ? 0 : drawn < none + one ? 1 : 2;
  return Array.from({ length: count }, (_, index) => index).flatMap((index): Device[] => {
    const id = `${owner}-phone-${index + 1}`;
    const steady = chance.unit() >= SHARES.android ? { addressMs: STEADY_ADDRESS_MS } : {};
    const silent = chance.unit() < SHARES.silentProbers;
    return [
      { class: 'phone', id, intervalMs: chance.between(500, 3000), ...steady },
      { class: 'wifi-phone', id: `${id}-wifi`, intervalMs: PROBE_MEAN_MS, silent },
    ];
  });
}

/** What the device sends from one moment until another, in order of time. */
export function* adverts(device: Device, chance: Dice, fromMs: number, toMs: number): Generator<Advert> {
  if (device.silent) return;
  if (device.class === 'wifi-phone') return yield* probes(device, chance, fromMs, toMs);
  const rotates = device.class === 'phone';
  const lifeMs = (): number => device.addressMs ?? chance.between(ANDROID_ADDRESS_MS.from, ANDROID_ADDRESS_MS.to);
  let mobile = rotates ? rotating(chance) : device.id;
  // It has had its first address for a while when it comes in.
  let rotatesAtMs = fromMs + lifeMs() * chance.unit();
  const known = device.class === 'fixture' ? { randomized: false } : rotates ? { randomized: true } : {};
  for (let tMs = fromMs + chance.between(0, device.intervalMs); tMs < toMs; tMs += device.intervalMs + chance.between(0, ADVERT_DELAY_MS)) {
    if (rotates && tMs >= rotatesAtMs) {
      mobile = rotating(chance);
      rotatesAtMs = tMs + lifeMs();
    }
    yield { tMs, mobile, radio: 'ble', ...known };
  }
}

/** Every search for Wi-Fi goes out under an address of its own. */
function* probes(device: Device, chance: Dice, fromMs: number, toMs: number): Generator<Advert> {
  for (let tMs = fromMs + chance.exponential(device.intervalMs); tMs < toMs; tMs += chance.exponential(device.intervalMs)) {
    yield { tMs, mobile: `wifi:${address(chance, 0x02, 0x03)}`, radio: 'wifi', randomized: true };
  }
}

function tagId(major: number, minor: number): string {
  return `ibeacon:${TAG_UUID}-${major}-${minor}`;
}

/** Resolvable private: its two highest bits are 01 (Bluetooth Core 5.4, Vol 6 Part B §1.3.2.2). */
function rotating(chance: Dice): string {
  return `rpa:${address(chance, 0x40, 0xc0)}`;
}

/** 12 hex, made up; of the first byte the masked bits are given. */
function address(chance: Dice, bits: number, mask: number): string {
  const bytes = Array.from({ length: 6 }, () => Math.floor(chance.unit() * 256));
  const first = ((bytes[0] ?? 0) & ~mask) | bits;
  return [first, ...bytes.slice(1)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
