import { type Decoded, type Decoder, malformed, NOT_MINE, type Undecoded } from '../../contract/decoder.ts';
import { RSSI_DBM } from '../../contract/sighting.ts';
import { sightingOf } from './support/contact.ts';
import { addressIn, addressOf, type Fields, own, quotedNumberIn } from './support/fields.ts';
import { instantIn } from './support/instant.ts';
import { jsonObject } from './support/json-object.ts';
import { clientOf } from './support/meraki.ts';

/** Meraki access points, firmware 28 and later: `meraki/v1/mr/<network>/<access point>/<ble|wifi>/<client>`, one client per message. */
const TOPIC = /^meraki\/v1\/mr\/[^/]+\/([^/]{1,120})\/(ble|wifi)\/([^/]+)$/u;

interface Link {
  readonly anchor: string;
  readonly client: string | undefined;
  readonly radio: unknown;
}

function clientReport({ rx }: Undecoded, fields: Fields, { anchor, client, radio }: Link): Decoded {
  if (client === undefined) return malformed('clientMac is not an address');
  if (radio !== 'wifi' && radio !== 'ble') return malformed('radio is neither wifi nor ble');
  const rssiDbm = quotedNumberIn(fields, 'rssi', RSSI_DBM.minimum, RSSI_DBM.maximum);
  if (rssiDbm === undefined) return malformed('rssi is not a number of dBm');
  const sentAt = instantIn(fields, 'timestamp');
  const sighting = sightingOf({ t: sentAt ?? rx, rx, anchor, rssiDbm, ...clientOf(client, radio === 'wifi') });
  return { kind: 'heard', sightings: [sighting], ...(sentAt !== undefined && { sentAt }) };
}

export const decoder: Decoder = {
  id: 'meraki-mqtt',
  subscriptions: () => ['meraki/v1/mr/+/+/ble/+', 'meraki/v1/mr/+/+/wifi/+'],
  topics: (topic) => TOPIC.test(topic),
  decode(message) {
    const [, accessPoint, radio, client] = TOPIC.exec(message.topic) ?? [];
    const parsed = jsonObject(message.payload);
    if ('kind' in parsed) return accessPoint === undefined ? NOT_MINE : parsed;
    const fields = parsed.object;
    const own12 = addressIn(fields, 'mrMac');
    const ownClient = addressIn(fields, 'clientMac');
    if (accessPoint !== undefined && client !== undefined) {
      return clientReport(message, fields, {
        anchor: addressOf(accessPoint) ?? accessPoint,
        client: addressOf(client) ?? ownClient,
        radio,
      });
    }
    if (own12 === undefined || ownClient === undefined) return NOT_MINE;
    return clientReport(message, fields, { anchor: own12, client: ownClient, radio: own(fields, 'radio') });
  },
};
