import { localDayOf } from '../domain/local-day.ts';
import { localTimeOf } from '../domain/local-time.ts';
import type { Shop } from '../domain/shop.ts';
import type { ShopClock } from './moment-of.ts';

/** The clock of a shop on its wall, and the shop as rules see it. */
export function shopClockOf({ id, timezone, format, region, services, footfall }: Shop): ShopClock {
  const { opensAt, closesAt } = footfall;
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const opens = opensAt === undefined ? 0 : minutes(opensAt);
  const closes = closesAt === undefined ? 24 * 60 : minutes(closesAt);
  return {
    localTime: localTimeOf(timezone),
    localDay: localDayOf(timezone),
    ruleShop: (_t, minute) => ({
      id,
      format,
      region,
      services,
      isOpen: opens < closes ? minute >= opens && minute < closes : minute >= opens || minute < closes,
    }),
  };
}
