import { type AdvertFormat, type Malformed, malformed, type Reading } from '../../contract/decoder.ts';
import { SERVICE_DATA, structureOf } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { COUNTER_AND_MIC_BYTES, decrypted } from './support/bthome-encryption.ts';
import { readObjects } from './support/bthome-objects.ts';
import { littleEndian } from './support/integers.ts';

/** BTHome v2 (bthome.io/format), as Shelly BLU sensors send it: service 0xFCD2, then a byte about the device, then objects. */
const SERVICE = [0xd2, 0xfc] as const;
const ENCRYPTED = 0b0000_0001;
/** Was "address included" in drafts and is reserved now: what follows it is not known. */
const RESERVED = 0b0000_0010;
const VERSION_SHIFT = 5;
const VERSION = 2;
/** An encrypted object is at least an id and a byte. */
const LEAST_ENCRYPTED_BYTES = 1 + 2 + COUNTER_AND_MIC_BYTES;

function readingOf(telemetry: Reading['telemetry'] & object, secured: Reading['secured']): Reading {
  return { ...(Object.keys(telemetry).length > 0 && { telemetry }), ...(secured !== undefined && { secured }) };
}

function plain(frame: Uint8Array, address: string | undefined): Reading | Malformed {
  const { telemetry, end } = readObjects(frame, 1);
  if (end === 'cut' && Object.keys(telemetry).length === 0) return malformed('a BTHome object is cut short');
  return readingOf(telemetry, address === undefined ? undefined : { address, encrypted: false });
}

function encrypted(frame: Uint8Array, address: string | undefined, key: Uint8Array | undefined): Reading | Malformed {
  if (frame.length < LEAST_ENCRYPTED_BYTES) return malformed('an encrypted BTHome frame is cut short');
  if (address === undefined || key === undefined) return malformed('there is no key for an encrypted BTHome frame', 'ING_KEY_MISSING');
  const objects = decrypted(frame, address, key);
  if (objects === undefined) return malformed('an encrypted BTHome frame does not open with its key', 'ING_KEY_WRONG');
  const counter = littleEndian(frame, frame.length - COUNTER_AND_MIC_BYTES, 4);
  return readingOf(readObjects(objects, 0).telemetry, { address, encrypted: true, counter });
}

const advert: AdvertFormat = (parts) => {
  const found = structureOf(parts, SERVICE_DATA, SERVICE);
  if (found < 0) return;
  const frame = parts.bytes.subarray((parts.starts[found] ?? 0) + 2, parts.ends[found]);
  const device = frame[0];
  if (device === undefined) return malformed('a BTHome frame is empty');
  if (device >> VERSION_SHIFT !== VERSION || (device & RESERVED) !== 0) return malformed('a BTHome frame is of another version');
  const { address } = parts;
  const key = address === undefined ? undefined : parts.keyOf?.(address);
  if ((device & ENCRYPTED) !== 0) return encrypted(frame, address, key);
  // A sensor that has a key encrypts: whoever says its address in plain is not it, or was tampered with.
  return key === undefined ? plain(frame, address) : malformed('a plain BTHome frame of a sensor that encrypts', 'ING_DOWNGRADED');
};

const DEVICES: readonly number[] = [0x40, 0x41, 0x44, 0x45];

function isWhole(bytes: Uint8Array): boolean {
  const device = bytes[0] ?? 0;
  if (!DEVICES.includes(device)) return false;
  if ((device & ENCRYPTED) !== 0) return bytes.length >= LEAST_ENCRYPTED_BYTES;
  const { telemetry, end } = readObjects(bytes, 1);
  return end !== 'cut' && Object.keys(telemetry).length > 0;
}

export const decoder = advertDecoder('bthome-v2', advert, {
  type: SERVICE_DATA,
  owner: SERVICE,
  begins: (bytes) => (bytes[0] ?? 0) >> VERSION_SHIFT === VERSION,
  isWhole,
});
