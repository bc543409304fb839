import type { ErrorCode } from '../../contract/errors.ts';

export type Labels = Readonly<Record<string, string>>;

/** Counters, gauges and the log: how operators see the shop. Never an identifier or a name. */
export interface Telemetry {
  count(name: MetricName, labels?: Labels, by?: number): void;
  gauge(name: MetricName, value: number, labels?: Labels): void;
  observe(name: MetricName, value: number, labels?: Labels): void;
  info(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  warn(code: ErrorCode, fields?: Readonly<Record<string, string | number | boolean>>): void;
  error(code: ErrorCode, fields?: Readonly<Record<string, string | number | boolean>>, cause?: unknown): void;
}

/** Every metric of the edge with its kind, help text and labels; the adapter makes them from this table. */
export const EDGE_METRICS = {
  aislegate_messages_total: { kind: 'counter', help: 'Messages received from gateways', labels: ['source'] },
  aislegate_sightings_total: { kind: 'counter', help: 'Sightings by what identity made of them', labels: ['outcome'] },
  aislegate_recognised_total: {
    kind: 'counter',
    help: 'Sightings of members and guests, by the way in which they were recognised',
    labels: ['way'],
  },
  aislegate_security_incidents_total: {
    kind: 'counter',
    help: 'Identifiers that were copied or played back, and reports that were forged, once per incident',
    labels: ['action', 'way'],
  },
  aislegate_events_total: {
    kind: 'counter',
    help: 'Events of tills, card readers, screens and doors, by kind',
    labels: ['kind', 'outcome'],
  },
  aislegate_refused_total: {
    kind: 'counter',
    help: 'Input refused, by source, reason code and, where it is known, format',
    labels: ['source', 'code', 'format'],
  },
  aislegate_throttled_total: {
    kind: 'counter',
    help: 'Sightings dropped because a scanner, or a device that it hears, sends too much',
    labels: ['scanner', 'reason'],
  },
  aislegate_scanner_up: { kind: 'gauge', help: '1 while the scanner is heard and connected', labels: ['scanner'] },
  aislegate_scanner_clock_offset_seconds: {
    kind: 'gauge',
    help: "How far the scanner's clock is ahead (+) or behind (-), where it is off",
    labels: ['scanner'],
  },
  aislegate_scanner_offset_db: {
    kind: 'gauge',
    help: 'How much more the scanner reads than the others, or than at the time of the survey, as learnt from the traffic',
    labels: ['scanner'],
  },
  aislegate_path_loss_exponent: { kind: 'gauge', help: 'How fast the signal weakens in this shop, as learnt from the traffic', labels: [] },
  aislegate_calibration_minutes: { kind: 'gauge', help: 'Minutes of traffic that the radio of the shop was learnt from', labels: [] },
  aislegate_ingest_entries: { kind: 'gauge', help: 'Entries of the tables that input can fill; they are bounded', labels: ['table'] },
  aislegate_mqtt_connected: { kind: 'gauge', help: '1 while this connection to the MQTT broker stands', labels: ['connection'] },
  aislegate_mqtt_slowed_total: { kind: 'counter', help: 'Times that an MQTT client was too fast and made to wait', labels: ['user'] },
  aislegate_mqtt_undelivered_total: {
    kind: 'counter',
    help: 'Messages not delivered to MQTT clients that read too slowly',
    labels: ['user'],
  },
  aislegate_business_messages_total: { kind: 'counter', help: 'Messages of cards, tills and screens by outcome', labels: ['outcome'] },
  aislegate_business_messages_held: { kind: 'gauge', help: 'Messages not acknowledged yet because they are not on disk', labels: [] },
  aislegate_radio_up: { kind: 'gauge', help: '1 while the own Bluetooth radio scans', labels: [] },
  aislegate_radio_restarts_total: {
    kind: 'counter',
    help: 'Times the own Bluetooth radio was started anew, by reason code',
    labels: ['code'],
  },
  aislegate_visits_open: { kind: 'gauge', help: 'Visits open now', labels: [] },
  aislegate_late_sightings_waiting: {
    kind: 'gauge',
    help: 'Sightings of known people that came too late for their time, and wait until all of them have come',
    labels: [],
  },
  aislegate_late_sightings_dropped_total: {
    kind: 'counter',
    help: 'Sightings of known people that came too late for their time, and found no room to wait',
    labels: [],
  },
  aislegate_anonymous_devices: {
    kind: 'gauge',
    help: 'Devices of nobody known that are remembered now, by a pseudonym in memory, for five minutes after they were last heard',
    labels: [],
  },
  aislegate_anonymous_refused_total: {
    kind: 'counter',
    help: 'Sightings of devices of nobody known that there was no room to count',
    labels: [],
  },
  aislegate_footfall_told_total: {
    kind: 'counter',
    help: 'Quarter hours told, first or later with what had changed',
    labels: ['revision'],
  },
  aislegate_zone_entries_total: { kind: 'counter', help: 'Zone entries of known subjects', labels: ['zone'] },
  aislegate_decisions_total: { kind: 'counter', help: 'Decisions by outcome', labels: ['outcome'] },
  aislegate_ranker_serves: { kind: 'gauge', help: '1 while the model orders the offers, 0 while the count rule does', labels: [] },
  aislegate_ranker_fallback: {
    kind: 'gauge',
    help: '1 while the count rule orders because something is wrong with the model, by reason',
    labels: ['reason'],
  },
  aislegate_decision_seconds: { kind: 'histogram', help: 'From zone entry to a decision on disk', labels: [] },
  aislegate_deliveries_total: { kind: 'counter', help: 'Deliveries to screens by outcome', labels: ['outcome'] },
  aislegate_alerts_total: { kind: 'counter', help: 'Staff alerts by stage', labels: ['stage'] },
  aislegate_dropped_total: { kind: 'counter', help: 'Events dropped because too many waited for the disk', labels: [] },
  aislegate_erasures_total: { kind: 'counter', help: 'Members erased here', labels: [] },
  aislegate_retention_removed_total: { kind: 'counter', help: 'What was removed because its time was over, by class', labels: ['class'] },
  aislegate_journal_facts: { kind: 'gauge', help: 'Facts that HQ has not confirmed', labels: [] },
  aislegate_journal_bytes: { kind: 'gauge', help: 'Bytes of the journal', labels: [] },
  aislegate_facts_sent_total: { kind: 'counter', help: 'Facts handed to HQ, by first sending or again', labels: ['attempt'] },
  aislegate_headquarters_reachable: { kind: 'gauge', help: '1 while HQ can be reached', labels: [] },
  aislegate_recording: { kind: 'gauge', help: '1 while raw input is recorded', labels: [] },
  aislegate_recording_dropped_total: { kind: 'counter', help: 'Messages that a recording had no room for', labels: [] },
} as const satisfies Record<string, { kind: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }>;

export type MetricName = keyof typeof EDGE_METRICS;
