import type { AdvertParts, KeyOf } from '../../../contract/decoder.ts';

/** AD types (Bluetooth Assigned Numbers §2.3) that hold what we read. */
export const SERVICE_DATA = 0x16;
export const MANUFACTURER_DATA = 0xff;

/** The highest assigned type but for manufacturer data. */
const LAST_TYPE = 0x3d;
/** Lists of services by UUIDs of 16 bytes each: some of them, and all of them. */
export const SERVICE_UUIDS_128: readonly number[] = [0x06, 0x07];
/** The same, and of services that are looked for. */
const UUID_LISTS: readonly number[] = [...SERVICE_UUIDS_128, 0x15];
const MAX_DATA = 254;

export interface CutAdvert extends AdvertParts {
  /** The last structure says that it is longer than what is there. */
  readonly overrun: boolean;
}

/** Cuts AD structures (Core 5.4, Vol 3 Part C §11): length, type, data. A zero length ends them early; one that runs over the end is left out. */
export function cutAdvert(bytes: Uint8Array, address?: string, keyOf?: KeyOf): CutAdvert {
  const types: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  let overrun = false;
  while (at < bytes.length) {
    const length = bytes[at] ?? 0;
    const end = at + 1 + length;
    overrun = end > bytes.length;
    if (length === 0 || overrun) break;
    types.push(bytes[at + 1] ?? 0);
    starts.push(at + 2);
    ends.push(end);
    at = end;
  }
  return { bytes, types, starts, ends, address, keyOf, overrun };
}

/** Which structure of this type begins with these bytes (its company or service, and the format's own first ones), or -1. */
export function structureOf(parts: AdvertParts, type: number, prefix: readonly number[]): number {
  for (let i = 0; i < parts.types.length; i += 1) if (parts.types[i] === type && begins(parts, i, prefix)) return i;
  return -1;
}

function begins({ bytes, starts, ends }: AdvertParts, structure: number, prefix: readonly number[]): boolean {
  const start = starts[structure] ?? 0;
  if ((ends[structure] ?? 0) < start + prefix.length) return false;
  for (let i = 0; i < prefix.length; i += 1) if (bytes[start + i] !== prefix[i]) return false;
  return true;
}

/** Whether the bytes are AD structures from the first to the last, each of a type that there is, and nothing but zeros after them. */
export function isAdvertList(bytes: Uint8Array): boolean {
  const { types, starts, ends, overrun } = cutAdvert(bytes);
  const isPossible = (type: number, i: number) => {
    if (UUID_LISTS.includes(type)) return ((ends[i] ?? 0) - (starts[i] ?? 0)) % 16 === 0;
    return (type > 0 && type <= LAST_TYPE) || type === MANUFACTURER_DATA;
  };
  return types.length > 0 && !overrun && types.every(isPossible) && bytes.subarray(ends.at(-1)).every((byte) => byte === 0);
}

/** One AD structure of `prefix` and `data`; undefined where they do not fit into one. */
export function structureWith(type: number, prefix: readonly number[], data: Uint8Array): Uint8Array | undefined {
  const length = prefix.length + data.length;
  return length > MAX_DATA ? undefined : Uint8Array.of(1 + length, type, ...prefix, ...data);
}
