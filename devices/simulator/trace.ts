import Type from 'typebox';
import { type Checked, checker } from '../../contract/check.ts';
import { AislegateError } from '../../contract/errors.ts';
import { identifierKind } from '../../contract/identifier.ts';
import { EpochMs } from '../../contract/scalars.ts';

/** One line of a trace (NDJSON): what a source delivered, when, unopened. */
export const TraceLine = Type.Object(
  {
    t: EpochMs,
    source: Type.Enum(['mqtt', 'http', 'radio', 'replay']),
    topic: Type.String({ minLength: 1, maxLength: 1024 }),
    payload: Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())], {
      description: 'the text as it was sent, or a JSON object, which stands for its JSON text',
    }),
    encoding: Type.Optional(Type.Literal('hex', { description: 'the payload is bytes, written as hex' })),
  },
  { $id: 'TraceLine', additionalProperties: false },
);
export type TraceLine = Type.Static<typeof TraceLine>;

const checkTraceLine = checker(TraceLine);
const HEX = /^(?:[0-9a-f]{2})*$/iu;

/** A line of a trace file, or where and why it is not one. */
export function parseTraceLine(text: string): Checked<TraceLine> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, detail: '/ is not JSON' };
  }
  const line = checkTraceLine(value);
  if (!line.ok || line.value.encoding === undefined) return line;
  return typeof line.value.payload === 'string' && HEX.test(line.value.payload) ? line : { ok: false, detail: '/payload is not hex' };
}

/** The bytes that the source delivered. */
export function tracePayload(line: TraceLine): Uint8Array {
  if (typeof line.payload !== 'string') return Buffer.from(JSON.stringify(line.payload));
  return Buffer.from(line.payload, line.encoding ?? 'utf8');
}

export interface EspresenseReport {
  /** The room that the scanner calls itself. */
  readonly room: string;
  readonly mobile: string;
  /** 12 hex. */
  readonly mac: string;
  readonly rssiDbm: number;
  readonly rssiAt1mDbm: number;
  /** Mean time between adverts. */
  readonly intervalMs: number;
}

/** A report as an ESPresense scanner publishes it (its BleFingerprint.cpp, `fillJson`): RSSI with two decimals, no distance. */
export function espresense(report: EspresenseReport): { topic: string; payload: string } {
  const id = espresenseId(report.mobile);
  const payload =
    `{"mac":"${report.mac}","id":${JSON.stringify(id)},"rssi@1m":${Math.round(report.rssiAt1mDbm)},` +
    `"rssi":${report.rssiDbm.toFixed(2)},"rxAdj":0,"int":${Math.round(report.intervalMs)}}`;
  return { topic: `espresense/devices/${id}/${report.room}`, payload };
}

/** How ESPresense spells an identifier of ours. */
export function espresenseId(mobile: string): string {
  const value = mobile.slice(mobile.indexOf(':') + 1);
  switch (identifierKind(mobile)) {
    case 'ibeacon':
      return `iBeacon:${value}`;
    case 'irk':
      return `irk:${value}`;
    case 'ble':
      return `known:${value}`;
    default:
      throw new AislegateError('CLI_USAGE', { detail: 'ESPresense reports identifiers of the kinds ibeacon, irk and ble.' });
  }
}
