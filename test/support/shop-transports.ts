import { createHmac } from 'node:crypto';
import { connectAsync, type MqttClient } from 'mqtt';
import type { Decoder } from '../../contract/decoder.ts';
import { legacyReport } from '../../devices/decoders/support/hci-report.ts';
import { type Broker, startBroker } from '../../edge/adapters/aedes/broker.ts';
import { registerIntake } from '../../edge/adapters/http/intake.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { createMqttSource } from '../../edge/adapters/mqtt/source.ts';
import type { RawMessage } from '../../edge/domain/message.ts';
import type { MessageSource } from '../../edge/ports/message-source.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { serverBasics } from './served.ts';
import type { World } from './virtual-shop.ts';

const USERS = (['edge', 'gateway', 'till', 'screen'] as const).map((role) => ({ username: role, password: `secret-of-${role}`, role }));
const MAX_PAYLOAD_BYTES = 65_536;
/** How strongly the radio of this computer hears an advert. */
export const RADIO_RSSI_DBM = -60;
const INTAKE_TOKEN = 'a-made-up-intake-token';
const CLOUD_SECRET = 'a-made-up-secret-of-a-cloud';

/** The ways into a shop, each with what stands there in real life: a broker with its users, an HTTP server with its proofs, the radio. */
export interface ShopTransports {
  /** Resolves when the shop has it; a business event, when it is acknowledged. */
  publish(world: World, decoder: Decoder, topic: string, payload: Uint8Array): Promise<void>;
  post(world: World, decoder: Decoder, payload: Uint8Array): Promise<number>;
  /** An advert as the controller of this computer reports it. */
  hear(world: World, scanner: string, address: string, data: Uint8Array): void;
  /** What a part of the edge heard itself: its radio, or its client of a cloud. */
  hand(world: World, topic: string, payload: Uint8Array): void;
  close(): Promise<void>;
}

function hand(world: World, topic: string, payload: Uint8Array): void {
  const source = topic.startsWith('radio/') ? 'radio' : 'http';
  world.shop.pipeline.receive({ rx: world.clock.nowMs(), source, topic, payload });
}

interface Mqtt {
  readonly broker: Broker;
  readonly source: MessageSource;
  readonly clients: ReadonlyMap<string, MqttClient>;
}

export async function openTransports(decoders: readonly Decoder[], shop: string, ownTopics: readonly string[]): Promise<ShopTransports> {
  let open: World | undefined;
  let heard: (() => void) | undefined;
  const worldThatIsOpen = (): World => {
    if (!open) throw new Error('nobody is listening');
    return open;
  };
  const now = (message: RawMessage): RawMessage => ({ ...message, rx: worldThatIsOpen().clock.nowMs() });
  const mqtt = await openMqtt(decoders, shop, ownTopics);
  await mqtt.broker.businessEvents.start((message) => worldThatIsOpen().shop.pipeline.keep(now(message)));
  await mqtt.source.start((message) => {
    worldThatIsOpen().shop.pipeline.receive(now(message));
    heard?.();
  });

  return {
    async publish(world, { durable }, topic, payload) {
      open = world;
      const arrived = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const client = mqtt.clients.get(roleFor(topic, durable));
      await client?.publishAsync(topic, Buffer.from(payload), { qos: 1 });
      if (!durable) await arrived;
    },
    async post(world, decoder, payload) {
      const server = await openIntake(world, decoder, secretIn(payload));
      const signature = createHmac('sha256', CLOUD_SECRET).update(payload).digest('hex');
      const headers = { authorization: `Bearer ${INTAKE_TOKEN}`, 'x-mist-signature-v2': signature };
      const reply = await fetch(`${server.url()}/ingest/${decoder.id}`, { method: 'POST', body: new Uint8Array(payload), headers });
      await server.close();
      return reply.status;
    },
    hear(world, scanner, address, data) {
      hand(world, `radio/${scanner}`, legacyReport({ eventType: 0, addressType: 'public', address, data, rssiDbm: RADIO_RSSI_DBM }));
    },
    hand,
    async close() {
      for (const client of mqtt.clients.values()) await client.endAsync();
      await mqtt.source.close();
      await mqtt.broker.close();
    },
  };
}

async function openMqtt(decoders: readonly Decoder[], shop: string, ownTopics: readonly string[]): Promise<Mqtt> {
  const clock = new VirtualClock(0);
  const telemetry = new FakeTelemetry();
  const filters = (durable: boolean) =>
    decoders.filter((decoder) => (decoder.durable ?? false) === durable).flatMap(({ subscriptions }) => subscriptions(shop));
  const radio = [...filters(false), ...ownTopics];
  const shared = { clock, telemetry, maxPayloadBytes: MAX_PAYLOAD_BYTES };
  const broker = await startBroker({
    ...shared,
    host: '127.0.0.1',
    port: 0,
    users: USERS,
    shop,
    gatewayTopics: radio,
    businessTopics: filters(true),
  });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const access = ({ username, password }: (typeof USERS)[number]) => ({ username, password });
  const [edge, ...others] = USERS;
  if (!edge) throw new Error('the edge has no user');
  const source = createMqttSource({ ...shared, url, ...access(edge), subscriptions: radio, clientId: 'edge', random: seededRandom() });
  const clients = await Promise.all(
    others.map(async (user) => [user.role, await connectAsync(url, { ...access(user), reconnectPeriod: 0 })] as const),
  );
  return { broker, source, clients: new Map(clients) };
}

/** Who may say it: docs/gateways.md has the users by topic. */
function roleFor(topic: string, durable: boolean | undefined): string {
  if (!durable || topic.includes('/counter/')) return 'gateway';
  return topic.includes('/screen/') ? 'screen' : 'till';
}

/** Some clouds put the secret into what they post. */
function secretIn(payload: Uint8Array): string {
  return /"secret": ?"([^"]+)"/u.exec(Buffer.from(payload).toString())?.[1] ?? CLOUD_SECRET;
}

async function openIntake(world: World, decoder: Decoder, secret: string): Promise<HttpServer> {
  const { clock, telemetry } = world;
  const server = await createHttpServer({ ...serverBasics().options, clock, telemetry, pages: [], linkPages: {} });
  const vendor = decoder.id.split('-', 1)[0] ?? '';
  const agreements = decoder.http?.authentic ? { [vendor]: { secret } } : {};
  const submit = (message: RawMessage) => world.shop.pipeline.submit(message);
  const options = { decoders: [decoder], submit, agreements, intakeToken: INTAKE_TOKEN };
  registerIntake(options, { register: server.register, clock, telemetry });
  await server.listen();
  return server;
}
