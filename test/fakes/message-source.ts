import type { RawMessage } from '../../edge/domain/message.ts';
import type { Clock } from '../../edge/ports/clock.ts';
import type { MessageSource } from '../../edge/ports/message-source.ts';
import type { Telemetry } from '../../edge/ports/telemetry.ts';

export interface FakeSourceOptions {
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly maxPayloadBytes: number;
}

/** A broker in memory: gateways publish, sources hear what they subscribed to, and the network can go away. */
export class FakeBroker {
  readonly #deliveries = new Set<(topic: string, payload: Uint8Array) => void>();
  #up = true;

  publish(topic: string, payload: Uint8Array | string): void {
    if (!this.#up) return;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    for (const deliver of this.#deliveries) deliver(topic, bytes);
  }

  goDown(): void {
    this.#up = false;
  }

  comeBack(): void {
    this.#up = true;
  }

  source({ subscriptions, clock, telemetry, maxPayloadBytes }: FakeSourceOptions): MessageSource {
    const filters = subscriptions.map(asPattern);
    let deliver: ((topic: string, payload: Uint8Array) => void) | undefined;
    return {
      start: async (handler: (message: RawMessage) => void) => {
        deliver = (topic, payload) => {
          if (!filters.some((filter) => filter.test(topic))) return;
          if (payload.length > maxPayloadBytes) telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
          else handler({ rx: clock.nowMs(), source: 'mqtt', topic, payload });
        };
        this.#deliveries.add(deliver);
      },
      connected: () => this.#up && deliver !== undefined,
      close: async () => {
        if (deliver) this.#deliveries.delete(deliver);
        deliver = undefined;
      },
    };
  }
}

/** MQTT 3.1.1 §4.7: `+` is one level, `#` all that follow. */
function asPattern(filter: string): RegExp {
  const levels = filter.split('/').map((level) => (level === '+' ? '[^/]*' : level.replace(/[.*?^$()|[\]{}\\]/gu, '\\$&')));
  const source = levels.join('/').replace(/(?:^|\/)#$/u, (hash) => (hash === '#' ? '.*' : '(?:/.*)?'));
  return new RegExp(`^${source}$`, 'u');
}
