import type { RawMessage } from '../../domain/message.ts';
import { RetrySchedule } from '../../domain/retry-schedule.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { MessageSource } from '../../ports/message-source.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { failureOf, type RadioCode, type RadioFailure } from './failure.ts';
import { type HciClass, type HciSocket, loadHci, type OpenHci, openHci, type RadioDevice } from './hci.ts';

export interface RadioOptions {
  readonly device: RadioDevice;
  /** The scanner of the site file that this computer is. */
  readonly scanner: string;
  /** Without any advert for so long, the radio is started anew. */
  readonly silenceMs: number;
  readonly clock: Clock;
  readonly random: Pick<Random, 'unit'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge' | 'info' | 'warn' | 'error'>;
  /** A controller of one's own instead of noble's drivers: one for each time that the radio is opened. */
  readonly driver?: () => HciSocket;
  readonly load?: () => Promise<HciClass>;
}

const ANSWER_MS = 10_000;
/** How often the controller is asked whether it is there. It has until the next time to answer. */
const ASK_EVERY_MS = 5000;
/** A radio that does not come back is worth a line at first and now and then, not every half minute for days. */
const WARN_EVERY = 20;

/**
 * Hears Bluetooth with an adapter of this machine. Whatever is wrong with it, the shop goes on: it is told in one line, counted, and the
 * radio is opened again after a while. `start` never rejects.
 */
export function createRadioSource(options: RadioOptions): MessageSource {
  return new RadioSource(options);
}

class RadioSource implements MessageSource {
  readonly #options: RadioOptions;
  readonly #retry: RetrySchedule;
  #controller: OpenHci | undefined;
  #cancelTimer: Cancel | undefined;
  #scanning = false;
  #closed = false;
  #answered = false;
  #heardAt = 0;
  #hears = false;
  /** How often each failure happened since an advert was heard. */
  readonly #failures = new Map<RadioCode, number>();
  #standing: () => void = () => {};

  constructor(options: RadioOptions) {
    this.#options = options;
    this.#retry = new RetrySchedule(options.random);
  }

  async start(handler: (message: RawMessage) => void): Promise<void> {
    const standing = new Promise<void>((resolve) => {
      this.#standing = resolve;
    });
    this.#options.telemetry.gauge('aislegate_radio_up', 0);
    try {
      const Hci = await (this.#options.load ?? loadHci)();
      if (!this.#closed) this.#open(Hci, handler);
    } catch (error) {
      this.#warn({ ...failureOf(error), code: missing(error) ? 'RAD_MODULE_MISSING' : 'RAD_UNSUPPORTED' });
      this.#standing();
    }
    return standing;
  }

  connected(): boolean {
    return this.#scanning;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#shut();
    this.#standing();
  }

  #open(Hci: HciClass, handler: (message: RawMessage) => void): void {
    const { clock, device, driver, telemetry } = this.#options;
    const failed = (failure: RadioFailure): void => this.#failed(failure, () => this.#open(Hci, handler));
    this.#hears = false;
    this.#cancelTimer = clock.after(ANSWER_MS, () => failed({ code: 'RAD_NO_ANSWER', context: { seconds: ANSWER_MS / 1000 } }));
    try {
      this.#controller = openHci(
        Hci,
        device,
        {
          advert: (event) => this.#deliver(handler, event),
          malformed: () => telemetry.count('aislegate_refused_total', { source: 'radio', code: 'ING_MALFORMED' }),
          scanning: () => this.#stand(failed),
          answered: () => {
            this.#answered = true;
          },
          failed,
        },
        driver?.(),
      );
    } catch (error) {
      failed(failureOf(error));
    }
  }

  #stand(failed: (failure: RadioFailure) => void): void {
    const { clock, telemetry } = this.#options;
    this.#cancelTimer?.();
    this.#scanning = true;
    this.#heardAt = clock.nowMs();
    this.#answered = true;
    telemetry.gauge('aislegate_radio_up', 1);
    this.#cancelTimer = clock.every(ASK_EVERY_MS, () => this.#watch(failed));
    this.#standing();
  }

  #watch(failed: (failure: RadioFailure) => void): void {
    const { clock, silenceMs } = this.#options;
    if (!this.#answered) failed({ code: 'RAD_NO_ANSWER', context: { seconds: ASK_EVERY_MS / 1000 } });
    else if (clock.nowMs() - this.#heardAt >= silenceMs) failed({ code: 'RAD_SILENT', context: { seconds: silenceMs / 1000 } });
    else {
      this.#answered = false;
      this.#controller?.ask();
    }
  }

  #deliver(handler: (message: RawMessage) => void, payload: Uint8Array): void {
    const { clock, scanner, telemetry } = this.#options;
    this.#heardAt = clock.nowMs();
    if (!this.#hears) this.#hearing();
    try {
      handler({ rx: this.#heardAt, source: 'radio', topic: `radio/${scanner}`, payload });
    } catch (error) {
      telemetry.error('INTERNAL', { reference: 'radio' }, error);
    }
  }

  /** The first advert since it was opened: only now is it certain that the radio works. */
  #hearing(): void {
    this.#hears = true;
    this.#failures.clear();
    this.#retry.reset();
    this.#options.telemetry.info('radio hears', { device: this.#name() });
  }

  #failed(failure: RadioFailure, again: () => void): void {
    const { clock, device, telemetry } = this.#options;
    if (this.#closed) return;
    this.#shut();
    this.#warn(failure);
    // A right is given to a program when it is started: there is nothing to wait for.
    if (failure.code === 'RAD_FORBIDDEN' && device.kind === 'adapter') {
      this.#standing();
      return;
    }
    // Silence has been waited for already, and may be the shop's own: it must not make the radio deaf for half a minute as well.
    if (failure.code === 'RAD_SILENT') this.#retry.reset();
    telemetry.count('aislegate_radio_restarts_total', { code: failure.code });
    this.#cancelTimer = clock.after(this.#retry.nextMs(), again);
  }

  #shut(): void {
    this.#cancelTimer?.();
    this.#scanning = false;
    this.#options.telemetry.gauge('aislegate_radio_up', 0);
    this.#controller?.close();
    this.#controller = undefined;
  }

  #warn({ code, context }: RadioFailure): void {
    const before = this.#failures.get(code) ?? 0;
    this.#failures.set(code, before + 1);
    if (before % WARN_EVERY === 0) this.#options.telemetry.warn(code, { device: this.#name(), ...context });
  }

  #name(): string {
    const { device } = this.#options;
    if (device.kind === 'serial') return device.path;
    return device.number === undefined ? 'auto' : `hci${device.number}`;
  }
}

function missing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
