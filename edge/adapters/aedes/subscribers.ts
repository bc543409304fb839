import type { Client } from 'aedes';
import type { MqttUser } from '../../../platform/secrets.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

export interface SubscribersOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'count'>;
  readonly notReadingMs: number;
}

/** Half of what the connection holds before aedes waits for it, and more than any scanner has to hear at once. */
const MAX_WAITING_BYTES = 512 * 1024;

/**
 * Keeps one subscriber that hangs from stalling the shop: aedes delivers at most 100 messages at once and waits for every subscriber. What
 * a scanner does not read is dropped, and after a while so is the scanner. The edge is waited for: it reads whenever it can.
 */
export class Subscribers {
  readonly #options: SubscribersOptions;
  readonly #behindSince = new WeakMap<Client, number>();

  constructor(options: SubscribersOptions) {
    this.#options = options;
  }

  /** Whether a message should go to this subscriber now. */
  takes(client: Client, { role }: MqttUser): boolean {
    const { clock, telemetry, notReadingMs } = this.#options;
    if (role === 'edge') return true;
    if (client.conn.writableLength <= MAX_WAITING_BYTES) {
      this.#behindSince.delete(client);
      return true;
    }
    telemetry.count('aislegate_mqtt_undelivered_total', { user: role });
    const since = this.#behindSince.get(client) ?? clock.nowMs();
    this.#behindSince.set(client, since);
    if (clock.nowMs() - since >= notReadingMs && !client.conn.destroyed) {
      telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_NOT_READING' });
      client.conn.destroy();
    }
    return false;
  }
}
