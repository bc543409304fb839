import { type FileHandle, open } from 'node:fs/promises';
import { FRAME_OVERHEAD_BYTES, type RecordingHeader, recordingHeader, sealFrame } from '../../../contract/recording.ts';
import type { EndReason } from '../../../contract/recording-end.ts';

/** A frame holds so much and the line that reaches it, unless that one needs frames of its own. */
const FRAME_BYTES = 65_536;
const LONGEST_FRAME_BYTES = 524_288;
/** What may wait for a slow disk; beyond it messages are left out and counted. */
const MAX_WAITING_BYTES = 8_388_608;
/** Kept free for the last frame. */
const END_BYTES = 512;

export interface WriterOptions extends RecordingHeader {
  readonly path: string;
  readonly key: Uint8Array;
  readonly maxBytes: number;
  /** The file has reached its limit, or the disk refused: it takes nothing more and waits to be ended. */
  readonly onFull: (reason: EndReason) => void;
}

/** Writes one recording. What it is given waits in memory, bounded, and is sealed and written when the disk has time. */
export class RecordingWriter {
  readonly #file: FileHandle;
  readonly #options: WriterOptions;
  readonly #header: Buffer;
  readonly #waiting: string[] = [];
  #waitingBytes = 0;
  #frames = 0;
  #bytes: number;
  #messages = 0;
  #dropped = 0;
  #full = false;
  /** A frame could not be written; sealing another under its nonce would give away both. */
  #refused = false;
  #writing: Promise<void> | undefined;

  private constructor(file: FileHandle, header: Buffer, options: WriterOptions) {
    this.#file = file;
    this.#header = header;
    this.#options = options;
    this.#bytes = header.length;
  }

  static async open(options: WriterOptions): Promise<RecordingWriter> {
    const header = recordingHeader(options);
    const file = await open(options.path, 'wx', 0o600);
    await file.write(header, 0, header.length, 0);
    return new RecordingWriter(file, header, options);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get messages(): number {
    return this.#messages;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a line, or counts it as left out. */
  add(line: string): void {
    if (this.#full) return;
    const bytes = Buffer.byteLength(line) + 1;
    const after = this.#bytes + this.#waitingBytes + bytes + FRAME_OVERHEAD_BYTES * (2 + this.#waitingBytes / FRAME_BYTES);
    if (after + END_BYTES > this.#options.maxBytes) {
      this.#fill('size');
      return;
    }
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    if (this.#waitingBytes >= FRAME_BYTES) void this.flush();
  }

  /** Resolves when what waits is in the file, or the disk has refused it. */
  flush(): Promise<void> {
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** The last frame, and the file closed. Where even that finds no room, the file ends without, and reads as cut off. */
  async end(reason: EndReason, endedAt: number): Promise<void> {
    this.#full = true;
    await this.flush();
    const end = JSON.stringify({ reason, endedAt, messages: this.#messages, dropped: this.#dropped });
    try {
      // Where a frame did not fit as a whole, the last one takes its place: its number, but not its nonce.
      await this.#file.truncate(this.#bytes);
      await this.#write(true, Buffer.from(end));
      await this.#file.sync();
    } catch {
      await this.#file.truncate(this.#bytes).catch(() => undefined);
    }
    await this.#file.close();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#refused) {
      const lines = this.#waiting.splice(0, this.#linesOfFrame());
      const text = Buffer.from(`${lines.join('\n')}\n`);
      try {
        for (let at = 0; at < text.length; at += LONGEST_FRAME_BYTES) await this.#write(false, text.subarray(at, at + LONGEST_FRAME_BYTES));
        this.#messages += lines.length;
      } catch {
        this.#refused = true;
        this.#dropped += lines.length + this.#waiting.length;
        this.#fill('disk');
      }
      this.#waitingBytes -= text.length;
    }
  }

  #linesOfFrame(): number {
    let bytes = 0;
    const reached = this.#waiting.findIndex((line) => {
      bytes += Buffer.byteLength(line) + 1;
      return bytes >= FRAME_BYTES;
    });
    return reached < 0 ? this.#waiting.length : reached + 1;
  }

  async #write(last: boolean, plain: Uint8Array): Promise<void> {
    const frame = sealFrame(this.#options.key, this.#header, this.#frames, last, plain);
    const { bytesWritten } = await this.#file.write(frame, 0, frame.length, this.#bytes);
    if (bytesWritten < frame.length) throw new Error('the disk took only a part');
    this.#bytes += frame.length;
    this.#frames += 1;
  }

  #fill(reason: EndReason): void {
    if (this.#full) return;
    this.#full = true;
    this.#options.onFull(reason);
  }
}
