import type { ErrorCode } from '../../contract/errors.ts';

export type Labels = Readonly<Record<string, string>>;

/** Counters, gauges and the log: how operators see headquarters. Never an identifier or a name. */
export interface Telemetry {
  count(name: MetricName, labels?: Labels, by?: number): void;
  gauge(name: MetricName, value: number, labels?: Labels): void;
  observe(name: MetricName, value: number, labels?: Labels): void;
  info(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  warn(code: ErrorCode, fields?: Readonly<Record<string, string | number | boolean>>): void;
  error(code: ErrorCode, fields?: Readonly<Record<string, string | number | boolean>>, cause?: unknown): void;
}

/** Every metric of headquarters with its kind, help text and labels; the adapter makes them from this table. */
export const HQ_METRICS = {
  aislegate_hq_facts_total: { kind: 'counter', help: 'Facts received, by outcome: committed, duplicate or invalid', labels: ['outcome'] },
  aislegate_hq_batch_seconds: { kind: 'histogram', help: 'From a batch of facts received to committed', labels: [] },
  aislegate_hq_confirmations_total: { kind: 'counter', help: 'Confirmations sent to shops', labels: [] },
  aislegate_hq_imports_total: { kind: 'counter', help: 'Imports by kind and outcome', labels: ['kind', 'outcome'] },
  aislegate_hq_imported_rows_total: { kind: 'counter', help: 'Rows imported, by kind', labels: ['kind'] },
  aislegate_hq_outbound_rows: { kind: 'gauge', help: 'Records committed but not yet handed to the buckets', labels: [] },
  aislegate_hq_erasures_total: { kind: 'counter', help: 'Members erased here', labels: [] },
  aislegate_hq_retention_rows_total: { kind: 'counter', help: 'Rows removed because their time was over, by class', labels: ['class'] },
  aislegate_hq_retention_done_seconds: {
    kind: 'gauge',
    help: 'When everything that was too old had last been removed, s since 1970',
    labels: [],
  },
  aislegate_hq_keys_answered_total: { kind: 'counter', help: 'Member keys asked for by shops, by outcome', labels: ['outcome'] },
} as const satisfies Record<string, { kind: 'counter' | 'gauge' | 'histogram'; help: string; labels: readonly string[] }>;

export type MetricName = keyof typeof HQ_METRICS;
