import { localTimeOf } from '../../domain/local-time.ts';
import type { FootfallSettings } from '../../domain/shop.ts';

export interface OpeningHours {
  isOpen(t: number): boolean;
  /** Minutes since the shop last closed, or since midnight where it never does: where they fall, a day is over. */
  sinceClosing(t: number): number;
}

const DAY_MIN = 1440;

/** A shop without hours is open all day; one that opens after it closes is open through the night. */
export function createOpeningHours(timezone: string, { opensAt, closesAt }: Pick<FootfallSettings, 'opensAt' | 'closesAt'>): OpeningHours {
  const localTime = localTimeOf(timezone);
  const opens = minutesOf(opensAt) ?? 0;
  const closes = minutesOf(closesAt) ?? 0;
  const openFor = (closes - opens + DAY_MIN) % DAY_MIN;
  // Everybody's ten seconds are the same ten seconds.
  let latest = { t: Number.NaN, minute: 0 };
  const minuteOf = (t: number): number => {
    if (t !== latest.t) {
      const { hour, minute } = localTime(t);
      latest = { t, minute: hour * 60 + minute };
    }
    return latest.minute;
  };
  return {
    isOpen: (t) => openFor === 0 || (minuteOf(t) - opens + DAY_MIN) % DAY_MIN < openFor,
    sinceClosing: (t) => (minuteOf(t) - closes + DAY_MIN) % DAY_MIN,
  };
}

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [hour, minute] = text.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
