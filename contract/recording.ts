import { createCipheriv, createDecipheriv } from 'node:crypto';
import Type from 'typebox';
import { checker } from './check.ts';
import { AislegateError } from './errors.ts';
import { RECORDING_ENDS } from './recording-end.ts';
import { EpochMs } from './scalars.ts';

/**
 * The file of a recording: a header, then frames of at most 1 MiB, each sealed with AES-256-GCM under the key of this recording alone.
 * Header: `AISLEREC`, version 1, id (16 bytes), when it began (float64, big endian). Frame: whether it is the last (1 byte), length of the
 * ciphertext (uint32, big endian), ciphertext, tag. The plaintext of all frames but the last is one text of trace lines, cut anywhere; the
 * last frame is a `RecordingEnd`.
 *
 * The nonce is the number of the frame and whether it is the last (SP 800-38D §8.2.1, deterministic; the STREAM construction of Hoang et al.
 * 2015): no two frames share one, none can be moved, doubled or left out unnoticed, and a file without a last frame was cut off.
 */
const MAGIC = Buffer.from('AISLEREC\u0001', 'latin1');
const ID_BYTES = 16;
const HEADER_BYTES = MAGIC.length + ID_BYTES + 8;
const FRAME_HEAD_BYTES = 5;
const TAG_BYTES = 16;
const MAX_FRAME_BYTES = 1_048_576;
const LINE_FEED = 10;
export const RECORDING_KEY_BYTES = 32;
export const RECORDING_HEADER_BYTES = HEADER_BYTES;
/** What a frame adds to what it holds. */
export const FRAME_OVERHEAD_BYTES = FRAME_HEAD_BYTES + TAG_BYTES;

/** Recordings and their keys are deleted so long after they began. */
export const RECORDING_LIFE_MS = 86_400_000;

export interface RecordingHeader {
  /** 32 hex. */
  readonly id: string;
  /** ms epoch. */
  readonly startedAt: number;
}

const RecordingEnd = Type.Object({
  reason: Type.Enum(RECORDING_ENDS),
  endedAt: EpochMs,
  messages: Type.Integer({ minimum: 0 }),
  dropped: Type.Integer({ minimum: 0, description: 'messages that came faster than the disk took them, and are missing' }),
});
export type RecordingEnd = Type.Static<typeof RecordingEnd>;
const checkEnd = checker(RecordingEnd);

export function recordingHeader({ id, startedAt }: RecordingHeader): Buffer {
  const time = Buffer.alloc(8);
  time.writeDoubleBE(startedAt);
  return Buffer.concat([MAGIC, Buffer.from(id, 'hex'), time]);
}

/** The header at the beginning of these bytes, or undefined where they are not the beginning of a recording. */
export function parseRecordingHeader(bytes: Uint8Array): RecordingHeader | undefined {
  if (bytes.length < HEADER_BYTES || MAGIC.compare(bytes, 0, MAGIC.length) !== 0) return undefined;
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES));
  return { id: header.toString('hex', MAGIC.length, MAGIC.length + ID_BYTES), startedAt: header.readDoubleBE(MAGIC.length + ID_BYTES) };
}

/** One frame of a recording. `index` counts the frames from 0; of one recording no index is sealed twice with the same `last`. */
export function sealFrame(key: Uint8Array, header: Uint8Array, index: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, last));
  cipher.setAAD(header);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt8(last ? 1 : 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body, cipher.getAuthTag()]);
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 3);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

export type RecordingPart = { readonly line: string } | { readonly end: RecordingEnd };

/**
 * The lines of a recording, then how it ended; without an end the file was cut off, as by a crash, and what came before is whole.
 * Throws REC_DAMAGED at the first byte that is not as it was written.
 */
export async function* openRecording(key: Uint8Array, file: AsyncIterable<Uint8Array>): AsyncGenerator<RecordingPart> {
  let rest: Buffer = Buffer.alloc(0);
  let end: RecordingEnd | undefined;
  for await (const { last, plain } of openFrames(key, file)) {
    if (last) {
      end = endOf(plain);
      continue;
    }
    rest = Buffer.concat([rest, plain]);
    for (let at = rest.indexOf(LINE_FEED); at >= 0; at = rest.indexOf(LINE_FEED)) {
      yield { line: rest.toString('utf8', 0, at) };
      rest = rest.subarray(at + 1);
    }
  }
  if (end) yield { end };
}

async function* openFrames(key: Uint8Array, file: AsyncIterable<Uint8Array>): AsyncGenerator<{ last: boolean; plain: Buffer }> {
  let waiting: Buffer = Buffer.alloc(0);
  let header: Buffer | undefined;
  let index = 0;
  let ended = false;
  for await (const chunk of file) {
    waiting = Buffer.concat([waiting, chunk]);
    if (!header && waiting.length >= HEADER_BYTES) {
      if (!parseRecordingHeader(waiting)) throw damaged('it is not a recording');
      header = waiting.subarray(0, HEADER_BYTES);
      waiting = waiting.subarray(HEADER_BYTES);
    }
    if (!header) continue;
    for (let frame = frameAt(waiting); frame && !ended; frame = frameAt(waiting)) {
      yield { last: frame.last, plain: openFrame(key, header, index, frame) };
      waiting = waiting.subarray(frame.bytes);
      index += 1;
      ended = frame.last;
    }
    if (ended && waiting.length > 0) throw damaged('something follows its end');
  }
  if (!header) throw damaged('it is not a recording');
}

interface Frame {
  readonly last: boolean;
  readonly body: Buffer;
  readonly tag: Buffer;
  readonly bytes: number;
}

/** The frame at the beginning of these bytes, or undefined where it is not all there yet. */
function frameAt(bytes: Buffer): Frame | undefined {
  if (bytes.length < FRAME_HEAD_BYTES) return undefined;
  const length = bytes.readUInt32BE(1);
  if (length > MAX_FRAME_BYTES) throw damaged('a frame is too long');
  const end = FRAME_HEAD_BYTES + length;
  if (bytes.length < end + TAG_BYTES) return undefined;
  const body = bytes.subarray(FRAME_HEAD_BYTES, end);
  return { last: bytes[0] === 1, body, tag: bytes.subarray(end, end + TAG_BYTES), bytes: end + TAG_BYTES };
}

function openFrame(key: Uint8Array, header: Uint8Array, index: number, { last, body, tag }: Frame): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last));
  decipher.setAAD(header);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw damaged(`part ${index + 1} is not as it was written`, cause);
  }
}

function endOf(plain: Buffer): RecordingEnd {
  const end = checkEnd(JSON.parse(plain.toString()));
  if (!end.ok) throw damaged('its end cannot be read');
  return end.value;
}

function damaged(detail: string, cause?: unknown): AislegateError {
  return new AislegateError('REC_DAMAGED', { detail }, { cause });
}
