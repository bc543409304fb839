import type { MqttRole } from '../../../platform/secrets.ts';

/** Topic filters of what a user may say and hear. */
export interface Access {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const EVERYTHING = ['#'];

/** What gateways call their own topics; each vendor's stand beside its decoder. A Shelly puts its own name first: those are as narrow as can be. */
const VENDOR_TOPICS = [
  ...['espresense/#', 'home/#', 'room-assistant/#', 'ruuvi/#', 'meraki/#', 'monitor/#', 'shellies/#'],
  ...['+/events/rpc', '+/online', '/gw/+/status'],
];
/** A scanner hears its settings and what it retained itself, never the other scanners' sightings. */
const SCANNER_SETTINGS = ['espresense/rooms/#', 'espresense/settings/#'];
/** What a gateway says once and a newcomer must still learn. Anything else retained would be a ghost: radio of another day. */
const RETAINED = [
  ...['espresense/rooms/+/+', 'espresense/settings/+/config', 'home/+/LWT', 'room-assistant/status/+'],
  ...['ruuvi/+/gw_status', 'monitor/+/status', '+/online'],
];

/** What a role may do. `gatewayTopics` are those of formats beyond the vendors below. */
export function accessOf(role: MqttRole, shop: string, gatewayTopics: readonly string[] = []): Access {
  switch (role) {
    case 'edge':
      return { publish: EVERYTHING, subscribe: EVERYTHING };
    case 'gateway':
      return {
        publish: [...VENDOR_TOPICS, `aislegate/${shop}/sighting/+`, `aislegate/${shop}/counter/+`, ...gatewayTopics],
        subscribe: SCANNER_SETTINGS,
      };
    case 'till':
      return {
        publish: ['till/+/receipt', 'card/+/tap', 'wifi/+/association', 'basket/+/change'].map((one) => `aislegate/${shop}/${one}`),
        subscribe: [],
      };
    case 'screen':
      return { publish: [`aislegate/${shop}/screen/+/event`], subscribe: [] };
  }
}

export function mayPublish(access: Access, topic: string): boolean {
  return access.publish.some((filter) => covers(filter, topic));
}

export function maySubscribe(access: Access, filter: string): boolean {
  return access.subscribe.some((allowed) => covers(allowed, filter));
}

export function mayRetain(topic: string): boolean {
  return RETAINED.some((filter) => covers(filter, topic));
}

/** Whether everything that `narrow` (a topic or a filter) matches is matched by `wide` too (MQTT 3.1.1 §4.7, `$` topics apart). */
export function covers(wide: string, narrow: string): boolean {
  if (narrow.startsWith('$') !== wide.startsWith('$')) return false;
  const allowed = wide.split('/');
  const asked = narrow.split('/');
  for (const [level, name] of allowed.entries()) {
    if (name === '#') return true;
    const other = asked[level];
    if (other === undefined || other === '#') return false;
    if (name !== '+' && name !== other) return false;
  }
  return asked.length === allowed.length;
}
