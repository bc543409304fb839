import { AislegateError } from '../../contract/errors.ts';
import type { Fact } from '../../contract/facts/fact.ts';
import type { Confirmed } from '../../contract/messages.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { Headquarters } from '../ports/headquarters.ts';
import type { Journal, JournalPosition } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { backoffMs } from './backoff.ts';
import { comparePositions } from './number.ts';

export interface UplinkOptions {
  readonly journal: Journal;
  readonly headquarters: Headquarters;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly batchFacts?: number;
  /** Facts handed over but not confirmed; beyond it HQ is waited for, so that its outage does not fill its stream with one shop. */
  readonly windowFacts?: number;
  readonly retry?: { readonly firstMs: number; readonly capMs: number };
  readonly resend?: { readonly firstMs: number; readonly capMs: number };
}

const DEFAULTS = {
  batchFacts: 500,
  windowFacts: 5000,
  retry: { firstMs: 500, capMs: 30_000 },
  resend: { firstMs: 15_000, capMs: 600_000 },
} as const;

/**
 * Takes facts from the journal to headquarters: in order, in batches, until HQ has confirmed them; then the journal may forget them.
 * Handing over is not enough: a stream acknowledges before it syncs (nats-server syncs every two minutes), so what stays unconfirmed is
 * sent again, and HQ ignores what it has.
 */
export class Uplink {
  readonly #options: Required<UplinkOptions>;
  /** The last fact handed over; the journal is read from there on. */
  #cursor: JournalPosition | undefined;
  /** What was handed over and not confirmed, in order of sending. */
  #inFlight: JournalPosition[] = [];
  /** Numbers up to here were handed over before, by epoch, so that sending again is counted as such. */
  readonly #sentUpTo = new Map<string, number>();
  /** Set when confirmations stay away: the next batch begins at the first unconfirmed fact again. */
  #rewind = false;
  #failures = 0;
  #stalls = 0;
  #sending = false;
  #stopped = true;
  #cancelRetry: Cancel | undefined;
  #cancelResend: Cancel | undefined;

  constructor(options: UplinkOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#options.headquarters.onConfirmed((confirmed) => void this.#confirm(confirmed));
    this.#reportSize();
    this.wake();
  }

  /** Tells that the journal has new facts. Does nothing while a batch is on its way or a failure is being waited out. */
  wake(): void {
    if (this.#stopped || this.#sending || this.#cancelRetry) return;
    void this.#sendAll();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#cancelResend?.();
    this.#cancelRetry = undefined;
    this.#cancelResend = undefined;
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    try {
      for (let facts = this.#next(); facts.length > 0 && !this.#stopped; facts = this.#next()) {
        await this.#options.headquarters.send(facts);
        this.#failures = 0;
        this.#handedOver(facts);
      }
    } catch (cause) {
      this.#retryLater(cause);
    } finally {
      this.#sending = false;
    }
    this.#reportSize();
  }

  #next(): readonly Fact[] {
    if (this.#rewind) {
      this.#rewind = false;
      this.#inFlight = [];
      this.#cursor = undefined;
    }
    const room = this.#options.windowFacts - this.#inFlight.length;
    return room > 0 ? this.#options.journal.read(this.#cursor, Math.min(room, this.#options.batchFacts)) : [];
  }

  #handedOver(facts: readonly Fact[]): void {
    for (const { epoch, sequence } of facts) {
      const again = sequence <= (this.#sentUpTo.get(epoch) ?? 0);
      this.#options.telemetry.count('aislegate_facts_sent_total', { attempt: again ? 'again' : 'first' });
      if (!again) this.#sentUpTo.set(epoch, sequence);
      this.#cursor = { epoch, sequence };
      this.#inFlight.push(this.#cursor);
    }
    if (!this.#cancelResend && !this.#stopped) this.#awaitConfirmation();
  }

  #retryLater(cause: unknown): void {
    if (this.#stopped) return;
    this.#failures += 1;
    const waitMs = backoffMs(this.#options.retry, this.#failures, this.#options.random);
    // An outage lasts for hours: its beginning is worth a line, each attempt is not.
    if (this.#failures === 1) this.#options.telemetry.warn('HQ_UNREACHABLE', { detail: detailOf(cause) });
    this.#cancelRetry = this.#options.clock.after(waitMs, () => {
      this.#cancelRetry = undefined;
      return this.#sendAll();
    });
  }

  /** No progress for a while: the stream or the confirmation was lost. Go back to the first unconfirmed fact. */
  #awaitConfirmation(): void {
    const waitMs = backoffMs(this.#options.resend, this.#stalls + 1, this.#options.random);
    this.#cancelResend = this.#options.clock.after(waitMs, () => {
      this.#cancelResend = undefined;
      if (this.#inFlight.length === 0) return;
      this.#stalls += 1;
      this.#rewind = true;
      this.wake();
    });
  }

  async #confirm(confirmed: Confirmed): Promise<void> {
    if (this.#stopped) return;
    for (const watermark of confirmed.watermarks) {
      try {
        await this.#options.journal.trim(watermark);
      } catch {
        // The journal has reported it. The facts stay, are sent again, and the next confirmation trims them.
        continue;
      }
      this.#forget(watermark);
    }
    this.#reportSize();
    this.wake();
  }

  #forget(watermark: JournalPosition): void {
    const before = this.#inFlight.length;
    this.#inFlight = this.#inFlight.filter((sent) => sent.epoch !== watermark.epoch || comparePositions(sent, watermark) > 0);
    if (this.#inFlight.length === before || this.#stopped) return;
    this.#stalls = 0;
    this.#cancelResend?.();
    this.#cancelResend = undefined;
    if (this.#inFlight.length > 0) this.#awaitConfirmation();
  }

  #reportSize(): void {
    const { facts, bytes } = this.#options.journal.stats();
    this.#options.telemetry.gauge('aislegate_journal_facts', facts);
    this.#options.telemetry.gauge('aislegate_journal_bytes', bytes);
  }
}

/** What is behind a failure, once: an error of the table says its own sentence around the detail already. */
function detailOf(cause: unknown): string {
  if (cause instanceof AislegateError) return String(cause.context['detail'] ?? cause.code);
  return cause instanceof Error ? cause.message : 'unknown';
}
