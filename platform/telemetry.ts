import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type ErrorCode, errorText } from '../contract/errors.ts';
import type { Log } from './log.ts';

type Labels = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, string | number | boolean>>;

export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** What the HTTP server counts, in either process. */
export const HTTP_METRICS = {
  aislegate_http_requests_total: { kind: 'counter', help: 'HTTP requests by route and status', labels: ['route', 'status'] },
  aislegate_http_request_seconds: { kind: 'histogram', help: 'From an HTTP request to its answer', labels: ['route'] },
  aislegate_http_refused_total: { kind: 'counter', help: 'HTTP requests refused, by error code', labels: ['code'] },
} as const satisfies Record<string, MetricDefinition>;
export type HttpMetric = keyof typeof HTTP_METRICS;

/** Structurally the `Telemetry` of the process whose metrics it was made of, and of the HTTP server. */
export interface Telemetry<Name extends string> {
  count(name: Name, labels?: Labels, by?: number): void;
  gauge(name: Name, value: number, labels?: Labels): void;
  observe(name: Name, value: number, labels?: Labels): void;
  info(event: string, fields?: Fields): void;
  warn(code: ErrorCode, fields?: Fields): void;
  error(code: ErrorCode, fields?: Fields, cause?: unknown): void;
  /** Everything counted, in the text format of Prometheus. */
  metricsText(): Promise<string>;
}

export interface TelemetryOptions<Table extends Record<string, MetricDefinition>> {
  readonly metrics: Table;
  readonly log: Log;
  readonly process: 'edge' | 'hq';
}

/** From a millisecond, what a decision takes, to ten seconds, when somebody should look. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of a table and the log, behind one object. */
export function createTelemetry<Table extends Record<string, MetricDefinition>>(
  options: TelemetryOptions<Table>,
): Telemetry<(keyof Table & string) | HttpMetric> {
  const { log } = options;
  const registry = new Registry();
  registry.setDefaultLabels({ process: options.process });
  collectDefaultMetrics({ register: registry });

  const counters = new Map<string, BatchedCounter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { kind, help, labels }] of Object.entries<MetricDefinition>({ ...options.metrics, ...HTTP_METRICS })) {
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(name, batchedCounter(new Counter(common), labels));
    else if (kind === 'gauge') gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, buckets: SECONDS }));
  }

  return {
    count: (name, labels = {}, by = 1) => counters.get(name)?.add(labels, by),
    gauge: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    observe: (name, value, labels = {}) => histograms.get(name)?.observe(labels, value),
    info: (event, fields = {}) => log.info(fields, event),
    warn: (code, fields = {}) => log.warn({ code, ...fields }, errorText(code, textContext(fields))),
    error: (code, fields = {}, cause) =>
      log.error({ code, ...fields, ...(cause !== undefined && { err: cause }) }, errorText(code, textContext(fields))),
    metricsText() {
      for (const counter of counters.values()) counter.handOver();
      return registry.metrics();
    },
  };
}

interface BatchedCounter {
  add(labels: Labels, by: number): void;
  /** Gives what was added since the last time to the metrics. */
  handOver(): void;
}

/**
 * Tens of thousands of messages a second are counted several times each: they are added up here, and prom-client, which takes a
 * microsecond, hears of the sums when somebody asks.
 */
function batchedCounter(counter: Counter, labelNames: readonly string[]): BatchedCounter {
  const sums = new Map<string, { readonly labels: Labels; since: number }>();
  const [only = ''] = labelNames;
  // A text that is put together must be hashed each time, and what is counted most has one label.
  const keyOf = (labels: Labels): string =>
    labelNames.length > 1 ? labelNames.map((name) => labels[name] ?? '').join('\n') : (labels[only] ?? '');
  return {
    add(labels, by) {
      const key = keyOf(labels);
      const sum = sums.get(key);
      if (sum) sum.since += by;
      else sums.set(key, { labels, since: by });
    },
    handOver() {
      for (const sum of sums.values()) {
        if (sum.since > 0) counter.inc(sum.labels, sum.since);
        sum.since = 0;
      }
    },
  };
}

function textContext(fields: Fields): Record<string, string | number> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]));
}
