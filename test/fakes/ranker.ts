import type { Ranker } from '../../edge/ports/ranker.ts';
import { FEATURE_NAMES } from '../../models/offer-ranker/features.ts';

/** What each feature is worth to the made-up taste of the fake; all others are worth nothing. */
const WORTH: Readonly<Record<string, number>> = { affinity: 4, zoneOfOffer: 1, zoneOfCategory: 1, shownBeforeLog: -1 };
const BASE = -2;

/** Scores by one readable rule: own taste first, offers of this zone next, what was shown before last. */
export function fakeRanker(version = 'fake-1'): Ranker {
  const worth = FEATURE_NAMES.map((name) => WORTH[name] ?? 0);
  const chance = (row: Float32Array): number => {
    const pull = worth.reduce((sum, weight, index) => sum + weight * (row[index] ?? 0), BASE);
    return 1 / (1 + Math.exp(-pull));
  };
  return { version, score: (rows) => Float32Array.from(rows, chance) };
}
