import * as business from './business-messages.ts';
import { FACT_KINDS, FACT_SCHEMAS } from './facts/fact.ts';
import { componentSchemas, type JsonObject, type Named, plainSchema } from './json-schema.ts';
import * as messages from './messages.ts';
import { LeaseReply, LeaseRequest } from './offers/budget.ts';
import { Offer } from './offers/offer.ts';
import { ExportPart, ExportRequest } from './privacy.ts';
import { BUCKET_SCHEMAS, ErasureRecord, MemberRecord, OrderRecord, StockRecord } from './records.ts';
import { SightingReport } from './sighting.ts';
import { BUCKETS, bucketKey, subjects } from './subjects.ts';
import { topics } from './topics.ts';

const NAMED: Named = new Map<object, string>([
  [messages.ShowMessage, 'ShowMessage'],
  [messages.ScreenEvent, 'ScreenEvent'],
  [messages.StaffAlert, 'StaffAlert'],
  [messages.StaffEvent, 'StaffEvent'],
  [messages.Confirmed, 'Confirmed'],
  [messages.KeysRequest, 'KeysRequest'],
  [messages.KeysReply, 'KeysReply'],
  [LeaseRequest, 'LeaseRequest'],
  [LeaseReply, 'LeaseReply'],
  [SightingReport, 'SightingReport'],
  [business.CardTapMessage, 'CardTap'],
  [business.WifiAssociationMessage, 'WifiAssociation'],
  [business.ReceiptMessage, 'Receipt'],
  [business.ScreenReportMessage, 'ScreenReport'],
  [business.DoorCountMessage, 'DoorCount'],
  [business.BasketChangeMessage, 'BasketChange'],
  ...Object.entries(FACT_SCHEMAS).map(([kind, schema]) => [schema, `Fact.${kind}`] as const),
  [Offer, 'Offer'],
  [MemberRecord, 'MemberRecord'],
  [ErasureRecord, 'ErasureRecord'],
  [ExportRequest, 'ExportRequest'],
  [ExportPart, 'ExportPart'],
  [OrderRecord, 'OrderRecord'],
  [StockRecord, 'StockRecord'],
]);

const SERVERS = {
  mqtt: {
    host: '127.0.0.1:18830',
    protocol: 'mqtt',
    description: 'MQTT broker of the shop (default address): scanners, access points, tills.',
  },
  shopNats: { host: '127.0.0.1:14222', protocol: 'nats', description: 'NATS server of the shop, a leaf of headquarters.' },
  shopWebSocket: { host: '127.0.0.1:14280', protocol: 'ws', description: 'The same server for the pages of screens and staff.' },
  hqNats: { host: '127.0.0.1:14223', protocol: 'nats', description: 'NATS server of headquarters, with JetStream in the domain hq.' },
} as const;
type ServerName = keyof typeof SERVERS;

const PARAMETERS = {
  shop: 'id of the shop; in a bucket key also `all`',
  screen: 'id of the screen in the site file',
  device: 'id of the staff device in the site file',
  scanner: 'what the scanner calls itself',
  reader: 'name of the card reader; where it is also a scanner of the site file, the card says in which zone its holder stands',
  till: 'name of the till',
  door: 'name of the door',
  room: 'room of an ESPresense node: what the scanner calls itself',
  id: 'id of the record in its bucket, or of the device as ESPresense names it',
} as const;

interface Channel {
  readonly address: string;
  readonly title: string;
  readonly servers: readonly ServerName[];
  readonly payloads: readonly object[];
  /** What the edge does: it sends, it receives, or it asks and is answered on its inbox with `reply`. */
  readonly edge: 'send' | 'receive';
  readonly reply?: object;
}

const SHOP = '{shop}';
const shopServers = ['shopNats', 'shopWebSocket'] as const;
const leafServers = ['shopNats', 'hqNats'] as const;

const ESPRESENSE_URL = 'https://espresense.com/configuration/settings';
const foreign = (name: string, description: string): object => ({ title: name, description, externalDocs: { url: ESPRESENSE_URL } });

const CHANNELS: Readonly<Record<string, Channel>> = {
  screenShow: {
    address: subjects.screenShow(SHOP, '{screen}'),
    title: 'An offer for a screen.',
    servers: shopServers,
    payloads: [messages.ShowMessage],
    edge: 'send',
  },
  screenEvent: {
    address: subjects.screenEvent(SHOP, '{screen}'),
    title: 'What a screen did with it.',
    servers: shopServers,
    payloads: [messages.ScreenEvent],
    edge: 'receive',
  },
  staffAlert: {
    address: subjects.staffAlert(SHOP),
    title: 'An alert for all staff devices of the shop.',
    servers: shopServers,
    payloads: [messages.StaffAlert],
    edge: 'send',
  },
  staffEvent: {
    address: subjects.staffEvent(SHOP, '{device}'),
    title: 'What a member of staff did about it.',
    servers: shopServers,
    payloads: [messages.StaffEvent],
    edge: 'receive',
  },
  ...Object.fromEntries(
    FACT_KINDS.map((kind): [string, Channel] => [
      `fact-${kind}`,
      {
        address: subjects.fact(SHOP, kind),
        title: 'A fact on its way into the stream `facts`; the message id is the id of the fact.',
        servers: leafServers,
        payloads: [FACT_SCHEMAS[kind]],
        edge: 'send',
      },
    ]),
  ),
  confirmed: {
    address: subjects.confirmed(SHOP),
    title: 'What headquarters has committed.',
    servers: leafServers,
    payloads: [messages.Confirmed],
    edge: 'receive',
  },
  erase: {
    address: subjects.erase(SHOP),
    title: 'Somebody is to be erased now; the bucket `erasures` brings it to shops that are cut off.',
    servers: leafServers,
    payloads: [ErasureRecord],
    edge: 'receive',
  },
  export: {
    address: subjects.export(SHOP),
    title: 'What does the shop hold of somebody?',
    servers: leafServers,
    payloads: [ExportRequest],
    edge: 'receive',
  },
  exported: {
    address: subjects.exported(SHOP),
    title: 'The answer, in parts, sealed under the key of the member; never kept in a stream.',
    servers: leafServers,
    payloads: [ExportPart],
    edge: 'send',
  },
  keys: {
    address: subjects.keys(SHOP),
    title: 'Keys of members, asked for and answered, never kept in a stream.',
    servers: leafServers,
    payloads: [messages.KeysRequest],
    edge: 'send',
    reply: messages.KeysReply,
  },
  lease: {
    address: subjects.lease(SHOP),
    title: "How much of a campaign's budget the shop may spend, asked for and answered, never kept in a stream.",
    servers: leafServers,
    payloads: [LeaseRequest],
    edge: 'send',
    reply: LeaseReply,
  },
  ...Object.fromEntries(
    BUCKETS.map((bucket): [string, Channel] => [
      `bucket-${bucket}`,
      {
        address: `$KV.${bucket}.${bucketKey(SHOP, '{id}')}`,
        title: `Bucket \`${bucket}\`: the edge watches the keys of its shop and of all shops.`,
        servers: leafServers,
        payloads: [BUCKET_SCHEMAS[bucket]],
        edge: 'receive',
      },
    ]),
  ),
  sighting: {
    address: topics.sighting(SHOP, '{scanner}'),
    title: 'A sighting by a gateway that speaks our own format. QoS 0 is enough.',
    servers: ['mqtt'],
    payloads: [SightingReport],
    edge: 'receive',
  },
  wifiAssociation: {
    address: topics.wifiAssociation(SHOP, '{network}'),
    title: 'A phone on the guest Wi-Fi, and when its owner agreed to the terms. QoS 1: acknowledged when it is on disk.',
    servers: ['mqtt'],
    payloads: [business.WifiAssociationMessage],
    edge: 'receive',
  },
  cardTap: {
    address: topics.cardTap(SHOP, '{reader}'),
    title: 'A loyalty card at a reader. QoS 1: acknowledged when it is on disk.',
    servers: ['mqtt'],
    payloads: [business.CardTapMessage],
    edge: 'receive',
  },
  receipt: {
    address: topics.receipt(SHOP, '{till}'),
    title: 'What a till sold. QoS 1: acknowledged when it is on disk.',
    servers: ['mqtt'],
    payloads: [business.ReceiptMessage],
    edge: 'receive',
  },
  screenReport: {
    address: topics.screenReport(SHOP, '{screen}'),
    title: 'What a screen of another maker showed. QoS 1: acknowledged when it is on disk.',
    servers: ['mqtt'],
    payloads: [business.ScreenReportMessage],
    edge: 'receive',
  },
  basketChange: {
    address: topics.basketChange(SHOP, '{device}'),
    title: 'What is in the basket of a member who scans by himself. QoS 1; it is kept in memory only.',
    servers: ['mqtt'],
    payloads: [business.BasketChangeMessage],
    edge: 'receive',
  },
  doorCount: {
    address: topics.doorCount(SHOP, '{door}'),
    title: 'People through a door. QoS 1: acknowledged when it is on disk.',
    servers: ['mqtt'],
    payloads: [business.DoorCountMessage],
    edge: 'receive',
  },
  espresenseDevice: {
    address: 'espresense/devices/{id}/{room}',
    title: 'A device that an ESPresense node hears.',
    servers: ['mqtt'],
    payloads: [foreign('EspresenseDevice', 'Sighting in the format of ESPresense, see devices/decoders/espresense.ts.')],
    edge: 'receive',
  },
  espresenseStatus: {
    address: 'espresense/rooms/{room}/status',
    title: 'Whether an ESPresense node is connected.',
    servers: ['mqtt'],
    payloads: [foreign('EspresenseStatus', 'The text `online` or `offline`.')],
    edge: 'receive',
  },
  espresenseTelemetry: {
    address: 'espresense/rooms/{room}/telemetry',
    title: 'How an ESPresense node is doing.',
    servers: ['mqtt'],
    payloads: [foreign('EspresenseTelemetry', 'Counters of the node; read as a sign of life.')],
    edge: 'receive',
  },
};

/** Every message on NATS and MQTT as one AsyncAPI 3.0 document, seen from the edge, made from the subjects, topics and schemas in use. */
export function asyncApiDocument(version: string): JsonObject {
  const entries = Object.entries(CHANNELS);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Aislegate',
      version,
      description: 'Messages of a shop, as the edge sends and receives them. The HTTP interfaces are in docs/openapi.yaml.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: Object.fromEntries(entries.flatMap(([name, channel]) => channelParts(name, channel))),
    operations: Object.fromEntries(entries.map(([name, channel]) => [`${channel.edge}-${name}`, operation(name, channel)])),
    components: { schemas: componentSchemas(NAMED) },
  };
}

function channelParts(name: string, channel: Channel): [string, JsonObject][] {
  const own: [string, JsonObject] = [
    name,
    {
      address: channel.address,
      title: channel.title,
      servers: channel.servers.map((server) => ({ $ref: `#/servers/${server}` })),
      ...parametersOf(channel.address),
      messages: messageMap(channel.payloads),
    },
  ];
  if (!channel.reply) return [own];
  return [own, [`${name}-reply`, { address: null, title: 'The inbox of the asker.', messages: messageMap([channel.reply]) }]];
}

function parametersOf(address: string): JsonObject {
  const names = [...address.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name as keyof typeof PARAMETERS);
  if (names.length === 0) return {};
  return { parameters: Object.fromEntries(names.map((name) => [name, { description: PARAMETERS[name] }])) };
}

function messageMap(payloads: readonly object[]): JsonObject {
  return Object.fromEntries(
    payloads.map((payload) => [messageName(payload), { name: messageName(payload), payload: plainSchema(payload, NAMED) }]),
  );
}

function messageName(payload: object): string {
  return NAMED.get(payload) ?? (payload as { title: string }).title;
}

function operation(name: string, channel: Channel): JsonObject {
  return {
    action: channel.edge,
    channel: { $ref: `#/channels/${name}` },
    summary: channel.title,
    messages: references(name, channel.payloads),
    ...(channel.reply
      ? { reply: { channel: { $ref: `#/channels/${name}-reply` }, messages: references(`${name}-reply`, [channel.reply]) } }
      : {}),
  };
}

function references(channel: string, payloads: readonly object[]): JsonObject[] {
  return payloads.map((payload) => ({ $ref: `#/channels/${channel}/messages/${messageName(payload)}` }));
}
