import type { Site } from '../../../contract/site.ts';

/** As large as the grid's cells of 1 m go: a smaller shop costs less, a larger one the same. */
export const SHOP_FLOOR = { width: 25, depth: 20 };
/** As on the recorded walks. */
export const BENCH_LOSS = { atOneMetreDbm: -61.7, exponent: 1.48 };
const ACROSS = 3;
const CEILING_M = 2.6;

/** Four by three under the ceiling. */
export const SCANNERS = Array.from({ length: 12 }, (_, scanner) => ({
  id: `ceiling-${scanner}`,
  x: ((scanner % 4) + 0.5) * (SHOP_FLOOR.width / 4),
  y: (Math.floor(scanner / 4) + 0.5) * (SHOP_FLOOR.depth / 3),
  z: CEILING_M,
}));

/** A shop of nine departments that are drawn on its plan without regard to the scanners. */
export const BENCH_SITE: Site = {
  shop: { id: 'bench', name: 'Bench', timezone: 'Europe/Paris' },
  floor: SHOP_FLOOR,
  zones: Array.from({ length: ACROSS * ACROSS }, (_, zone) => {
    const [width, depth] = [SHOP_FLOOR.width / ACROSS, SHOP_FLOOR.depth / ACROSS];
    const [left, near] = [(zone % ACROSS) * width, Math.floor(zone / ACROSS) * depth];
    return {
      id: `zone-${zone}`,
      name: `Zone ${zone}`,
      polygon: [
        [left, near],
        [left + width, near],
        [left + width, near + depth],
        [left, near + depth],
      ],
    };
  }),
  scanners: SCANNERS,
};
