import { type AdvertFormat, malformed } from '../../contract/decoder.ts';
import { MANUFACTURER_DATA, structureOf } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { hexOf } from './support/hex.ts';
import { signedByte, unsigned16 } from './support/integers.ts';
import { beaconReading } from './support/reference-power.ts';

/** Apple: `4C 00 | 02 15 | UUID[16] | major u16 | minor u16 | strength at 1 m i8`, all most significant byte first. */
const APPLE = [0x4c, 0x00] as const;
const TYPE = 0x02;
const LENGTH = 0x15;
const PREFIX = [...APPLE, TYPE, LENGTH];
const BARE_BYTES = 2 + LENGTH;

const advert: AdvertFormat = (parts) => {
  const found = structureOf(parts, MANUFACTURER_DATA, PREFIX);
  if (found < 0) return;
  const { bytes } = parts;
  const start = parts.starts[found] ?? 0;
  if ((parts.ends[found] ?? 0) < start + APPLE.length + BARE_BYTES) return malformed('an iBeacon is cut short');
  const at = start + PREFIX.length;
  const uuid = `${hexOf(bytes, at, at + 4)}-${hexOf(bytes, at + 4, at + 6)}-${hexOf(bytes, at + 6, at + 8)}-${hexOf(bytes, at + 8, at + 10)}-${hexOf(bytes, at + 10, at + 16)}`;
  const identifier = `ibeacon:${uuid}-${unsigned16(bytes, at + 16)}-${unsigned16(bytes, at + 18)}`;
  return beaconReading(identifier, signedByte(bytes, at + 20));
};

const begins = (bytes: Uint8Array) => bytes[0] === TYPE && bytes[1] === LENGTH;

export const decoder = advertDecoder('ibeacon', advert, {
  type: MANUFACTURER_DATA,
  owner: APPLE,
  begins,
  isWhole: (bytes) => begins(bytes) && bytes.length === BARE_BYTES,
});
