import { type Decoded, type Decoder, type Malformed, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { isAdvertList } from './support/ad-structures.ts';
import { EXTENDED_REPORT, H4_EVENT, LE_META_EVENT, LEGACY_REPORT } from './support/hci-report.ts';
import { readReports } from './support/report-reader.ts';

/** The edge's own radio: the LE Meta event of advertising reports as the controller delivers it, with or without what stands around it. */
const TOPIC = /^radio\/([^/]{1,120})$/u;

interface Event {
  readonly subevent: number;
  /** How many reports it says to hold. */
  readonly count: number;
  readonly reports: Uint8Array;
  /** Nothing before the subevent says that this is an event. */
  readonly isBare: boolean;
}

function eventOf(payload: Uint8Array): Event | undefined {
  const head = payload[0] === H4_EVENT ? 1 : 0;
  const isBare = payload[head] !== LE_META_EVENT;
  const start = isBare ? 0 : head + 2;
  const length = isBare ? payload.length : (payload[head + 1] ?? 0);
  const [subevent, count] = payload.subarray(start);
  if ((subevent !== LEGACY_REPORT && subevent !== EXTENDED_REPORT) || !count) return;
  return { subevent, count, reports: payload.subarray(start + 2, start + length), isBare };
}

function decode(message: Undecoded): Decoded {
  const { payload, rx } = message;
  const scanner = TOPIC.exec(message.topic)?.[1];
  const notMine = scanner === undefined ? NOT_MINE : malformed('not an event of advertising reports');
  const event = eventOf(payload);
  if (event === undefined) return notMine;
  const { reports, isWhole } = readReports(event.subevent, event.count, event.reports);
  // AD structures, too, can begin with 02 or 0D, or with 3E: without its topic an event is one that can be nothing else.
  if (scanner === undefined && (isAdvertList(payload) || (event.isBare && !isWhole))) return NOT_MINE;
  const refused: Malformed[] = isWhole ? [] : [malformed('a report is cut short, or of a reserved kind')];
  const anchor = scanner ?? message.anchor ?? '';
  return { kind: 'heard', adverts: reports.map((report) => ({ t: rx, rx, anchor, ...report })), ...(refused.length > 0 && { refused }) };
}

export const decoder: Decoder = { id: 'hci-report', subscriptions: () => [], topics: (topic) => TOPIC.test(topic), decode };
