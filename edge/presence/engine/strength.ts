import { RSSI_DBM } from '../../../contract/sighting.ts';
import type { PathLoss } from './path-loss.ts';
import type { Heard } from './presence-engine.ts';

/** What counts for a contact of which nobody says how strong it was. */
export const NEARBY_DBM = -70;
const NEAREST_M = 0.5;

/**
 * How strongly the device was heard, as a scanner of this shop would say it; undefined where nobody says. A beacon's strength is compared to its
 * own at 1 m, and where there is but a distance, the shop's path loss says what it would be. Out of what a receiver can report it is a broken
 * packet, or 127 for "not measured".
 */
export function strengthDbm(
  { rssiDbm, rssiAt1mDbm, distanceM }: Heard,
  kind: 'scanner' | 'beacon',
  { atOneMetreDbm, exponent }: Pick<PathLoss, 'atOneMetreDbm' | 'exponent'>,
): number | undefined {
  if (rssiDbm !== undefined && rssiDbm >= RSSI_DBM.minimum && rssiDbm <= RSSI_DBM.maximum) {
    return kind === 'beacon' && rssiAt1mDbm !== undefined ? rssiDbm - rssiAt1mDbm + atOneMetreDbm : rssiDbm;
  }
  if (distanceM === undefined || !Number.isFinite(distanceM)) return undefined;
  return atOneMetreDbm - 10 * exponent * Math.log10(Math.max(NEAREST_M, distanceM));
}
