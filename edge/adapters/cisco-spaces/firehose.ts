import { AislegateError } from '../../../contract/errors.ts';
import { fieldsOf, momentIn } from '../../../devices/decoders/support/cloud-fields.ts';
import { textOf } from '../../../devices/decoders/support/fields.ts';
import { tolerantJson } from '../../../devices/decoders/support/tolerant-json.ts';
import type { RawMessage } from '../../domain/message.ts';
import { RetrySchedule } from '../../domain/retry-schedule.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { MessageSource } from '../../ports/message-source.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { LineCutter } from './lines.ts';
import { StreamProgress } from './progress.ts';

export interface FirehoseOptions {
  readonly url: string;
  readonly apiKey: string;
  /** Where it is kept how far the stream was followed. */
  readonly file: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'unit'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'info' | 'warn'>;
}

const TOPIC = '/ingest/cisco-spaces';
/** A record of one device has two or three thousand bytes. */
const MOST_LINE_BYTES = 65_536;
/** How often a quiet stream says that it lives; wire-formats §2.8 names no period, so this is a guess on the long side. */
const KEEP_ALIVE_MS = 15_000;
const MOST_SILENT_PERIODS = 3;
const SAVE_MS = 5000;
/** What is older is not asked for again: who was in the shop then has long been counted, or has left. */
const LONGEST_GAP_MS = 600_000;
/** A record that is further ahead is not believed on the time: the stream would be resumed from a day that has not come. */
const MOST_AHEAD_MS = 60_000;
/** A refused key is put right by people. */
const REFUSED_WAIT_MS = 300_000;
/** A lost cloud is worth a line when it is lost and when that lasts, not twice a minute for days. */
const WARN_EVERY = 20;

/** The Cisco Spaces Firehose: one GET that does not end, a record per line (wire-formats §2.8). Followed, resumed, counted once. */
export function createFirehose(options: FirehoseOptions): MessageSource {
  return new Firehose(options);
}

class Firehose implements MessageSource {
  readonly #options: FirehoseOptions;
  readonly #progress: StreamProgress;
  readonly #retry: RetrySchedule;
  readonly #timers: Cancel[] = [];
  #abort = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #silentPeriods = 0;
  #failures = 0;
  #connected = false;
  #closed = false;
  #isUnwritable = false;
  #standing: () => void = () => {};

  constructor(options: FirehoseOptions) {
    this.#options = options;
    this.#progress = new StreamProgress(options.file);
    this.#retry = new RetrySchedule(options.random);
  }

  async start(handler: (message: RawMessage) => void): Promise<void> {
    const standing = new Promise<void>((resolve) => {
      this.#standing = resolve;
    });
    await this.#progress.load();
    if (this.#closed) return;
    const { clock } = this.#options;
    this.#timers.push(
      clock.every(KEEP_ALIVE_MS, () => this.#listenForSilence()),
      clock.every(SAVE_MS, () => this.#save()),
    );
    this.#following = this.#follow(handler);
    await standing;
  }

  connected(): boolean {
    return this.#connected;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#timers.splice(0)) cancel();
    this.#abort.abort();
    this.#standing();
    await this.#following;
    await this.#save();
  }

  async #follow(handler: (message: RawMessage) => void): Promise<void> {
    this.#abort = new AbortController();
    this.#silentPeriods = 0;
    let failure: unknown;
    try {
      await this.#read(await this.#open(), handler);
    } catch (error) {
      failure = error;
    }
    this.#connected = false;
    if (!this.#closed) this.#later(handler, failure);
  }

  /** A redirect is not followed: it would carry the key to wherever it points. */
  async #open(): Promise<ReadableStream<Uint8Array>> {
    const { url, apiKey, telemetry } = this.#options;
    const address = new URL(url);
    const from = this.#resumeFrom();
    if (from !== undefined) address.searchParams.set('fromTimestamp', String(from));
    const { status, body } = await fetch(address, {
      headers: { 'x-api-key': apiKey, accept: 'application/json' },
      redirect: 'manual',
      signal: this.#abort.signal,
    });
    if (status === 200 && body) {
      this.#connected = true;
      telemetry.info('cisco spaces connected');
      this.#standing();
      return body;
    }
    await body?.cancel();
    if (status === 401 || status === 403) throw new AislegateError('ING_CLOUD_REFUSED', { status });
    throw new Error(`HTTP ${status}`);
  }

  async #read(body: ReadableStream<Uint8Array>, handler: (message: RawMessage) => void): Promise<void> {
    const { telemetry } = this.#options;
    const cutter = new LineCutter(MOST_LINE_BYTES, {
      onLine: (line) => this.#hear(line, handler),
      onTooLong: () => telemetry.count('aislegate_refused_total', { source: 'http', code: 'ING_TOO_LARGE', format: 'cisco-spaces' }),
    });
    for await (const chunk of body) {
      if (this.#abort.signal.aborted) break;
      cutter.take(chunk);
    }
  }

  #hear(line: Uint8Array, handler: (message: RawMessage) => void): void {
    this.#silentPeriods = 0;
    // Only now: a cloud that answers and hangs up at once is tried less and less often.
    this.#failures = 0;
    this.#retry.reset();
    const rx = this.#options.clock.nowMs();
    const parsed = tolerantJson(line);
    const record = fieldsOf('kind' in parsed ? undefined : parsed.value);
    const said = momentIn(record, 'recordTimestamp');
    const isNew = this.#progress.note(
      textOf(record, 'recordUid', 200) ?? '',
      said !== undefined && said > rx + MOST_AHEAD_MS ? undefined : said,
    );
    if (isNew && !isKeepAlive(line, record)) handler({ rx, source: 'http', topic: TOPIC, payload: line });
  }

  #resumeFrom(): number | undefined {
    const { timestamp } = this.#progress;
    return timestamp === undefined ? undefined : Math.max(timestamp, this.#options.clock.nowMs() - LONGEST_GAP_MS);
  }

  #listenForSilence(): void {
    this.#silentPeriods += 1;
    if (this.#silentPeriods >= MOST_SILENT_PERIODS) this.#abort.abort();
  }

  async #save(): Promise<void> {
    try {
      await this.#progress.save();
      this.#isUnwritable = false;
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (!this.#isUnwritable) this.#options.telemetry.warn('CFG_DATA_UNWRITABLE', { path: this.#options.file, detail: code });
      this.#isUnwritable = true;
    }
  }

  #later(handler: (message: RawMessage) => void, failure: unknown): void {
    const { clock, random, telemetry } = this.#options;
    const isRefused = failure instanceof AislegateError;
    const waitMs = isRefused ? REFUSED_WAIT_MS * (0.5 + random.unit() / 2) : this.#retry.nextMs();
    const seconds = Math.round(waitMs / 100) / 10;
    if (isRefused) telemetry.warn('ING_CLOUD_REFUSED', { ...failure.context, setting: 'ciscoSpaces.apiKey', seconds });
    else if (this.#failures % WARN_EVERY === 0) telemetry.warn('ING_CLOUD_UNREACHABLE', { detail: this.#causeOf(failure), seconds });
    this.#failures += 1;
    const cancel = clock.after(waitMs, () => {
      this.#timers.splice(this.#timers.indexOf(cancel), 1);
      this.#following = this.#follow(handler);
    });
    this.#timers.push(cancel);
  }

  /** What went wrong, without addresses: the code of the system, or what we noticed ourselves. */
  #causeOf(failure: unknown): string {
    if (this.#abort.signal.aborted) return `it was silent for ${(MOST_SILENT_PERIODS * KEEP_ALIVE_MS) / 1000} s`;
    if (failure === undefined) return 'the stream ended';
    const { message, cause } = failure as Error & { cause?: { code?: unknown } };
    if (cause?.code === 'UND_ERR_SOCKET') return 'the connection broke off';
    return typeof cause?.code === 'string' ? cause.code : message;
  }
}

/** A record of its own kind, or only the words. */
function isKeepAlive(line: Uint8Array, record: Readonly<Record<string, unknown>>): boolean {
  return (
    textOf(record, 'eventType', 64) === 'KEEP_ALIVE' || (line.length < 32 && Buffer.from(line).toString('latin1').trim() === 'KEEP_ALIVE')
  );
}
