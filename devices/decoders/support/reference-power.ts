import type { Reading } from '../../../contract/decoder.ts';
import { RSSI_DBM } from '../../../contract/sighting.ts';

/** What an advert loses from 0 m to 1 m, by the Eddystone specification, which gives the strength at 0 m. */
export const LOSS_TO_1M_DB = 41;

/** A beacon's identifier, and the strength at 1 m that it was calibrated to unless no receiver could report that. */
export function beaconReading(identifier: string, rssiAt1mDbm: number): Reading {
  const isPossible = rssiAt1mDbm >= RSSI_DBM.minimum && rssiAt1mDbm <= RSSI_DBM.maximum;
  return isPossible ? { identifier, rssiAt1mDbm } : { identifier };
}
