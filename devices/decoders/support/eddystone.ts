import type { AdvertFormat, AdvertParts, Decoder, Malformed, Reading } from '../../../contract/decoder.ts';
import { SERVICE_DATA, structureOf } from './ad-structures.ts';
import { advertDecoder } from './advert-decoder.ts';

/** Eddystone (github.com/google/eddystone): service data 0xFEAA, of which the first byte names the frame. */
const SERVICE = [0xaa, 0xfe] as const;

export interface Frame {
  readonly type: number;
  /** Of a whole frame, its type included. */
  readonly shortest: number;
  readonly longest: number;
  /** Whether a payload of such a length that begins with the type can be taken for the frame by itself. */
  isLike?(frame: Uint8Array): boolean;
  /** `frame` begins with the type and is at least one byte long. */
  read(frame: Uint8Array): Reading | Malformed;
}

/** The decoder of one kind of frame. */
export function eddystoneDecoder(id: string, { type, shortest, longest, isLike, read }: Frame): Decoder {
  const prefix = [...SERVICE, type];
  const advert: AdvertFormat = (parts: AdvertParts) => {
    const found = structureOf(parts, SERVICE_DATA, prefix);
    return found < 0 ? undefined : read(parts.bytes.subarray((parts.starts[found] ?? 0) + SERVICE.length, parts.ends[found]));
  };
  const begins = (bytes: Uint8Array) => bytes[0] === type;
  return advertDecoder(id, advert, {
    type: SERVICE_DATA,
    owner: SERVICE,
    begins,
    isWhole: (bytes) => begins(bytes) && bytes.length >= shortest && bytes.length <= longest && (isLike?.(bytes) ?? true),
  });
}
