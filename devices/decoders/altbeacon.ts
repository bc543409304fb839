import { type AdvertFormat, malformed } from '../../contract/decoder.ts';
import { MANUFACTURER_DATA } from './support/ad-structures.ts';
import { advertDecoder } from './support/advert-decoder.ts';
import { hexOf, hexReversed } from './support/hex.ts';
import { signedByte } from './support/integers.ts';
import { beaconReading } from './support/reference-power.ts';

/** AltBeacon, of any company: `company u16 LE | BE AC | id[20] | strength at 1 m i8 | reserved u8`. */
const CODE = [0xbe, 0xac] as const;
const BYTES = 26;

const advert: AdvertFormat = ({ bytes, types, starts, ends }) => {
  for (let i = 0; i < types.length; i += 1) {
    const start = starts[i] ?? 0;
    if (types[i] !== MANUFACTURER_DATA || bytes[start + 2] !== CODE[0] || bytes[start + 3] !== CODE[1]) continue;
    const length = (ends[i] ?? 0) - start;
    if (length < 4) continue;
    if (length < BYTES) return malformed('an AltBeacon is cut short');
    const identifier = `altbeacon:${hexReversed(bytes, start, start + 2)}-${hexOf(bytes, start + 4, start + 24)}`;
    return beaconReading(identifier, signedByte(bytes, start + 24));
  }
};

const beginsAt = (bytes: Uint8Array, at: number) => bytes[at] === CODE[0] && bytes[at + 1] === CODE[1];

export const decoder = advertDecoder('altbeacon', advert, {
  type: MANUFACTURER_DATA,
  // The company is a part of the identifier, so a payload without it is nobody's.
  owner: [],
  begins: (bytes) => beginsAt(bytes, 2),
  isWhole: () => false,
});
