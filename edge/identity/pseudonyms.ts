import { createHmac } from 'node:crypto';
import type { Sighting } from '../../contract/sighting.ts';
import type { AnonymousSighting } from '../domain/anonymous-sighting.ts';

export interface Pseudonyms {
  of(sighting: Sighting): AnonymousSighting;
  /** From now on every device has another pseudonym: the old key is forgotten, and was never anywhere but here. */
  renew(): void;
}

const KEY_BYTES = 32;
const PSEUDONYM_BYTES = 8;
const ROTATING = /^n?rpa:/u;
const ADDRESS = /^(?:ble|rpa|nrpa):/u;

/** Devices of nobody known, by a keyed hash of what they are called, cut to 64 bits. */
export function createPseudonyms(randomBytes: (count: number) => Uint8Array): Pseudonyms {
  let key = randomBytes(KEY_BYTES);
  return {
    of({ t, rx, anchor, rssiDbm, rssiAt1mDbm, distanceM, position, randomized, mobile, also }) {
      return {
        device: createHmac('sha256', key).update(nameOf(mobile, also)).digest().toString('base64url', 0, PSEUDONYM_BYTES),
        t,
        rx,
        anchor,
        ...(rssiDbm !== undefined && { rssiDbm }),
        ...(rssiAt1mDbm !== undefined && { rssiAt1mDbm }),
        ...(distanceM !== undefined && { distanceM }),
        ...(position && { position }),
        ...((randomized ?? isRotating(mobile, also)) && { randomized: true }),
      };
    },
    renew() {
      key = randomBytes(KEY_BYTES);
    },
  };
}

function isRotating(mobile: string, also: readonly string[] = []): boolean {
  return [mobile, ...also].some((identifier) => ROTATING.test(identifier));
}

/** The address where there is one, whichever type a gateway reports it with: of two gateways one may read the payload as well. */
function nameOf(mobile: string, also: readonly string[] | undefined): string {
  const address = [mobile, ...(also ?? [])].find((identifier) => ADDRESS.test(identifier));
  return address === undefined ? mobile : address.slice(address.indexOf(':'));
}
