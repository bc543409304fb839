/** MQTT topics of our own (DESIGN §6); each vendor's stand beside its decoder. */
export const topics = {
  sighting: (shop: string, scanner: string) => `aislegate/${shop}/sighting/${scanner}`,
} as const;
