import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRecording, parseRecordingHeader, type RecordingEnd, recordingHeader, sealFrame } from '../../contract/recording.ts';

const KEY = Buffer.alloc(32, 7);
const HEADER = recordingHeader({ id: 'ab'.repeat(16), startedAt: 1_800_000_000_000.5 });
const END: RecordingEnd = { reason: 'time', endedAt: 1_800_000_600_000, messages: 3, dropped: 0 };
const LINES = ['{"t":1}', '', '{"t":3,"payload":"Käse"}'];
const TEXT = Buffer.from(LINES.map((line) => `${line}\n`).join(''));

function recording(parts: readonly Uint8Array[], end = true): Buffer {
  const frames = parts.map((part, index) => sealFrame(KEY, HEADER, index, false, part));
  const last = sealFrame(KEY, HEADER, parts.length, true, Buffer.from(JSON.stringify(END)));
  return Buffer.concat([HEADER, ...frames, ...(end ? [last] : [])]);
}

async function read(file: Uint8Array, chunkBytes = 7, key: Uint8Array = KEY) {
  async function* chunks() {
    for (let at = 0; at < file.length; at += chunkBytes) yield file.subarray(at, at + chunkBytes);
  }
  const lines: string[] = [];
  let end: RecordingEnd | undefined;
  for await (const part of openRecording(key, chunks())) {
    if ('line' in part) lines.push(part.line);
    else end = part.end;
  }
  return { lines, end };
}

const damaged = (detail: RegExp) => ({ code: 'REC_DAMAGED', message: expect.stringMatching(detail) as string });

describe('the file of a recording', () => {
  it('gives back the lines and the end, wherever frames and reads are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: TEXT.length }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 200 }),
        async (cuts, chunk) => {
          const at = [0, ...cuts.sort((a, b) => a - b), TEXT.length];
          const parts = at.slice(1).map((end, index) => TEXT.subarray(at[index], end));
          expect(await read(recording(parts), chunk)).toEqual({ lines: LINES, end: END });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tells whose it is and when it began without the key', () => {
    expect(parseRecordingHeader(recording([TEXT]))).toEqual({ id: 'ab'.repeat(16), startedAt: 1_800_000_000_000.5 });
    expect(parseRecordingHeader(Buffer.from('{"t":1,"source":"mqtt"} and more than a header holds'))).toBeUndefined();
    expect(parseRecordingHeader(HEADER.subarray(0, -1))).toBeUndefined();
  });

  it('shows what there is of one that was cut off, without an end, and no half line', async () => {
    const whole = recording([TEXT.subarray(0, 20), TEXT.subarray(20)]);
    expect(await read(recording([TEXT], false))).toEqual({ lines: LINES, end: undefined });
    expect(await read(whole.subarray(0, -1))).toEqual({ lines: LINES, end: undefined });
    expect(await read(recording([TEXT.subarray(0, 20)], false))).toEqual({ lines: LINES.slice(0, 2), end: undefined });
    expect(await read(HEADER)).toEqual({ lines: [], end: undefined });
  });

  it('notices every changed byte', async () => {
    const whole = recording([TEXT.subarray(0, 20), TEXT.subarray(20)]);
    for (let at = 0; at < whole.length; at += 1) {
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      // A changed length can make a frame look unfinished: then what follows is missing, and that shows too.
      const found = await read(altered, 50).catch((error: unknown) => error);
      if (!(found instanceof Error)) expect(found, `byte ${at}`).toMatchObject({ end: undefined });
    }
  });

  it('notices frames that were swapped, doubled, left out or taken from elsewhere, and what was added', async () => {
    const [one, two, last] = [
      sealFrame(KEY, HEADER, 0, false, TEXT.subarray(0, 20)),
      sealFrame(KEY, HEADER, 1, false, TEXT.subarray(20)),
      sealFrame(KEY, HEADER, 2, true, Buffer.from(JSON.stringify(END))),
    ];
    const file = (...frames: Buffer[]) => read(Buffer.concat([HEADER, ...frames]));
    await expect(file(two, one, last)).rejects.toMatchObject(damaged(/part 1/u));
    await expect(file(one, one, two, last)).rejects.toMatchObject(damaged(/part 2/u));
    await expect(file(one, last)).rejects.toMatchObject(damaged(/part 2/u));
    await expect(file(one, two, last, one)).rejects.toMatchObject(damaged(/follows its end/u));
    const other = recordingHeader({ id: 'cd'.repeat(16), startedAt: 0 });
    await expect(read(Buffer.concat([other, one, two, last]))).rejects.toMatchObject(damaged(/part 1/u));
    await expect(read(recording([TEXT]), 50, Buffer.alloc(32, 8))).rejects.toMatchObject(damaged(/part 1/u));
  });

  it('is not read at all where it is something else', async () => {
    await expect(read(Buffer.from('x'.repeat(100)))).rejects.toMatchObject(damaged(/not a recording/u));
    await expect(read(Buffer.from('{"t":1}'))).rejects.toMatchObject(damaged(/not a recording/u));
    await expect(read(Buffer.alloc(0))).rejects.toMatchObject(damaged(/not a recording/u));
    const long = Buffer.concat([HEADER, Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0])]);
    await expect(read(long)).rejects.toMatchObject(damaged(/too long/u));
    const end = sealFrame(KEY, HEADER, 0, true, Buffer.from('{"reason":"tired"}'));
    await expect(read(Buffer.concat([HEADER, end]))).rejects.toMatchObject(damaged(/its end/u));
  });

  it('seals each frame under a nonce of its own: its number, and whether it is the last', () => {
    const tagOf = (nonce: Buffer) => {
      const cipher = createCipheriv('aes-256-gcm', KEY, nonce);
      cipher.setAAD(HEADER);
      return Buffer.concat([cipher.update(TEXT), cipher.final(), cipher.getAuthTag()]).toString('hex');
    };
    const nonce = Buffer.from('000000000000000000010000', 'hex');
    nonce.writeBigUInt64BE(258n, 3);
    expect(sealFrame(KEY, HEADER, 258, false, TEXT).subarray(5).toString('hex')).toBe(tagOf(nonce));
    nonce.writeUInt8(1, 11);
    expect(sealFrame(KEY, HEADER, 258, true, TEXT).subarray(5).toString('hex')).toBe(tagOf(nonce));
  });
});
