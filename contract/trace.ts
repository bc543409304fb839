import Type from 'typebox';
import { type Checked, checker } from './check.ts';
import { EpochMs } from './scalars.ts';

/** One line of a trace (NDJSON): what a source delivered, when, unopened. */
export const TraceLine = Type.Object(
  {
    t: EpochMs,
    source: Type.Enum(['mqtt', 'http', 'radio', 'replay']),
    topic: Type.String({ minLength: 1, maxLength: 65_535 }),
    payload: Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())], {
      description: 'the text as it was sent, or a JSON object, which stands for its JSON text',
    }),
    encoding: Type.Optional(Type.Literal('hex', { description: 'the payload is bytes, written as hex' })),
    retained: Type.Optional(Type.Literal(true, { description: 'the broker had kept it from before' })),
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
    return { ok: false, detail: 'it is not JSON' };
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

/** What a source delivers, as the edge sees it. */
export interface Delivered {
  readonly rx: number;
  readonly source: TraceLine['source'];
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained?: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The line that gives back what was delivered byte for byte: text where the payload is text, hex where it is not. */
export function traceLine({ rx, source, topic, payload, retained }: Delivered): TraceLine {
  return { t: rx, source, topic, ...payloadText(payload), ...(retained && { retained }) };
}

function payloadText(payload: Uint8Array): Pick<TraceLine, 'payload' | 'encoding'> {
  try {
    return { payload: utf8.decode(payload) };
  } catch {
    return { payload: Buffer.from(payload).toString('hex'), encoding: 'hex' };
  }
}
