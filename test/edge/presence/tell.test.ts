import { expect, it } from 'vitest';
import { createPresenceGauges } from '../../../edge/presence/tell.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';

it('an operator sees how many visits go on, and what came too late for its time, each dropped sighting once', () => {
  const telemetry = new FakeTelemetry();
  let late = { waiting: 3, dropped: 0 };
  const visit = { subject: 's', track: 's', visitId: 'v', openedAt: 0, lastHeardAt: 0, zone: undefined };
  const tell = createPresenceGauges(telemetry, { openVisits: () => [visit, visit], late: () => late });
  tell();
  expect(telemetry.value('aislegate_visits_open')).toBe(2);
  expect(telemetry.value('aislegate_late_sightings_waiting')).toBe(3);
  expect(telemetry.value('aislegate_late_sightings_dropped_total')).toBe(0);
  for (const dropped of [4, 4, 9]) {
    late = { waiting: 0, dropped };
    tell();
    expect(telemetry.value('aislegate_late_sightings_dropped_total')).toBe(dropped);
  }
  expect(telemetry.value('aislegate_late_sightings_waiting')).toBe(0);
});
