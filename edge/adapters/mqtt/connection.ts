import { readFileSync } from 'node:fs';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { AislegateError, type ErrorCode } from '../../../contract/errors.ts';
import { RetrySchedule } from '../../domain/retry-schedule.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** How a shop's broker is reached, and what for. */
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
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge' | 'info' | 'warn'>;
  readonly maxPayloadBytes: number;
}

export interface Purpose {
  /** Which of the edge's connections this is, in metrics and log. */
  readonly name: 'sightings' | 'business events';
  /** Whether the broker keeps, while the edge is away, what is published at QoS 1. */
  readonly session: boolean;
  /** A client was made and is about to connect. */
  prepare(client: MqttClient): void;
  /** What must be over before the next try. */
  untilFree?(): Promise<void>;
}

type Reason = Extract<ErrorCode, 'ING_BROKER_UNREACHABLE' | 'ING_BROKER_REFUSED' | 'ING_NOT_WRITTEN'>;

const KEEPALIVE_S = 30;
const CONNECT_TIMEOUT_MS = 10_000;
/** A lost broker is worth a line when it is lost and when that lasts, not twice a minute for days. */
const WARN_EVERY = 20;
const REFUSED_SUBSCRIPTION = 128;
/** CONNACK of MQTT 3.1.1 §3.2.2.3: bad user name or password, not authorized. */
const REFUSED_CONNECTION = new Set<unknown>([4, 5]);

/**
 * A connection to the broker that comes back by itself. MQTT.js would reconnect at a fixed period, so each connection here is a client of
 * its own and the waiting is ours.
 */
export class BrokerConnection {
  readonly #options: MqttSourceOptions;
  readonly #purpose: Purpose;
  readonly #ca: Buffer | undefined;
  readonly #retry: RetrySchedule;
  #client: MqttClient | undefined;
  #cancelRetry: Cancel | undefined;
  #subscribed = false;
  #stoodBefore = false;
  #closed = false;
  #failures = 0;
  /** Why the connection that is ending ends, where that is known here. */
  #reason: Reason = 'ING_BROKER_UNREACHABLE';
  #standing: () => void = () => {};

  constructor(options: MqttSourceOptions, purpose: Purpose) {
    this.#options = options;
    this.#purpose = purpose;
    this.#ca = authorityOf(options.caFile);
    this.#retry = new RetrySchedule(options.random);
  }

  /** Resolves when the subscriptions stand. */
  start(): Promise<void> {
    const standing = new Promise<void>((resolve) => {
      this.#standing = resolve;
    });
    this.#open();
    return standing;
  }

  connected(): boolean {
    return this.#subscribed;
  }

  /** All is well: a next loss begins with the shortest waiting again. */
  proven(): void {
    this.#failures = 0;
    this.#retry.reset();
  }

  /** Ends this connection, unacknowledged messages and all, and comes back later. */
  giveBack(client: MqttClient): void {
    this.#reason = 'ING_NOT_WRITTEN';
    client.end(true);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#stands(false);
    this.#standing();
    await this.#client?.endAsync(true);
  }

  #open(): void {
    const { url, subscriptions } = this.#options;
    const client = connect(url, this.#connection());
    this.#client = client;
    this.#reason = 'ING_BROKER_UNREACHABLE';
    this.#purpose.prepare(client);
    let cause = 'the connection was closed';
    client.on('error', (error) => {
      cause = causeOf(error);
      if (REFUSED_CONNECTION.has((error as { code?: unknown }).code)) this.#reason = 'ING_BROKER_REFUSED';
    });
    client.on('connect', ({ sessionPresent }) => {
      const qos = this.#purpose.session ? 1 : 0;
      client.subscribe([...subscriptions], { qos }, (error, granted) => {
        if (error || granted?.some((grant) => grant.qos === REFUSED_SUBSCRIPTION || grant.qos < qos)) {
          cause = 'a subscription was refused';
          this.#reason = 'ING_BROKER_REFUSED';
          client.end(true);
          return;
        }
        this.#subscribedTo(sessionPresent);
      });
    });
    client.once('close', () => {
      this.#stands(false);
      client.end(true);
      if (!this.#closed) void this.#later(cause);
    });
  }

  #subscribedTo(sessionPresent: boolean): void {
    const { telemetry } = this.#options;
    const { name, session } = this.#purpose;
    if (session && this.#stoodBefore && !sessionPresent) telemetry.warn('ING_SESSION_LOST');
    this.#stoodBefore = true;
    this.#stands(true);
    // Where the disk refuses what comes, a connection that stands proves nothing.
    if (!session) this.proven();
    telemetry.info('mqtt source connected', { connection: name });
    this.#standing();
  }

  #stands(subscribed: boolean): void {
    this.#subscribed = subscribed;
    this.#options.telemetry.gauge('aislegate_mqtt_connected', subscribed ? 1 : 0, { connection: this.#purpose.name });
  }

  #connection(): IClientOptions {
    const { username, password, clientId } = this.#options;
    return {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      clientId,
      clean: !this.#purpose.session,
      protocolVersion: 4,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // Its log has ten lines for each message, and asks each time whether somebody reads them.
      log: () => {},
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
    };
  }

  async #later(detail: string): Promise<void> {
    const { clock, telemetry } = this.#options;
    const reason = this.#reason;
    await this.#purpose.untilFree?.();
    if (this.#closed) return;
    const waitMs = this.#retry.nextMs();
    if (this.#failures % WARN_EVERY === 0) {
      telemetry.warn(reason, { detail, seconds: Math.round(waitMs / 100) / 10 });
    }
    this.#failures += 1;
    this.#cancelRetry = clock.after(waitMs, () => this.#open());
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
