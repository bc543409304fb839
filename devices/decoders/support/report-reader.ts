import type { AddressType } from '../../../contract/decoder.ts';
import { RSSI_DBM } from '../../../contract/sighting.ts';
import { cutAdvert } from './ad-structures.ts';
import { EXTENDED_HEAD, EXTENDED_REPORT, LEGACY_HEAD, LEGACY_TAIL, SENDER_TYPES } from './hci-report.ts';
import { hexReversed } from './hex.ts';
import { signedByte } from './integers.ts';

/** What a controller reports of one advert. */
export interface HeardReport {
  readonly address?: string;
  readonly addressType?: AddressType;
  readonly rssiDbm?: number;
  readonly data: Uint8Array;
}

export interface HeardReports {
  readonly reports: readonly HeardReport[];
  /** There were as many as the event says, each of a known kind, and nothing behind them. */
  readonly isWhole: boolean;
}

/** An extended advert may come without its sender. */
const ANONYMOUS = 0xff;
/** The last legacy event type, a scan response. */
const SCAN_RESPONSE = 4;
const DATA_STATUS = 0b0110_0000;

/** The reports of an event, one after the other (Core 5.4, Vol 4 Part E §7.7.65.2 and §7.7.65.13). */
export function readReports(subevent: number, count: number, bytes: Uint8Array): HeardReports {
  const isExtended = subevent === EXTENDED_REPORT;
  const reports: HeardReport[] = [];
  let at = 0;
  while (reports.length < count) {
    const rest = bytes.subarray(at);
    const length = isExtended ? EXTENDED_HEAD + (rest[EXTENDED_HEAD - 1] ?? 0) : LEGACY_HEAD + (rest[LEGACY_HEAD - 1] ?? 0) + LEGACY_TAIL;
    if (length > rest.length || !isKnown(rest, isExtended)) return { reports, isWhole: false };
    reports.push(isExtended ? extended(rest.subarray(0, length)) : legacy(rest.subarray(0, length)));
    at += length;
  }
  return { reports, isWhole: at === bytes.length };
}

function isKnown(report: Uint8Array, isExtended: boolean): boolean {
  const sender = report[isExtended ? 2 : 1] ?? 0;
  if (isExtended) return sender < SENDER_TYPES.length || sender === ANONYMOUS;
  return sender < SENDER_TYPES.length && (report[0] ?? 0) <= SCAN_RESPONSE;
}

function legacy(report: Uint8Array): HeardReport {
  const data = report.subarray(LEGACY_HEAD, -LEGACY_TAIL);
  return { ...senderOf(report, 1), ...strengthOf(report, report.length - LEGACY_TAIL), data };
}

function extended(report: Uint8Array): HeardReport {
  const data = report.subarray(EXTENDED_HEAD);
  const isPart = ((report[0] ?? 0) & DATA_STATUS) !== 0;
  // The structure that the rest would have completed is not read.
  return { ...senderOf(report, 2), ...strengthOf(report, 13), data: isPart ? data.subarray(0, cutAdvert(data).ends.at(-1) ?? 0) : data };
}

function senderOf(report: Uint8Array, at: number): Pick<HeardReport, 'address' | 'addressType'> {
  const sender = report[at];
  if (sender === ANONYMOUS) return {};
  const addressType = addressTypeOf(SENDER_TYPES[sender ?? 0], report[at + 6] ?? 0);
  return { address: hexReversed(report, at + 1, at + 7), ...(addressType !== undefined && { addressType }) };
}

/** The two top bits of a random address say of which kind it is (Vol 6 Part B §1.3.2); one of four is reserved. */
function addressTypeOf(sender: (typeof SENDER_TYPES)[number] | undefined, highest: number): AddressType | undefined {
  if (sender === 'random-identity') return 'static';
  if (sender !== 'random') return 'public';
  return (['non-resolvable', 'resolvable', undefined, 'static'] as const)[highest >> 6];
}

/** A strength that is not available, or that no receiver can report, is left out. */
function strengthOf(report: Uint8Array, at: number): Pick<HeardReport, 'rssiDbm'> {
  const rssiDbm = signedByte(report, at);
  return rssiDbm >= RSSI_DBM.minimum && rssiDbm <= RSSI_DBM.maximum ? { rssiDbm } : {};
}
