import type { Telemetry } from '../ports/telemetry.ts';
import type { Presence } from './presence.ts';

/** Shows operators how many visits go on, and what of them came late: each time that it is asked for. */
export function createPresenceGauges(telemetry: Telemetry, presence: Pick<Presence, 'openVisits' | 'late'>): () => void {
  let toldDropped = 0;
  return () => {
    const { waiting, dropped } = presence.late();
    telemetry.gauge('aislegate_visits_open', presence.openVisits().length);
    telemetry.gauge('aislegate_late_sightings_waiting', waiting);
    if (dropped > toldDropped) telemetry.count('aislegate_late_sightings_dropped_total', {}, dropped - toldDropped);
    toldDropped = dropped;
  };
}
