import type { Shop } from '../../domain/shop.ts';

/** The index in `shop.listeners` of an anchor by any of its names; undefined for a stranger's. */
export function createListenerIndex({ listeners, scannerNames }: Shop): (anchor: string) => number | undefined {
  const byId = new Map(listeners.map(({ id }, index) => [id, index]));
  return (anchor) => byId.get(scannerNames.get(anchor) ?? anchor);
}
