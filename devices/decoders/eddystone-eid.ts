import { malformed } from '../../contract/decoder.ts';
import { eddystoneDecoder } from './support/eddystone.ts';
import { hexOf } from './support/hex.ts';
import { signedByte } from './support/integers.ts';
import { beaconReading, LOSS_TO_1M_DB } from './support/reference-power.ts';

/** Eddystone-EID: `30 | strength at 0 m i8 | ephemeral id[8]`, an id that changes with time and that only its resolver knows. */
const BYTES = 10;

export const decoder = eddystoneDecoder('eddystone-eid', {
  type: 0x30,
  shortest: BYTES,
  longest: BYTES,
  read(frame) {
    if (frame.length !== BYTES) return malformed('an Eddystone-EID frame is of a wrong length');
    return beaconReading(`eddystone-eid:${hexOf(frame, 2, BYTES)}`, signedByte(frame, 1) - LOSS_TO_1M_DB);
  },
});
