import type { Decoder } from '../../contract/decoder.ts';

/** How messages of a format come, in a few words. */
export function waysOf({ id, advert, subscriptions, topics, http }: Decoder, shop: string): readonly string[] {
  return [
    ...(advert ? ['advert'] : []),
    ...(topics('radio/shop') ? ["the edge's own radio"] : []),
    ...subscriptions(shop).map((filter) => `MQTT ${filter}`),
    ...(http ? [`HTTP /ingest/${id}`] : []),
    ...(!http && topics(`/ingest/${id}`) ? ['fetched by the edge'] : []),
  ];
}
