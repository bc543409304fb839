import type { FactDraft } from '../../../contract/facts/fact.ts';
import { EXCLUSIONS, type FootfallDefinition } from '../../../contract/facts/footfall-facts.ts';
import { instantText } from '../../../contract/instant.ts';
import type { Shop } from '../../domain/shop.ts';
import { type DeviceCount, QUARTER_MS, type QuarterState } from './quarter.ts';

/** What stays the same from quarter to quarter. */
export interface FootfallFrame {
  readonly definition: FootfallDefinition;
  readonly scanners: number;
  readonly hasOutside: boolean;
}

export function frameOf({ presence, footfall, timezone, zones, listeners, scannerZones }: Shop): FootfallFrame {
  const { absentAfterMs, leaveAfterMs, outsideAfterMs } = presence;
  const { anonymous, ...rules } = footfall;
  const tills = [...zones.values()].filter(({ kind }) => kind === 'tills').map(({ id }) => id);
  return {
    definition: {
      absentAfterMs,
      leaveAfterMs,
      outsideAfterMs,
      ...rules,
      ...(anonymous === 'off' && { anonymous }),
      timezone,
      tills,
    },
    scanners: scannerZones.size,
    hasOutside: anonymous !== 'off' && listeners.some(({ side }) => side === 'outside'),
  };
}

/** The fact of 15 minutes, with the revision that the quarter has by now. */
export function footfallFact(quarter: QuarterState, { definition, scanners, hasOutside }: FootfallFrame, grade: string): FactDraft {
  const { from, revision, inside, entered, passersBy, zones, excluded, doorIn, doorOut, hasDoor, sightings, late, tooLate } = quarter;
  const { visits, zones: visitsOfZones } = quarter.minutes;
  return {
    kind: 'footfall',
    t: from + QUARTER_MS,
    data: {
      from: instantText(from),
      revision,
      definition,
      grade,
      zones: Object.entries(zones)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([zone, count]) => ({ zone, ...pair(count) })),
      inside: pair(inside),
      entered: pair(entered),
      ...(hasOutside && { passersBy: pair(passersBy) }),
      excluded: EXCLUSIONS.flatMap((reason) => (excluded[reason] ? { reason, devices: excluded[reason] } : [])),
      occupancy: {
        ...meanAndMax(visits),
        zones: Object.entries(visitsOfZones).flatMap(([zone, counts]) => {
          // Minutes without the computer are known of none of the zones.
          const figures = meanAndMax(counts.map((count, minute) => (visits[minute] === null ? null : count)));
          return figures.max > 0 ? { zone, ...figures } : [];
        }),
      },
      ...(hasDoor && { doorIn, doorOut }),
      sightings,
      late,
      tooLate,
      scannersHeard: quarter.scanners.size,
      scanners,
    },
  };
}

function pair({ devices, randomized }: DeviceCount): DeviceCount {
  return { devices, randomized };
}

function meanAndMax(minutes: readonly (number | null)[]): { mean: number; max: number } {
  const known = minutes.filter((count) => count !== null);
  const sum = known.reduce((total, count) => total + count, 0);
  return { mean: known.length === 0 ? 0 : sum / known.length, max: Math.max(0, ...known) };
}
