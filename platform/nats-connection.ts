import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';

export interface NatsLinkOptions {
  readonly url: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  /** Read again at each connection, so that renewed credentials need no restart. */
  readonly credsFile?: string;
  readonly caFile?: string;
  /** Where replies come; a shop may listen to its own inbox only. */
  readonly inboxPrefix?: string;
  onConnected?(): void;
  onDisconnected?(): void;
  /** A refusal by the server, as of a subject that the credentials do not cover. */
  onError?(error: Error): void;
}

/** One connection to a NATS server, kept up for ever. */
export interface NatsLink {
  readonly connection: NatsConnection;
  connected(): boolean;
  /** Sends what was published, then closes. */
  close(): Promise<void>;
}

/** Every shop reconnects at the same moment when headquarters comes back: the wait is spread over this much. */
const RECONNECT_MS = { wait: 500, jitter: 1500 } as const;
/** A dead link is noticed after two unanswered pings. */
const PING_MS = 10_000;

/** Connects, waiting for a server that is not there yet, and reconnects for ever after. */
export async function connectNats(options: NatsLinkOptions): Promise<NatsLink> {
  const { url, name, credsFile, caFile, inboxPrefix } = options;
  const settings: ConnectionOptions = {
    servers: url,
    name,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: RECONNECT_MS.wait,
    reconnectJitter: RECONNECT_MS.jitter,
    reconnectJitterTLS: RECONNECT_MS.jitter,
    pingInterval: PING_MS,
    maxPingOut: 2,
    // Expired credentials may be renewed while we wait: the next attempt reads them again.
    ignoreAuthErrorAbort: true,
    ...(inboxPrefix ? { inboxPrefix } : {}),
    ...(credsFile ? { authenticator: credsAuthenticator(() => readFileSync(credsFile)) } : {}),
    ...(caFile ? { tls: { caFile } } : {}),
  };
  const connection = await connect(settings);
  let connected = true;
  options.onConnected?.();

  const follow = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' && connected) {
        connected = false;
        options.onDisconnected?.();
      } else if (status.type === 'reconnect') {
        connected = true;
        options.onConnected?.();
      } else if (status.type === 'error') {
        options.onError?.(status.error);
      }
    }
    connected = false;
  };
  void follow();

  return {
    connection,
    connected: () => connected,
    close: async () => {
      // Draining waits for the server; without one there is nobody to drain to.
      if (connection.isClosed()) return;
      await (connected ? connection.drain() : connection.close());
    },
  };
}
