import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { assertSafeListen, listenError } from '../../../platform/listen.ts';
import type { MqttUser } from '../../../platform/secrets.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DurableSource } from '../../ports/durable-source.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { BusinessEvents } from './business-events.ts';
import { LimitedConnection } from './limited-connection.ts';
import { PACKETS_PER_S, Pace } from './pace.ts';
import { packetLimit } from './packet-limit.ts';
import { rules } from './rules.ts';
import { Subscribers } from './subscribers.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** PEM. Without it the broker listens on the loopback only. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly users: readonly MqttUser[];
  readonly shop: string;
  /** Topic filters of the formats that the edge understands: gateways may publish there. */
  readonly gatewayTopics?: readonly string[];
  /** Topic filters of business events: acknowledged when they are on disk. */
  readonly businessTopics?: readonly string[];
  readonly maxPayloadBytes: number;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge' | 'info' | 'warn'>;
  readonly maxPacketBytes?: number;
  readonly maxHeldBytes?: number;
  readonly packetsPerSecond?: number;
  readonly packetsAtOnce?: number;
  readonly notReadingMs?: number;
}

export interface Broker {
  readonly port: number;
  /** What cards, tills and screens say. */
  readonly businessEvents: DurableSource;
  close(): Promise<void>;
}

const MAX_PACKET_BYTES = 256 * 1024;
const MAX_CONNECTIONS = 2000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Long enough for a hiccup of the radio, short enough that nobody's visit closes meanwhile. */
const NOT_READING_MS = 3000;
/** One user's gateways may all be too fast at once: that is one line a minute. */
const SLOWED_AGAIN_MS = 60_000;

/** The shop's own MQTT broker, for a shop that has none: passwords always, and each role limited to its topics. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { host, tls, clock, telemetry, maxPacketBytes = MAX_PACKET_BYTES, notReadingMs = NOT_READING_MS } = options;
  assertSafeListen({ setting: '--mqtt-host', host, tls: tls !== undefined, tlsSetting: '--mqtt-tls-cert and --mqtt-tls-key' });
  const events = new BusinessEvents({ ...options, filters: options.businessTopics ?? [] });
  const { hooks, userOf } = rules({ ...options, events, subscribers: new Subscribers({ clock, telemetry, notReadingMs }) });
  const aedes = await Aedes.createBroker({ connectTimeout: CONNECT_TIMEOUT_MS, drainTimeout: notReadingMs, ...hooks });
  const slowed = slowedReport(options, userOf);
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const pace = new Pace(clock, options.packetsPerSecond, options.packetsAtOnce);
    const connection = new LimitedConnection(socket, {
      admit: packetLimit(maxPacketBytes, (bytes) => pace.spend(bytes)),
      refused: () => telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' }),
      waitMs: () => pace.waitMs(),
      slowed: () => slowed(client),
      clock,
    });
    const client = aedes.handle(connection);
  };
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, accept) : createTcpServer(accept);
  server.maxConnections = MAX_CONNECTIONS;
  try {
    const port = await listen(server, host, options.port);
    telemetry.info('mqtt broker listens', { host, port, tls: tls !== undefined });
    return {
      port,
      businessEvents: events,
      close: async () => {
        await events.close();
        await close(server, aedes, sockets);
      },
    };
  } catch (error) {
    aedes.close();
    throw error;
  }
}

/** Names who is too fast. Its client id is equipment's own name; of an address in it the end is enough to find it by. */
function slowedReport(
  { clock, telemetry, packetsPerSecond = PACKETS_PER_S }: BrokerOptions,
  userOf: (client: Client) => MqttUser | undefined,
) {
  const toldAt = new Map<string, number>();
  return (client: Client): void => {
    const user = userOf(client)?.username ?? 'nobody yet';
    telemetry.count('aislegate_mqtt_slowed_total', { user });
    if (clock.nowMs() - (toldAt.get(user) ?? Number.NEGATIVE_INFINITY) < SLOWED_AGAIN_MS) return;
    toldAt.set(user, clock.nowMs());
    telemetry.warn('ING_TOO_FAST', { user, client: shortened(String(client.id ?? '')), limit: packetsPerSecond });
  };
}

function shortened(clientId: string): string {
  const printable = clientId.replace(/[^\w.:-]/gu, '?').slice(0, 64);
  return printable.replace(/(?:[0-9a-f]{2}[:-]?){4,}(?=[0-9a-f]{2}[:-]?[0-9a-f]{2})/giu, '…');
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, '--mqtt-port')));
    server.listen({ host, port }, () => {
      const bound = server.address();
      resolve(bound && typeof bound === 'object' ? bound.port : port);
    });
  });
}

async function close(server: Server, aedes: Aedes, sockets: ReadonlySet<Socket>): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await stopped;
}
