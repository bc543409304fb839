import { connect, type MqttClient } from 'mqtt';

/**
 * A till that keeps each receipt until it is acknowledged and says it again on each new connection. It does not leave that to MQTT.js, which
 * forgets what is published while it says old things again.
 */
export interface Till {
  /** Numbers of the receipts that were acknowledged. */
  readonly acknowledged: ReadonlySet<number>;
  /** Sells no more; resolves when everything sold is acknowledged. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface TillOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
  readonly inFlight: number;
}

const COME_BACK_MS = 50;

/** Sells as fast as receipts are acknowledged; a receipt's number is its event id and its total. */
export function openTill({ url, username, password, topic, inFlight }: TillOptions): Till {
  const acknowledged = new Set<number>();
  const kept = new Set<number>();
  let client: MqttClient | undefined;
  let sold = 0;
  let selling = true;
  let finished: () => void = () => undefined;

  function say(receipt: number): void {
    const message = { eventId: receipt, total: receipt, lines: [{ product: 'bread', quantity: 1, amount: receipt }] };
    client?.publish(topic, JSON.stringify(message), { qos: 1 }, (error) => {
      if (error) return;
      acknowledged.add(receipt);
      kept.delete(receipt);
      sell();
    });
  }

  function sell(): void {
    while (selling && kept.size < inFlight) {
      const receipt = sold++;
      kept.add(receipt);
      say(receipt);
    }
    if (!selling && kept.size === 0) finished();
  }

  function open(): void {
    const opened = connect(url, { username, password, clientId: 'till-1', reconnectPeriod: 0 });
    client = opened;
    opened.on('error', () => undefined);
    opened.on('connect', () => {
      for (const receipt of kept) say(receipt);
      sell();
    });
    opened.once('close', () => {
      opened.end(true);
      if (client === opened) setTimeout(open, COME_BACK_MS);
    });
  }

  open();
  return {
    acknowledged,
    finish: () =>
      new Promise((resolve) => {
        finished = resolve;
        selling = false;
        if (kept.size === 0) resolve();
      }),
    close: async () => {
      const closing = client;
      client = undefined;
      await closing?.endAsync(true);
    },
  };
}
