import type { Sighting } from '../../contract/sighting.ts';
import type { Flood } from './floods.ts';
import { createGenerations } from './generations.ts';
import { type Allowance, fullBucket, type TokenBucket } from './token-bucket.ts';

/** What is remembered of one device at one scanner, for as long as it is heard there. */
export interface KnownDevice {
  readonly address: string | undefined;
  /** The path that leads (same-advert.ts), and between which event times it has delivered. */
  path: string;
  since: number;
  last: number;
  /** The latest readings by their source's own clock, to know one that is sent again. */
  readings: number[] | undefined;
  nextReading: number;
  readonly bucket: TokenBucket;
  flood: Flood | undefined;
}

export interface KnownDevices {
  /** The device of a sighting at a scanner; when it is not known yet, the path that tells of it leads it. */
  of(scanner: number, sighting: Sighting, path: string): KnownDevice;
  turn(now: number): void;
  /** How often all have been forgotten that were silent: until the next time, a device of an address stays the same. */
  turns(): number;
  size(): number;
}

/** All scanners together. An entry takes about 300 bytes, so that the table stays below 20 MB under any flood. */
const MOST_IDENTIFIERS = 30_000;
/** Longer than a path may be silent and still lead, and about as long as a cloud takes to post. */
const LIFE_MS = 30_000;

/**
 * Two paths may name one device differently: one reads the beacon in its advert, another gives its address alone, with or without
 * the type. The address says best that two adverts came from the same sender; an identifier of the payload can be shared by many tags.
 */
export function createKnownDevices(allowance: Allowance): KnownDevices {
  const table = createGenerations<KnownDevice>({ most: MOST_IDENTIFIERS, lifeMs: LIFE_MS });

  function find(scanner: number, { mobile, also }: Sighting, address: string | undefined): KnownDevice | undefined {
    const found = (address === undefined ? undefined : table.get(scanner, address)) ?? named(scanner, mobile, address);
    if (found || !also) return found;
    for (const identifier of also) {
      const device = named(scanner, identifier, address);
      if (device) return device;
    }
    return undefined;
  }

  function named(scanner: number, identifier: string, address: string | undefined): KnownDevice | undefined {
    const device = table.get(scanner, identifier);
    return device && (device.address === undefined || address === undefined || device.address === address) ? device : undefined;
  }

  function remember(scanner: number, identifier: string, device: KnownDevice): void {
    if (table.get(scanner, identifier) !== device) table.set(scanner, identifier, device);
  }

  return {
    of(scanner, sighting, path) {
      const { mobile, also } = sighting;
      const address = addressOf(sighting);
      const known = find(scanner, sighting, address);
      if (known && mobile === address && !also) return known;
      const device = known ?? newDevice(sighting, address, path);
      if (address !== undefined) remember(scanner, address, device);
      if (mobile !== address) remember(scanner, mobile, device);
      if (also) for (const identifier of also) if (identifier !== address) remember(scanner, identifier, device);
      return device;
    },
    turn: table.turn,
    turns: table.turns,
    size: table.size,
  };

  function newDevice({ t, rx }: Sighting, address: string | undefined, path: string): KnownDevice {
    const bucket = fullBucket(allowance, rx);
    return { address, path, since: t, last: t, readings: undefined, nextReading: 0, bucket, flood: undefined };
  }
}

/** The address among the identifiers of an advert, whichever type it was reported with. */
function addressOf({ mobile, also }: Sighting): string | undefined {
  const own = bareAddress(mobile);
  if (own !== undefined || !also) return own;
  for (const identifier of also) {
    const address = bareAddress(identifier);
    if (address !== undefined) return address;
  }
  return undefined;
}

function bareAddress(identifier: string): string | undefined {
  if (identifier.startsWith('ble:') || identifier.startsWith('wifi:')) return identifier;
  if (identifier.startsWith('rpa:')) return `ble:${identifier.slice(4)}`;
  if (identifier.startsWith('nrpa:')) return `ble:${identifier.slice(5)}`;
  return undefined;
}
