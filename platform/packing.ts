import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Packing } from '../contract/packing.ts';

/** No fields are as large; what unpacks to more was not made here. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A window and a table as small as the texts: those of the defaults take longer to make than to use. */
const QUICKEST = { level: 1, windowBits: 13, memLevel: 6 } as const;

/** DEFLATE (RFC 1951) at its quickest: the history of a member is a sixth of its text. */
export const deflated: Packing = {
  pack: (text) => deflateRawSync(text, QUICKEST),
  unpack(packed) {
    try {
      return inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8');
    } catch {
      return undefined;
    }
  },
};
