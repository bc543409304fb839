import type { Decoder } from '../../contract/decoder.ts';

/** How messages of a format come, in a few words. */
export function waysOf({ id, advert, subscriptions, http }: Decoder, shop: string): readonly string[] {
  return [...(advert ? ['advert'] : []), ...subscriptions(shop).map((filter) => `MQTT ${filter}`), ...(http ? [`HTTP /ingest/${id}`] : [])];
}
