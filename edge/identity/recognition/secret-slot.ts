import { isIdentifier, type SecretKind } from '../../../contract/identifier.ts';
import type { MemberSecret } from '../../ports/recognition.ts';

/**
 * A slot, all zero where it is free: subject[16] ‖ secret[16] ‖ kind and device, four bits each ‖ detail[1] ‖ of a beacon's clock: epoch u32,
 * heard u32, at least and at most ahead i24 each. Most significant byte first.
 */
export const SLOT_BYTES = 48;
export const SUBJECT_BYTES = 16;
export const CONTENT_BYTES = SLOT_BYTES - SUBJECT_BYTES;

const SECRET_AT = 16;
const KIND_AT = 32;
const DETAIL_AT = 33;
const EPOCH_AT = 34;
const HEARD_AT = 38;
const AHEAD_AT = 42;

const DEVICES = 16;
const U32 = 2 ** 32;
const I24 = 2 ** 23;

export const IRK = 1;
export const TOKEN_KEY = 2;
export const EID_KEY = 3;
const CODES: Readonly<Record<SecretKind, number>> = { irk: IRK, 'token-key': TOKEN_KEY, 'eid-key': EID_KEY };

/** Which way round the bytes of an identity resolving key stand: as the specification prints it, or as most systems store it. */
export const ORDERS = { unknown: 0, asPrinted: 1, reversed: 2 } as const;
export type ByteOrder = (typeof ORDERS)[keyof typeof ORDERS];

/** What is known of a beacon's clock: when it was last heard, and how many seconds it was then ahead of where it should be. */
export interface HeardClock {
  /** s since 1970; 0 for never. */
  readonly heardS: number;
  readonly leastAheadS: number;
  readonly mostAheadS: number;
}

/** All slots, in memory that may be shared with a worker. */
export type Slots = DataView<ArrayBufferLike>;

/** The slot of a secret without its subject; undefined where it cannot be one. */
export function contentOf({ identifier, device }: MemberSecret): Uint8Array | undefined {
  const colon = identifier.indexOf(':');
  const code = CODES[identifier.slice(0, colon) as SecretKind] as number | undefined;
  if (code === undefined || !isIdentifier(identifier) || device < 0 || device >= DEVICES) return undefined;
  const [key = '', exponent = '0', epoch = '0'] = identifier.slice(colon + 1).split('-');
  if (Number(epoch) >= U32 || /^0+$/u.test(key)) return undefined;
  const content = new Uint8Array(CONTENT_BYTES);
  content.set(Buffer.from(key, 'hex'));
  const view = new DataView(content.buffer);
  view.setUint8(KIND_AT - SUBJECT_BYTES, (code << 4) | device);
  view.setUint8(DETAIL_AT - SUBJECT_BYTES, Number(exponent));
  view.setUint32(EPOCH_AT - SUBJECT_BYTES, Number(epoch));
  return content;
}

/** Whether two contents are the same secret of the same device, whatever has been learned of it since. */
export function isSameSecret(one: Uint8Array, other: Uint8Array): boolean {
  const isEid = (one[KIND_AT - SUBJECT_BYTES] ?? 0) >> 4 === EID_KEY;
  const end = (isEid ? HEARD_AT : DETAIL_AT) - SUBJECT_BYTES;
  for (let at = 0; at < end; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

export function slotCount(slots: Slots): number {
  return slots.byteLength / SLOT_BYTES;
}

export function kindAt(slots: Slots, slot: number): number {
  return slots.getUint8(slot * SLOT_BYTES + KIND_AT) >> 4;
}

export function deviceAt(slots: Slots, slot: number): number {
  return slots.getUint8(slot * SLOT_BYTES + KIND_AT) & 0xf;
}

export function subjectAt(slots: Slots, slot: number): string {
  let subject = '';
  for (let at = slot * SLOT_BYTES, end = at + SUBJECT_BYTES; at < end; at += 4) {
    subject += slots.getUint32(at).toString(16).padStart(8, '0');
  }
  return subject;
}

/** A word of the key, 0 to 3. */
export function keyWordAt(slots: Slots, slot: number, word: number): number {
  return slots.getInt32(slot * SLOT_BYTES + SECRET_AT + word * 4);
}

export function keyAt(slots: Slots, slot: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => slots.getUint8(slot * SLOT_BYTES + SECRET_AT + i));
}

export function contentAt(slots: Slots, slot: number): Uint8Array {
  return Uint8Array.from({ length: CONTENT_BYTES }, (_, i) => slots.getUint8(slot * SLOT_BYTES + SUBJECT_BYTES + i));
}

export function orderAt(slots: Slots, slot: number): ByteOrder {
  return slots.getUint8(slot * SLOT_BYTES + DETAIL_AT) as ByteOrder;
}

/** The content with the byte order that was found. */
export function withOrder(content: Uint8Array, order: ByteOrder): Uint8Array {
  const changed = content.slice();
  changed[DETAIL_AT - SUBJECT_BYTES] = order;
  return changed;
}

export function exponentAt(slots: Slots, slot: number): number {
  return slots.getUint8(slot * SLOT_BYTES + DETAIL_AT);
}

/** When the beacon's clock was at 0, s since 1970. */
export function epochAt(slots: Slots, slot: number): number {
  return slots.getUint32(slot * SLOT_BYTES + EPOCH_AT);
}

export function clockAt(slots: Slots, slot: number): HeardClock {
  const at = slot * SLOT_BYTES;
  const signed = (offset: number) => (slots.getInt16(at + offset) << 8) | slots.getUint8(at + offset + 2);
  return { heardS: slots.getUint32(at + HEARD_AT), leastAheadS: signed(AHEAD_AT), mostAheadS: signed(AHEAD_AT + 3) };
}

/** The content with what was learned of the clock, rounded so that it stays true. */
export function withClock(content: Uint8Array, { heardS, leastAheadS, mostAheadS }: HeardClock): Uint8Array {
  const changed = content.slice();
  const view = new DataView(changed.buffer);
  const setSigned = (offset: number, value: number) => {
    const kept = Math.max(-I24, Math.min(I24 - 1, value));
    view.setInt16(offset - SUBJECT_BYTES, kept >> 8);
    view.setUint8(offset + 2 - SUBJECT_BYTES, kept & 0xff);
  };
  view.setUint32(HEARD_AT - SUBJECT_BYTES, Math.floor(heardS));
  setSigned(AHEAD_AT, Math.floor(leastAheadS));
  setSigned(AHEAD_AT + 3, Math.ceil(mostAheadS));
  return changed;
}
