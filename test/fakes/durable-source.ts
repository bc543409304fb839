import { Acknowledgements } from '../../edge/domain/acknowledgements.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import type { Clock } from '../../edge/ports/clock.ts';
import type { DurableHandler, DurableSource } from '../../edge/ports/durable-source.ts';
import type { Telemetry } from '../../edge/ports/telemetry.ts';

export interface FakeDurableOptions {
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge'>;
  readonly maxPayloadBytes: number;
}

const AGAIN_MS = 1000;

/** A broker in memory that keeps what tills say until it is acknowledged, and delivers from the first unacknowledged on after a failure. */
export class FakeDurableBroker {
  readonly #options: FakeDurableOptions;
  readonly #unacknowledged: Pick<RawMessage, 'topic' | 'payload'>[] = [];
  #session: { readonly acknowledgements: Acknowledgements; ended: boolean } | undefined;
  #handler: DurableHandler | undefined;
  #up = true;

  constructor(options: FakeDurableOptions) {
    this.#options = options;
  }

  say(topic: string, payload: Uint8Array): void {
    const message = { topic, payload };
    this.#unacknowledged.push(message);
    this.#deliver(message);
  }

  goDown(): void {
    this.#up = false;
    this.#end();
  }

  comeBack(): void {
    this.#up = true;
    this.#open();
  }

  readonly source: DurableSource = {
    start: async (handler) => {
      this.#handler = handler;
      this.#open();
    },
    connected: () => this.#up && this.#session !== undefined,
    close: async () => {
      this.#handler = undefined;
      this.#end();
    },
  };

  #open(): void {
    if (!this.#up || !this.#handler) return;
    this.#session = { acknowledgements: new Acknowledgements(), ended: false };
    for (const message of this.#unacknowledged) this.#deliver(message);
  }

  #end(): void {
    if (this.#session) this.#session.ended = true;
    this.#session = undefined;
  }

  #deliver(message: Pick<RawMessage, 'topic' | 'payload'>): void {
    const { clock, telemetry, maxPayloadBytes } = this.#options;
    const session = this.#session;
    const handler = this.#handler;
    if (!session || !handler) return;
    if (message.payload.length > maxPayloadBytes) {
      telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
      this.#forget(message);
      return;
    }
    session.acknowledgements.add(handler({ rx: clock.nowMs(), source: 'mqtt', ...message }), (kept) => {
      telemetry.gauge('aislegate_business_messages_held', session.acknowledgements.held);
      telemetry.count('aislegate_business_messages_total', { outcome: kept ? 'acknowledged' : 'not-written' });
      if (session.ended) return;
      if (kept) {
        this.#forget(message);
        return;
      }
      this.#end();
      clock.after(AGAIN_MS, () => this.#open());
    });
    telemetry.gauge('aislegate_business_messages_held', session.acknowledgements.held);
  }

  #forget(message: Pick<RawMessage, 'topic' | 'payload'>): void {
    const at = this.#unacknowledged.indexOf(message);
    if (at >= 0) this.#unacknowledged.splice(at, 1);
  }
}
