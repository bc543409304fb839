import type { Site } from '../../contract/site.ts';
import { dice } from './dice.ts';
import type { Faults } from './faults.ts';
import type { ShopDayOptions } from './shop-day.ts';

/** What a shop goes through. */
export const CONDITIONS = [
  'none',
  'dead-scanner',
  'scanner-6-db',
  'slow-adverts',
  'duplicates',
  'shelves-moved',
  'wrong-clocks',
  'delayed-reports',
  'scanner-cut-off',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export const CONDITION_WORDS: Readonly<Record<Condition, string>> = {
  none: 'nothing wrong',
  'dead-scanner': 'one scanner dead all day',
  'scanner-6-db': 'one scanner reads 6 dB too much',
  'slow-adverts': 'tags, badges and the app heard every 2 s',
  duplicates: 'one report in ten comes twice',
  'shelves-moved': 'shelves moved half-way through the day',
  'wrong-clocks': 'clocks wrong by 0.2 s (sd), drifting by up to 20 ppm',
  'delayed-reports': 'one report in a hundred comes 5 s to 10 min late',
  'scanner-cut-off': 'one scanner cut off for the middle third, telling it all afterwards',
};

export interface Conditioned {
  readonly day: Pick<ShopDayOptions, 'advertMs' | 'shelvesMovedMs'>;
  readonly faults: Faults;
}

/** A day under a condition; which scanner it hits, the seed decides. */
export function underCondition(
  condition: Condition,
  { scanners }: Pick<Site, 'scanners'>,
  { seed, opensMs, closesMs }: { readonly seed: number; readonly opensMs: number; readonly closesMs: number },
): Conditioned {
  const inside = scanners.filter(({ side }) => side !== 'outside');
  const scanner = inside[Math.floor(dice(seed ^ 0x5eed).unit() * inside.length)]?.id ?? '';
  const third = (closesMs - opensMs) / 3;
  switch (condition) {
    case 'none':
      return { day: {}, faults: {} };
    case 'dead-scanner':
      return { day: {}, faults: { dead: [{ scanner }] } };
    case 'scanner-6-db':
      return { day: {}, faults: { louder: [{ scanner, db: 6 }] } };
    case 'slow-adverts':
      return { day: { advertMs: 2000 }, faults: {} };
    case 'duplicates':
      return { day: {}, faults: { duplicates: 0.1 } };
    case 'shelves-moved':
      return { day: { shelvesMovedMs: (opensMs + closesMs) / 2 }, faults: {} };
    case 'wrong-clocks':
      return { day: {}, faults: { clocks: { sdMs: 200, driftPpm: 20 } } };
    case 'delayed-reports':
      return { day: {}, faults: { delayed: { share: 0.01, fromMs: 5000, toMs: 600_000 } } };
    case 'scanner-cut-off':
      return { day: {}, faults: { cutOff: [{ scanner, fromMs: Math.round(opensMs + third), untilMs: Math.round(opensMs + 2 * third) }] } };
  }
}
