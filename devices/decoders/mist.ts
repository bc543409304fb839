import { createHmac } from 'node:crypto';
import { type Decoder, malformed, NOT_MINE } from '../../contract/decoder.ts';
import { isSameSecret } from '../../contract/same-secret.ts';
import { fieldsOf } from './support/cloud-fields.ts';
import { own, textOf } from './support/fields.ts';
import { type EventReader, location, rawBluetooth, rawWifi, scan, wifiLocation, zone } from './support/mist-events.ts';
import { tolerantJson } from './support/tolerant-json.ts';

/** Juniper Mist webhooks, `{topic, events}` (peers §1.10; the fields of each topic stand in the vendor's OpenAPI, `mist_openapi`). */
const TOPIC = '/ingest/mist';
const WEBHOOK_TOPIC = /^[a-z0-9_-]{1,64}$/u;

const READERS: Readonly<Record<string, EventReader>> = {
  location,
  'location-asset': location,
  'location-client': wifiLocation,
  'location-sdk': location,
  'location-unclient': wifiLocation,
  zone,
  'asset-raw': rawBluetooth,
  'asset-raw-rssi': rawBluetooth,
  'discovered-raw-rssi': rawBluetooth,
  'wifi-conn-raw': rawWifi,
  'wifi-unconn-raw': rawWifi,
  'sdkclient-scan-data': scan,
};

export const decoder: Decoder = {
  id: 'mist',
  subscriptions: () => [],
  topics: (topic) => topic === TOPIC,
  http: {
    // Only the SHA-256 signature counts: the older SHA-1 header is sent beside it and would only be a weaker way in.
    authentic({ headers, body }, secret) {
      const given = headers['x-mist-signature-v2'];
      return given !== undefined && isSameSecret(given.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'));
    },
  },
  decode(message) {
    const isOwn = message.topic === TOPIC;
    const parsed = tolerantJson(message.payload);
    if ('kind' in parsed) return isOwn ? parsed : NOT_MINE;
    const body = fieldsOf(parsed.value);
    const topic = textOf(body, 'topic', 64);
    const events = own(body, 'events');
    if (topic === undefined || !WEBHOOK_TOPIC.test(topic) || !Array.isArray(events)) {
      return isOwn ? malformed('no topic or no list of events') : NOT_MINE;
    }
    // Alarms, audits and the like may be switched on for the same address: understood, and nothing for a shop floor.
    const reader = Object.hasOwn(READERS, topic) ? READERS[topic] : undefined;
    const told = reader ? events.map((event) => reader(fieldsOf(event), message.rx)) : [];
    const heard = told.flatMap((one) => ('kind' in one ? [] : [one]));
    return {
      kind: 'heard',
      sightings: heard.flatMap(({ sightings = [] }) => sightings),
      adverts: heard.flatMap(({ adverts = [] }) => adverts),
      refused: told.flatMap((one) => ('kind' in one ? [one] : [])),
    };
  },
};
