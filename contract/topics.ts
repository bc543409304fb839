/** MQTT topics of our own (DESIGN §6); each vendor's stand beside its decoder. */
export const topics = {
  sighting: (shop: string, scanner: string) => `aislegate/${shop}/sighting/${scanner}`,
  cardTap: (shop: string, reader: string) => `aislegate/${shop}/card/${reader}/tap`,
  receipt: (shop: string, till: string) => `aislegate/${shop}/till/${till}/receipt`,
  screenReport: (shop: string, screen: string) => `aislegate/${shop}/screen/${screen}/event`,
  wifiAssociation: (shop: string, network: string) => `aislegate/${shop}/wifi/${network}/association`,
  basketChange: (shop: string, device: string) => `aislegate/${shop}/basket/${device}/change`,
  doorCount: (shop: string, door: string) => `aislegate/${shop}/counter/${door}`,
} as const;
