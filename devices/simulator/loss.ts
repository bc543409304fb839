/** Share of adverts lost at a level, as counted at a door with eight scanners; −95 dBm and below are assumed. */
const LOST: readonly (readonly [levelDbm: number, share: number])[] = [
  [-98, 1],
  [-95, 0.95],
  [-90, 0.47],
  [-85, 0.2],
  [-80, 0.08],
  [-75, 0.04],
  [-70, 0.02],
  [-65, 0.01],
];

/** Straight lines between the counted levels. */
export function lossShare(levelDbm: number): number {
  let below: readonly [number, number] = [Number.NEGATIVE_INFINITY, 1];
  for (const above of LOST) {
    if (levelDbm < above[0]) {
      const way = Number.isFinite(below[0]) ? (levelDbm - below[0]) / (above[0] - below[0]) : 0;
      return below[1] + way * (above[1] - below[1]);
    }
    below = above;
  }
  return below[1];
}
