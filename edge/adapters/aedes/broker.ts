import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { assertSafeListen, listenError } from '../../../platform/listen.ts';
import type { MqttUser } from '../../../platform/secrets.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { type Access, accessOf, mayPublish, mayRetain, maySubscribe } from './access.ts';
import { LimitedConnection } from './limited-connection.ts';
import { packetLimit } from './packet-limit.ts';
import { authenticator } from './users.ts';

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
  readonly telemetry: Pick<Telemetry, 'count' | 'info'>;
  readonly maxPacketBytes?: number;
  readonly notReadingMs?: number;
}

export interface Broker {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_PACKET_BYTES = 256 * 1024;
const MAX_CONNECTIONS = 2000;
const CONNECT_TIMEOUT_MS = 10_000;
/**
 * aedes delivers at most 100 messages at once and waits for every subscriber: one that hangs stalls the whole shop until it is cut off.
 * Long enough for a hiccup of the radio, short enough that nobody's visit closes meanwhile.
 */
const NOT_READING_MS = 3000;
/** Retained messages stay in memory until the process ends: enough for thousands of scanners, not for whoever invents topics. */
const MAX_RETAINED_TOPICS = 10_000;
const MAX_RETAINED_BYTES = 4096;
/** MQTT 3.1.1 cannot refuse a publish without ending the connection; what is refused goes where no filter of a user reaches. */
const NOWHERE = '$refused';
const BAD_USERNAME_OR_PASSWORD = 4;
const NO_ACCESS: Access = { publish: [], subscribe: [] };

/** The shop's own MQTT broker, for a shop that has none: passwords always, and each role limited to its topics. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { host, tls, telemetry, maxPacketBytes = MAX_PACKET_BYTES, notReadingMs = NOT_READING_MS } = options;
  assertSafeListen({ setting: '--mqtt-host', host, tls: tls !== undefined, tlsSetting: '--mqtt-tls-cert and --mqtt-tls-key' });
  const aedes = await Aedes.createBroker({ connectTimeout: CONNECT_TIMEOUT_MS, drainTimeout: notReadingMs, ...rules(options) });
  const cutOff = new WeakSet<Client>();
  aedes.on('clientError', (client, { message }) => {
    // Told once for each message that waited.
    if (message !== 'drain timeout' || cutOff.has(client)) return;
    cutOff.add(client);
    telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_NOT_READING' });
  });
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const tooLarge = (): void => telemetry.count('aislegate_refused_total', { source: 'mqtt', code: 'ING_TOO_LARGE' });
    aedes.handle(new LimitedConnection(socket, packetLimit(maxPacketBytes), tooLarge));
  };
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, accept) : createTcpServer(accept);
  server.maxConnections = MAX_CONNECTIONS;
  try {
    const port = await listen(server, host, options.port);
    telemetry.info('mqtt broker listens', { host, port, tls: tls !== undefined });
    return { port, close: () => close(server, aedes, sockets) };
  } catch (error) {
    aedes.close();
    throw error;
  }
}

function rules({ users, shop, gatewayTopics = [], telemetry }: BrokerOptions) {
  const authenticate = authenticator(users);
  const granted = new WeakMap<Client, Access>();
  const retained = new Set<string>();
  const accessFor = (client: Client | null): Access => (client && granted.get(client)) ?? NO_ACCESS;
  const refuse = (code: 'ING_BAD_CREDENTIALS' | 'ING_FORBIDDEN'): void =>
    telemetry.count('aislegate_refused_total', { source: 'mqtt', code });
  const isRoomFor = (topic: string, bytes: number): boolean => {
    if (bytes > MAX_RETAINED_BYTES || (retained.size >= MAX_RETAINED_TOPICS && !retained.has(topic))) return false;
    // An empty message takes the retained one away (MQTT 3.1.1 §3.3.1.3).
    bytes === 0 ? retained.delete(topic) : retained.add(topic);
    return true;
  };

  return {
    preConnect: ((_client, packet, done) => {
      // Every session is a clean one: nothing is kept, without bound, for a gateway that left.
      packet.clean = true;
      done(null, true);
    }) satisfies Aedes['preConnect'],
    authenticate: ((client, username, password, done) => {
      const role = authenticate(username, password);
      if (role) {
        granted.set(client, accessOf(role, shop, gatewayTopics));
        done(null, true);
        return;
      }
      refuse('ING_BAD_CREDENTIALS');
      done(Object.assign(new Error('bad user name or password'), { returnCode: BAD_USERNAME_OR_PASSWORD }) as AuthenticateError, false);
    }) satisfies Aedes['authenticate'],
    authorizePublish: ((client, packet, done) => {
      if (!mayPublish(accessFor(client), packet.topic)) {
        refuse('ING_FORBIDDEN');
        packet.topic = NOWHERE;
        packet.payload = '';
      }
      packet.retain &&= mayRetain(packet.topic) && isRoomFor(packet.topic, packet.payload.length);
      done();
    }) satisfies Aedes['authorizePublish'],
    authorizeSubscribe: ((client, subscription, done) => {
      const allowed = maySubscribe(accessFor(client), subscription.topic);
      if (!allowed) refuse('ING_FORBIDDEN');
      done(null, allowed ? subscription : null);
    }) satisfies Aedes['authorizeSubscribe'],
  };
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
