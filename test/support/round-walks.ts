import { createFloorGrid } from '../../edge/presence/engine/floor-grid.ts';
import { expectedRssiDbm } from '../../edge/presence/engine/path-loss.ts';
import { distanceM } from '../../edge/presence/engine/signal-map.ts';
import type { Traffic } from '../../edge/presence/engine/traffic.ts';

export const grid = createFloorGrid({ floor: { width: 12, depth: 9 }, zones: [] });
export const scanners = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ x, y, z: 2.5 })));
export const truth = { atOneMetreDbm: -52, exponent: 2.4, offsetsDb: [5, -4, 1, 0, -3, 1] };

/** Somebody who goes round the floor, on a way that only the test knows, with a phone that sends so much more than others. */
export function someone(start: number, gainDb = 0): Traffic {
  return Array.from({ length: 90 }, (_, second) => second).flatMap((second) =>
    scanners.map((position, scanner) => {
      const angle = start + second / 12;
      const away = distanceM(position, 6 + 4.5 * Math.cos(angle), 4.5 + 3 * Math.sin(angle));
      const shadowDb = ((scanner * 7 + second * 5) % 13) - 6;
      const rssiDbm = Math.round(expectedRssiDbm(truth, scanner, away) + gainDb + shadowDb);
      return { t: second * 1000 + 400 + scanner, scanner, rssiDbm };
    }),
  );
}
