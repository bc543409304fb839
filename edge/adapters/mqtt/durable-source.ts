import type { IPublishPacket, MqttClient } from 'mqtt';
import { Acknowledgements } from '../../domain/acknowledgements.ts';
import type { DurableHandler, DurableSource } from '../../ports/durable-source.ts';
import { BrokerConnection, type MqttSourceOptions } from './connection.ts';

/** Brokers send at most so many unacknowledged as their own setting says (Mosquitto: 20); this is for one that has no such bound. */
const MAX_HELD = 100;
const PUBACK = 0x40;

/**
 * Business events of the shop's own MQTT broker, on a connection of their own with a session that the broker keeps: what is published while
 * the edge is away waits there. Each is acknowledged to the broker when it is on disk. When the disk refuses one, the connection ends
 * without the PUBACK, and the broker delivers it, and those after it, again.
 */
export function createMqttDurableSource(options: MqttSourceOptions): DurableSource {
  const source = new MqttDurableSource(options);
  return { start: (handler) => source.start(handler), connected: () => source.connected(), close: () => source.close() };
}

class MqttDurableSource implements DurableSource {
  readonly #options: MqttSourceOptions;
  readonly #connection: BrokerConnection;
  readonly #acknowledgements = new Acknowledgements();
  /** MQTT.js reads on when these are called. */
  readonly #readOn: (() => void)[] = [];
  #handler: DurableHandler = () => Promise.reject(new Error('not started'));

  constructor(options: MqttSourceOptions) {
    this.#options = options;
    this.#connection = new BrokerConnection(options, {
      name: 'business events',
      session: true,
      prepare: (client) => {
        // The event `message` comes before this and its PUBACK does not wait for it. An error here means "no PUBACK" and reads on, so
        // that pings are answered while the disk is slow, and events that came together are written together.
        client.handleMessage = (packet, next) => this.#take(client, packet, () => next(new Error('acknowledged later')));
      },
      // What is held comes again on a new connection: a disk that hangs must not gather it anew each time.
      untilFree: () => this.#acknowledgements.settled(),
    });
  }

  start(handler: DurableHandler): Promise<void> {
    this.#handler = handler;
    return this.#connection.start();
  }

  connected(): boolean {
    return this.#connection.connected();
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  #take(client: MqttClient, { topic, payload: content, qos, messageId, retain }: IPublishPacket, readOn: () => void): void {
    const { clock, telemetry, maxPayloadBytes } = this.#options;
    const payload = Buffer.from(content);
    const message = { rx: clock.nowMs(), source: 'mqtt', topic, payload, ...(retain && { retained: true }) } as const;
    const fits = payload.length <= maxPayloadBytes;
    // It would be too large again: acknowledged, so that the broker goes on with the next.
    if (!fits) telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
    const work = async (): Promise<void> => {
      if (fits) await this.#handler(message);
    };
    this.#acknowledgements.add(work(), (kept) => {
      telemetry.gauge('aislegate_business_messages_held', this.#acknowledgements.held);
      if (fits) telemetry.count('aislegate_business_messages_total', { outcome: outcomeOf(kept, qos) });
      if (qos > 0) this.#answer(client, kept, messageId);
      if (this.#acknowledgements.held < MAX_HELD) for (const next of this.#readOn.splice(0)) next();
    });
    telemetry.gauge('aislegate_business_messages_held', this.#acknowledgements.held);
    if (this.#acknowledgements.held < MAX_HELD) readOn();
    else this.#readOn.push(readOn);
  }

  #answer(client: MqttClient, kept: boolean, messageId: number | undefined): void {
    if (client.disconnecting || client.stream.destroyed) return;
    if (!kept || messageId === undefined) {
      this.#connection.giveBack(client);
      return;
    }
    client.stream.write(Buffer.from([PUBACK, 2, messageId >> 8, messageId & 0xff]));
    this.#connection.proven();
  }
}

function outcomeOf(kept: boolean, qos: number): string {
  if (!kept) return 'not-written';
  return qos === 0 ? 'unasked' : 'acknowledged';
}
