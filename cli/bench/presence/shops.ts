import { channel } from '../../../devices/simulator/channel.ts';
import { dice } from '../../../devices/simulator/dice.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { createPresenceEngine } from '../../../edge/presence/engine/create-engine.ts';
import type { PresenceEngine } from '../../../edge/presence/engine/presence-engine.ts';
import type { SurveyReading } from '../../../edge/presence/engine/signal-map.ts';
import { BENCH_LOSS, BENCH_SITE, SCANNERS, SHOP_FLOOR } from './bench-shop.ts';

/** The floor's path loss, as it was learnt. */
const LOSS = { ...BENCH_LOSS, offsetsDb: SCANNERS.map(() => 0) };
const SURVEY_STEP_M = 3;

/** One scanner on either side of a door, the others over the floor: as many as without. */
const DOOR_SIDES: readonly ('outside' | 'inside' | undefined)[] = ['outside', 'inside'];

/** The same shop by its scanners alone, by their positions, with a survey, and by their positions behind a door. */
export const BENCH_ENGINES: Readonly<Record<'scanners' | 'positions' | 'survey' | 'door', () => PresenceEngine>> = {
  scanners: () => {
    const { floor: _, ...site } = BENCH_SITE;
    return createPresenceEngine(shopOf(site));
  },
  positions: () => createPresenceEngine(shopOf(BENCH_SITE), { loss: LOSS }),
  survey: () => createPresenceEngine(shopOf(BENCH_SITE), { loss: LOSS, survey: survey() }),
  door: () => {
    const scanners = SCANNERS.map((scanner, index) => {
      const side = DOOR_SIDES[index];
      return side ? { ...scanner, side } : scanner;
    });
    return createPresenceEngine(shopOf({ ...BENCH_SITE, scanners }), { loss: LOSS });
  },
};

/** A point each three metres: what a shop may walk in an hour. */
function survey(): SurveyReading[] {
  const chance = dice(4);
  const air = channel(chance, SCANNERS, { rssiAt1mDbm: LOSS.atOneMetreDbm, pathLossExponent: LOSS.exponent });
  const readings: SurveyReading[] = [];
  for (let x = SURVEY_STEP_M / 2; x < SHOP_FLOOR.width; x += SURVEY_STEP_M) {
    for (let y = SURVEY_STEP_M / 2; y < SHOP_FLOOR.depth; y += SURVEY_STEP_M) {
      const tag = air.carried(chance, 'hand');
      for (const scanner of SCANNERS.keys()) {
        const levels = Array.from({ length: 30 }, (_, second) => tag.hear(scanner, 1000 * second, { x, y }, 0) ?? 0).filter(
          (dbm) => dbm < 0,
        );
        levels.sort((a, b) => a - b);
        const at = (share: number): number => levels[Math.floor(share * (levels.length - 1))] ?? 0;
        const meanDbm = levels.reduce((sum, dbm) => sum + dbm, 0) / levels.length;
        if (levels.length > 0) readings.push({ x, y, scanner, meanDbm, p50Dbm: at(0.5), p90Dbm: at(0.9) });
      }
    }
  }
  return readings;
}
