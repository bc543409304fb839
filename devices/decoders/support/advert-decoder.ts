import { type AdvertFormat, type Decoder, NOT_MINE } from '../../../contract/decoder.ts';
import { cutAdvert, isAdvertList, type MANUFACTURER_DATA, type SERVICE_DATA, structureWith } from './ad-structures.ts';

/** The largest extended advert (Core 5.4, Vol 6 Part B §2.3.4.9). */
const MAX_ADVERT = 1650;

/** How a format stands in an advert, for payloads that come without the AD structure around them. */
export interface Carrier {
  readonly type: typeof MANUFACTURER_DATA | typeof SERVICE_DATA;
  /** The company or service that it belongs to, least significant byte first; none for a format of any company. */
  readonly owner: readonly number[];
  /** Whether these bytes begin like the format does, after the owner. */
  begins(bytes: Uint8Array): boolean;
  /** Whether they can be taken for the format though not even the owner stands before them. */
  isWhole(bytes: Uint8Array): boolean;
}

/** The decoder of a format of adverts: a list of AD structures, one of them, or its bare payload with or without its owner. */
export function advertDecoder(id: string, advert: AdvertFormat, carrier: Carrier): Decoder {
  return {
    id,
    advert,
    subscriptions: () => [],
    topics: () => false,
    decode({ rx, anchor = '', address, keyOf, payload }) {
      if (payload.length > MAX_ADVERT) return NOT_MINE;
      const isMine = (bytes: Uint8Array) => advert(cutAdvert(bytes, address, keyOf)) !== undefined;
      const data = isMine(payload) ? payload : wrapped(payload, carrier);
      if (data === undefined || !isMine(data)) return NOT_MINE;
      return { kind: 'heard', adverts: [{ t: rx, rx, anchor, data, ...(address !== undefined && { address }) }] };
    },
  };
}

function wrapped(payload: Uint8Array, { type, owner, begins, isWhole }: Carrier): Uint8Array | undefined {
  const owned = owner.every((byte, i) => payload[i] === byte);
  if (owned && begins(payload.subarray(owner.length))) return structureWith(type, [], payload);
  // What can be a list of AD structures is one: the first byte of a payload then only looks like a format's.
  return isWhole(payload) && !isAdvertList(payload) ? structureWith(type, owner, payload) : undefined;
}
