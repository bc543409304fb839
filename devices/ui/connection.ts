import { jwtAuthenticator, type NatsConnection, wsconnect } from '@nats-io/nats-core';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { AislegateError } from '../../contract/errors.ts';
import type { DeviceSession } from '../../contract/http/edge-routes.ts';
import { backoffMs } from './backoff.ts';
import { randomId } from './random-id.ts';
import { fetchSession } from './session.ts';

/** `unpaired`: the shop does not know this browser (any more); a person must open a fresh link. */
export type Link = 'connecting' | 'online' | 'offline' | 'unpaired';

export interface Channel<In extends TSchema> {
  readonly role: DeviceSession['role'];
  readonly incoming: In;
  listenOn(session: DeviceSession): string;
  speakOn(session: DeviceSession): string;
}

export interface Listener<In extends TSchema> {
  onLink(link: Link): void;
  onSession(session: DeviceSession): void;
  onMessage(message: Static<In>): void;
}

export interface OutgoingEvent {
  readonly eventId: string;
  readonly type: string;
}

/** Longer than an outage of the shop's server lets a person tap; the oldest are given up first. */
const MOST_WAITING = 50;
const STABLE_AFTER_MS = 5000;
const PROOF_OF_LIFE_MS = 3000;
/** The shop may have come back after its NATS server, or lost a word: a `hello` now and then heals both. */
const HELLO_EVERY_MS = 30_000;

/**
 * A device's line to its shop, for ever: session, NATS over WebSocket, and again with a fresh session when it breaks, since a
 * credential may be what ended it. Says `hello` each time it is up and now and then, and what could not be said in between.
 */
export class DeviceConnection<In extends TSchema, Out extends OutgoingEvent> {
  readonly #channel: Channel<In>;
  readonly #listener: Listener<In>;
  readonly #waiting: Out[] = [];
  readonly #encoder = new TextEncoder();
  #line: { connection: NatsConnection; subject: string } | undefined;
  #known: DeviceSession | undefined;
  #endPause: (() => void) | undefined;

  constructor(channel: Channel<In>, listener: Listener<In>) {
    this.#channel = channel;
    this.#listener = listener;
  }

  /** Runs as long as the page does. */
  async run(): Promise<never> {
    addEventListener('online', () => this.#wake());
    document.addEventListener('visibilitychange', () => this.#wake());
    this.#listener.onLink('connecting');
    for (let attempt = 0; ; attempt++) {
      const startedAt = performance.now();
      this.#listener.onLink(await this.#serveOnce());
      if (performance.now() - startedAt > STABLE_AFTER_MS) attempt = 0;
      await this.#pause(backoffMs(attempt, Math.random()));
    }
  }

  send(event: Out): void {
    if (this.#line && !this.#line.connection.isClosed()) {
      this.#publish(this.#line, event);
      return;
    }
    if (this.#waiting.some(({ eventId }) => eventId === event.eventId)) return;
    this.#waiting.push(event);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  /** One connection from beginning to end; answers with the state that its end leaves us in. */
  async #serveOnce(): Promise<Link> {
    try {
      const session = await this.#session();
      const { url, jwt, seed } = session.nats;
      const connection = await wsconnect({
        servers: url,
        authenticator: jwtAuthenticator(jwt, this.#encoder.encode(seed)),
        reconnect: false,
        pingInterval: 15_000,
        maxPingOut: 2,
      });
      this.#open(connection, session);
      const greeting = setInterval(() => this.#hello(), HELLO_EVERY_MS);
      await connection.closed().finally(() => clearInterval(greeting));
      return 'offline';
    } catch (error) {
      return error instanceof AislegateError && UNPAIRED.has(error.code) ? 'unpaired' : 'offline';
    } finally {
      this.#line = undefined;
    }
  }

  /** A fresh session where the edge answers; the last one where it cannot be reached, since NATS may still be there. */
  async #session(): Promise<DeviceSession> {
    try {
      const session = await fetchSession(this.#channel.role);
      if (session.role !== this.#channel.role) throw new AislegateError('WEB_OTHER_ROLE', { role: session.role });
      this.#known = session;
      this.#listener.onSession(session);
      return session;
    } catch (error) {
      const unreachable = error instanceof AislegateError && error.code === 'WEB_UNREACHABLE';
      if (unreachable && this.#known) return this.#known;
      throw error;
    }
  }

  #open(connection: NatsConnection, session: DeviceSession): void {
    connection.subscribe(this.#channel.listenOn(session), {
      callback: (error, message) => {
        if (error) void connection.close();
        else this.#receive(message.string());
      },
    });
    this.#line = { connection, subject: this.#channel.speakOn(session) };
    this.#hello();
    for (const event of this.#waiting.splice(0)) this.#publish(this.#line, event);
    this.#listener.onLink('online');
  }

  #hello(): void {
    if (this.#line && !this.#line.connection.isClosed()) this.#publish(this.#line, { eventId: randomId(), type: 'hello' });
  }

  #receive(text: string): void {
    const message = parsed(text);
    if (Check(this.#channel.incoming, message)) this.#listener.onMessage(message);
    else console.warn('DLV_MALFORMED: a message from the shop was ignored');
  }

  #publish(line: { connection: NatsConnection; subject: string }, event: OutgoingEvent): void {
    line.connection.publish(line.subject, JSON.stringify(event));
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The network or the person is back: try now, and make sure that a line which looks open still is (phones sleep through its end). */
  #wake(): void {
    if (document.visibilityState === 'hidden') return;
    this.#endPause?.();
    const connection = this.#line?.connection;
    if (!connection) return;
    const silence = setTimeout(() => void connection.close(), PROOF_OF_LIFE_MS);
    connection.flush().then(
      () => clearTimeout(silence),
      () => clearTimeout(silence),
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const UNPAIRED: ReadonlySet<string> = new Set(['API_UNAUTHORIZED', 'API_FORBIDDEN', 'API_NOT_FOUND', 'WEB_OTHER_ROLE']);
