/** MQTT topics of our own (DESIGN §6); each vendor's stand beside its decoder. */
export const topics = {
  sighting: (shop: string, scanner: string) => `aislegate/${shop}/sighting/${scanner}`,
} as const;

/** What the edge subscribes to on the shop's broker. */
export const EDGE_SUBSCRIPTIONS = (shop: string) => [
  `aislegate/${shop}/sighting/+`,
  'espresense/devices/+/+',
  'espresense/rooms/+/status',
  'espresense/rooms/+/telemetry',
];
