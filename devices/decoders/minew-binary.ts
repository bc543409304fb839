import { type Advert, type Decoder, type Malformed, malformed, NOT_MINE } from '../../contract/decoder.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { randomAddressType } from './support/address-type.ts';
import { hexOf } from './support/hex.ts';
import { signedByte, unsigned16, unsigned32 } from './support/integers.ts';

/**
 * Minew G1, binary: `BB 01` (long) or `BB 00` (short), u32 length of the whole frame, gateway, u16 number of senders; of each its address and
 * u16 number of packets; of each packet its length and bytes, a response byte and the strength; `DD` at the end. Most significant byte first.
 */
const INTAKE = '/ingest/minew-binary';
const HEADERS: readonly number[] = [0xbb01, 0xbb00];
const TAIL = 0xdd;
const HEAD_BYTES = 14;
const SHORTEST = HEAD_BYTES + 1;
const SENDER_BYTES = 8;
/** Beside its payload: length, response, strength. */
const PACKET_BYTES = 3;
/** Bits of the response that are set when the address is a random one. */
const RANDOM = 0x06;
const MOST_BYTES = 1_048_576;

interface Frame {
  readonly bytes: Uint8Array;
  readonly rx: number;
  readonly anchor: string;
}

interface Read {
  readonly adverts: Advert[];
  readonly refused: Malformed[];
}

/** Every packet up to the first that does not fit into the frame, whatever numbers the frame declares. */
function packetsOf({ bytes, rx, anchor }: Frame): Read {
  const read: Read = { adverts: [], refused: [] };
  const end = bytes.length - 1;
  const senders = unsigned16(bytes, 12);
  let at = HEAD_BYTES;
  for (let sender = 0; sender < senders; sender += 1) {
    if (at + SENDER_BYTES > end) return cut(read);
    const address = hexOf(bytes, at, at + 6);
    const packets = unsigned16(bytes, at + 6);
    at += SENDER_BYTES;
    for (let packet = 0; packet < packets; packet += 1) {
      const after = at + PACKET_BYTES + (bytes[at] ?? 0);
      if (after > end) return cut(read);
      const rssiDbm = signedByte(bytes, after - 1);
      const isRandom = ((bytes[after - 2] ?? 0) & RANDOM) !== 0;
      const addressType = isRandom ? randomAddressType(address) : 'public';
      const data = bytes.subarray(at + 1, after - 2);
      if (rssiDbm < RSSI_DBM.minimum || rssiDbm > RSSI_DBM.maximum) read.refused.push(malformed('a strength that no radio reports'));
      else read.adverts.push({ t: rx, rx, anchor, address, ...(addressType && { addressType }), rssiDbm, data });
      at = after;
    }
  }
  if (at !== end) read.refused.push(malformed('more bytes than the declared packets'));
  return read;
}

function cut(read: Read): Read {
  read.refused.push(malformed('fewer bytes than the declared packets'));
  return read;
}

/** Whether the length that the frame declares is its own, and what must stand at its ends does. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes.length >= SHORTEST && isHeader(bytes) && unsigned32(bytes, 2) === bytes.length && bytes.at(-1) === TAIL;
}

function isHeader(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && HEADERS.includes(unsigned16(bytes, 0));
}

export const decoder: Decoder = {
  id: 'minew-binary',
  subscriptions: () => [],
  topics: (topic) => topic === INTAKE,
  http: {},
  decode({ payload: bytes, topic, rx }) {
    if (topic === INTAKE && bytes.length > MOST_BYTES) return malformed(`larger than ${MOST_BYTES} bytes`, 'ING_TOO_LARGE');
    if (bytes.length > MOST_BYTES || !isWhole(bytes)) return topic === INTAKE ? malformed('not one whole frame') : NOT_MINE;
    const anchor = hexOf(bytes, 6, 12);
    const { adverts, refused } = packetsOf({ bytes, rx, anchor });
    return { kind: 'heard', adverts, statuses: [{ anchor, online: true }], ...(refused.length > 0 && { refused }) };
  },
};
