/** H4 packet type and event code of an LE Meta event (Core 5.4, Vol 4 Part A §2 and Part E §7.7.65). */
export const H4_EVENT = 0x04;
export const LE_META_EVENT = 0x3e;
export const LEGACY_REPORT = 0x02;
export const EXTENDED_REPORT = 0x0d;

/** Bytes of a report before its data, and after it. */
export const LEGACY_HEAD = 9;
export const LEGACY_TAIL = 1;
export const EXTENDED_HEAD = 24;

/** A strength or power that the controller does not know. */
export const NOT_AVAILABLE = 127;

/** An event's parameters are at most 255 bytes, two of which say what they are. */
const MAX_LEGACY_DATA = 253 - LEGACY_HEAD - LEGACY_TAIL;
const MAX_EXTENDED_DATA = 253 - EXTENDED_HEAD;

/** Bits 5 and 6 of an extended event type: the data is whole, more of it follows, or the rest of it is lost. */
const DATA_STATUS = 0b11 << 5;
const DATA_TRUNCATED = 0b10 << 5;

/** As a controller names them, by number (Part E §7.7.65.2); the identity types are resolved by the controller itself. */
export const SENDER_TYPES = ['public', 'random', 'public-identity', 'random-identity'] as const;
export type SenderType = (typeof SENDER_TYPES)[number];

export interface Report {
  /** Legacy: 0 to 4, as ADV_IND to SCAN_RSP. Extended: the bits of Part E §7.7.65.13. */
  readonly eventType: number;
  /** Absent for an extended advert without a sender. */
  readonly addressType?: SenderType;
  /** 12 hex, most significant byte first. */
  readonly address?: string;
  /** AD structures. */
  readonly data: Uint8Array;
  readonly rssiDbm?: number;
}

export interface ExtendedReport extends Report {
  readonly txPowerDbm?: number;
}

/** The LE Meta event of one legacy advertising report, with its H4 packet type. Data that fits into no event is cut. */
export function legacyReport(report: Report): Uint8Array {
  const data = report.data.subarray(0, MAX_LEGACY_DATA);
  const event = eventOf(LEGACY_REPORT, LEGACY_HEAD + data.length + LEGACY_TAIL);
  const body = event.subarray(5);
  body[0] = report.eventType;
  body[1] = senderNumber(report.addressType);
  body.set(addressBytes(report.address), 2);
  body[8] = data.length;
  body.set(data, LEGACY_HEAD);
  body[LEGACY_HEAD + data.length] = report.rssiDbm ?? NOT_AVAILABLE;
  return event;
}

/** The LE Meta event of one extended advertising report, with its H4 packet type. Data that fits into no event is cut, and marked so. */
export function extendedReport(report: ExtendedReport): Uint8Array {
  const data = report.data.subarray(0, MAX_EXTENDED_DATA);
  const event = eventOf(EXTENDED_REPORT, EXTENDED_HEAD + data.length);
  const body = event.subarray(5);
  const eventType = data.length < report.data.length ? (report.eventType & ~DATA_STATUS) | DATA_TRUNCATED : report.eventType;
  body[0] = eventType;
  body[1] = eventType >> 8;
  body[2] = senderNumber(report.addressType);
  body.set(addressBytes(report.address), 3);
  body[9] = 1; // primary channel: LE 1M
  body[11] = 0xff; // no advertising set
  body[12] = report.txPowerDbm ?? NOT_AVAILABLE;
  body[13] = report.rssiDbm ?? NOT_AVAILABLE;
  body[23] = data.length;
  body.set(data, EXTENDED_HEAD);
  return event;
}

function eventOf(subevent: number, length: number): Uint8Array {
  const event = new Uint8Array(5 + length);
  event.set([H4_EVENT, LE_META_EVENT, 2 + length, subevent, 1]);
  return event;
}

function senderNumber(type: SenderType | undefined): number {
  return type === undefined ? 0xff : SENDER_TYPES.indexOf(type);
}

/** Addresses go over the air with their least significant byte first. */
function addressBytes(address = '000000000000'): number[] {
  return Array.from({ length: 6 }, (_, i) => Number.parseInt(address.slice(10 - 2 * i, 12 - 2 * i), 16));
}
