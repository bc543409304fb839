import type { Aedes, Client } from 'aedes';
import { Acknowledgements } from '../../domain/acknowledgements.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurableHandler, DurableSource } from '../../ports/durable-source.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { covers } from './access.ts';

export interface BusinessEventsOptions {
  /** Topic filters of messages that are acknowledged when they are on disk. */
  readonly filters: readonly string[];
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge'>;
  readonly maxPayloadBytes: number;
  readonly maxHeldBytes?: number;
}

type Published = Parameters<Aedes['authorizePublish']>[1];
type Done = (error?: Error | null) => void;

interface Sender {
  readonly acknowledgements: Acknowledgements;
  /** aedes reads on from this connection when all of these were called. */
  readonly toldLater: (() => void)[];
  heldBytes: number;
}

/** From here a sender is not read until some of its events are on disk: enough to write many at once, and no queue before the disk. */
const MAX_HELD_OF_A_SENDER = 100;
const MAX_HELD_BYTES_OF_A_SENDER = 4 * 1024 * 1024;
/** Over all senders, those that came back while the disk hung included. From here they are cut off, and send again later. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** What a held message takes beside its payload, roughly. */
const BYTES_BESIDE = 1024;
/** 16,000 acknowledgements that the sender does not read. */
const MAX_UNREAD_BYTES = 64 * 1024;
const PUBACK = 0x40;

/**
 * Business events at the broker itself: each is handed over as it comes, and its sender gets the PUBACK (QoS 2: the PUBREC) when it is on
 * disk. aedes would acknowledge at once. A QoS 1 publish is therefore taken from it as one of QoS 0 and acknowledged here, so that pings
 * and sightings of the same connection do not wait for the disk.
 */
export class BusinessEvents implements DurableSource {
  readonly #options: BusinessEventsOptions;
  readonly #senders = new WeakMap<Client, Sender>();
  readonly #handler: Promise<DurableHandler>;
  #start: (handler: DurableHandler) => void = () => {};
  #standing = false;
  #closed = false;
  #held = 0;
  #heldBytes = 0;

  constructor(options: BusinessEventsOptions) {
    this.#options = options;
    this.#handler = new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  async start(handler: DurableHandler): Promise<void> {
    this.#start(handler);
    this.#standing = true;
    this.#options.telemetry.gauge('aislegate_mqtt_connected', 1, { connection: 'business events' });
  }

  connected(): boolean {
    return this.#standing && !this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.telemetry.gauge('aislegate_mqtt_connected', 0, { connection: 'business events' });
  }

  concerns(topic: string): boolean {
    return this.#options.filters.some((filter) => covers(filter, topic));
  }

  /** Takes a publish that `concerns` this; `done` lets aedes go on with it, or end the connection when given an error. */
  take(client: Client, packet: Published, done: Done): void {
    const { clock, telemetry, maxPayloadBytes, maxHeldBytes = MAX_HELD_BYTES } = this.#options;
    const { topic, qos, messageId } = packet;
    const payload = Buffer.from(packet.payload);
    if (payload.length > maxPayloadBytes) {
      // It would be too large again: acknowledged, so that its sender goes on with the next.
      telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
      done();
      return;
    }
    const bytes = payload.length + BYTES_BESIDE;
    if (this.#closed || this.#heldBytes + bytes > maxHeldBytes) {
      this.#count('turned-away');
      done(new Error('no room for business events'));
      return;
    }
    const sender = this.#senderOf(client);
    this.#hold(sender, 1, bytes);
    const work = this.#handler.then((handle) => handle({ rx: clock.nowMs(), source: 'mqtt', topic, payload }));
    sender.acknowledgements.add(work, (kept) => {
      this.#hold(sender, -1, -bytes);
      this.#count(outcomeOf(kept, qos));
      if (qos === 2) done(kept && !client.closed ? null : new Error('not on disk, or its sender is gone'));
      else if (qos === 1) acknowledge(client, kept ? messageId : undefined);
      if (hasRoom(sender)) for (const tell of sender.toldLater.splice(0)) tell();
    });
    if (qos === 2) return;
    packet.qos = 0;
    if (hasRoom(sender)) done();
    else sender.toldLater.push(done);
  }

  #senderOf(client: Client): Sender {
    const known = this.#senders.get(client);
    if (known) return known;
    const sender: Sender = { acknowledgements: new Acknowledgements(), toldLater: [], heldBytes: 0 };
    this.#senders.set(client, sender);
    return sender;
  }

  #hold(sender: Sender, messages: 1 | -1, bytes: number): void {
    this.#held += messages;
    this.#heldBytes += bytes;
    sender.heldBytes += bytes;
    this.#options.telemetry.gauge('aislegate_business_messages_held', this.#held);
  }

  #count(outcome: string): void {
    this.#options.telemetry.count('aislegate_business_messages_total', { outcome });
  }
}

function outcomeOf(kept: boolean, qos: number): string {
  if (!kept) return 'not-written';
  return qos === 0 ? 'unasked' : 'acknowledged';
}

function hasRoom({ acknowledgements, heldBytes }: Sender): boolean {
  return acknowledgements.held < MAX_HELD_OF_A_SENDER && heldBytes < MAX_HELD_BYTES_OF_A_SENDER;
}

/** Without an id to acknowledge, the connection ends: MQTT 3.1.1 has no other way to say "send it again". */
function acknowledge({ conn, closed }: Client, messageId: number | undefined): void {
  if (closed || conn.destroyed) return;
  if (messageId === undefined || conn.writableLength > MAX_UNREAD_BYTES) conn.destroy();
  else conn.write(Buffer.from([PUBACK, 2, messageId >> 8, messageId & 0xff]));
}
