import { malformed } from '../../contract/decoder.ts';
import { eddystoneDecoder } from './support/eddystone.ts';
import { hexOf } from './support/hex.ts';
import { signedByte } from './support/integers.ts';
import { beaconReading, LOSS_TO_1M_DB } from './support/reference-power.ts';

/** Eddystone-UID: `00 | strength at 0 m i8 | namespace[10] | instance[6] | reserved[2]`; some beacons leave the reserved bytes out. */
const SHORTEST = 18;
const LONGEST = 20;

export const decoder = eddystoneDecoder('eddystone-uid', {
  type: 0x00,
  shortest: SHORTEST,
  longest: LONGEST,
  isLike: ({ length }) => length === SHORTEST || length === LONGEST,
  read(frame) {
    if (frame.length < SHORTEST || frame.length > LONGEST) return malformed('an Eddystone-UID frame is of a wrong length');
    return beaconReading(`eddystone-uid:${hexOf(frame, 2, 12)}-${hexOf(frame, 12, 18)}`, signedByte(frame, 1) - LOSS_TO_1M_DB);
  },
});
