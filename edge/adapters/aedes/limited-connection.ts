import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Cancel, Clock } from '../../ports/clock.ts';

export interface Limits {
  /** Whether a chunk may pass; the connection ends at the first that may not. */
  admit(chunk: Uint8Array): boolean;
  refused(): void;
  /** How long not to read after a chunk. */
  waitMs(): number;
  /** The connection was made to wait. */
  slowed(): void;
  readonly clock: Pick<Clock, 'after'>;
}

/** aedes waits, for one message, for each subscriber whose buffer is full; large enough for the largest packets that are not dropped. */
const OUTGOING_BYTES = 1024 * 1024;

/** A socket that is read only as far and as fast as its limits allow. */
export class LimitedConnection extends Duplex {
  readonly #socket: Socket;
  #waiting: Cancel | undefined;

  constructor(socket: Socket, limits: Limits) {
    super({ writableHighWaterMark: OUTGOING_BYTES });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (!limits.admit(chunk)) {
        limits.refused();
        this.destroy();
        return;
      }
      const wanted = this.push(chunk);
      if (!wanted) socket.pause();
      this.#wait(limits);
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    if (!this.#waiting) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket.destroyed || this.#socket.write(chunk)) done();
    else this.#afterDrain(done);
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#waiting?.();
    this.#socket.destroy();
    done(error);
  }

  /** TCP passes the waiting on to whoever speaks too fast, and to nobody else. */
  #wait(limits: Limits): void {
    const waitMs = limits.waitMs();
    if (waitMs === 0 || this.#waiting) return;
    limits.slowed();
    this.#socket.pause();
    this.#waiting = limits.clock.after(waitMs, () => {
      this.#waiting = undefined;
      if (this.readableLength < this.readableHighWaterMark) this.#socket.resume();
    });
  }

  #afterDrain(done: () => void): void {
    const settle = (): void => {
      this.#socket.off('drain', settle);
      this.#socket.off('close', settle);
      done();
    };
    this.#socket.once('drain', settle);
    this.#socket.once('close', settle);
  }
}
