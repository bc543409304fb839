import { readFileSync } from 'node:fs';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { AislegateError } from '../../../contract/errors.ts';
import type { RawMessage } from '../../domain/message.ts';
import { RetrySchedule } from '../../domain/retry-schedule.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { MessageSource } from '../../ports/message-source.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

export interface MqttSourceOptions {
  /** mqtt://host:port or mqtts://host:port */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM of the authority that signed the broker's certificate, where the system does not know it. */
  readonly caFile?: string | undefined;
  readonly subscriptions: readonly string[];
  readonly clientId: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'unit'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'info' | 'warn'>;
  readonly maxPayloadBytes: number;
}

const KEEPALIVE_S = 30;
const CONNECT_TIMEOUT_MS = 10_000;
/** A lost broker is worth a line when it is lost and when that lasts, not twice a minute for days. */
const WARN_EVERY = 20;

/**
 * Messages of the shop's MQTT broker, at most once each: sightings are radio, a lost one is followed by the next. MQTT.js itself would
 * reconnect at a fixed period, so each connection here is a client of its own and the waiting is ours.
 */
export function createMqttSource(options: MqttSourceOptions): MessageSource {
  return new MqttSource(options, authorityOf(options.caFile));
}

class MqttSource implements MessageSource {
  readonly #options: MqttSourceOptions;
  readonly #ca: Buffer | undefined;
  readonly #retry: RetrySchedule;
  #client: MqttClient | undefined;
  #cancelRetry: Cancel | undefined;
  #subscribed = false;
  #closed = false;
  #failures = 0;
  #standing: () => void = () => {};

  constructor(options: MqttSourceOptions, ca: Buffer | undefined) {
    this.#options = options;
    this.#ca = ca;
    this.#retry = new RetrySchedule(options.random);
  }

  start(handler: (message: RawMessage) => void): Promise<void> {
    const standing = new Promise<void>((resolve) => {
      this.#standing = resolve;
    });
    this.#open(handler);
    return standing;
  }

  connected(): boolean {
    return this.#subscribed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#subscribed = false;
    this.#standing();
    await this.#client?.endAsync(true);
  }

  #open(handler: (message: RawMessage) => void): void {
    const { url, subscriptions, telemetry } = this.#options;
    const client = connect(url, this.#connection());
    this.#client = client;
    let cause = 'the connection was closed';
    client.on('error', (error) => {
      cause = causeOf(error);
    });
    client.on('message', (topic, payload, { retain }) => this.#deliver(handler, topic, payload, retain));
    client.on('connect', () => {
      client.subscribe([...subscriptions], { qos: 0 }, (error, granted) => {
        if (error || granted?.some((grant) => grant.qos === 128)) {
          cause = 'a subscription was refused';
          client.end(true);
          return;
        }
        this.#subscribed = true;
        this.#failures = 0;
        this.#retry.reset();
        telemetry.info('mqtt source connected');
        this.#standing();
      });
    });
    client.once('close', () => {
      this.#subscribed = false;
      client.end(true);
      if (!this.#closed) this.#later(handler, cause);
    });
  }

  #connection(): IClientOptions {
    const { username, password, clientId } = this.#options;
    return {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      clientId,
      clean: true,
      protocolVersion: 4,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
    };
  }

  #deliver(handler: (message: RawMessage) => void, topic: string, payload: Uint8Array, retained: boolean): void {
    const { clock, telemetry, maxPayloadBytes } = this.#options;
    if (payload.length > maxPayloadBytes) telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
    else handler({ rx: clock.nowMs(), source: 'mqtt', topic, payload, ...(retained && { retained }) });
  }

  #later(handler: (message: RawMessage) => void, detail: string): void {
    const waitMs = this.#retry.nextMs();
    if (this.#failures % WARN_EVERY === 0) {
      this.#options.telemetry.warn('ING_BROKER_UNREACHABLE', { detail, seconds: Math.round(waitMs / 100) / 10 });
    }
    this.#failures += 1;
    this.#cancelRetry = this.#options.clock.after(waitMs, () => this.#open(handler));
  }
}

function authorityOf(path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new AislegateError('CFG_FILE_UNREADABLE', { path, detail: code }, { cause });
  }
}

/** What went wrong, without addresses or names: the code of the system, or what the broker answered. */
function causeOf(error: Error & { code?: string | number }): string {
  return typeof error.code === 'string' ? error.code : error.message;
}
