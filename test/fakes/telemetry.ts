import type { ErrorCode } from '../../contract/errors.ts';

type Labels = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, string | number | boolean>>;

export interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  /** The event of an info, the code of a warning or an error. */
  readonly what: string;
  readonly fields: Fields;
  readonly cause?: unknown;
}

/** Remembers what was counted and logged; satisfies the telemetry of the edge, of headquarters and of the HTTP server. */
export class FakeTelemetry {
  readonly logged: Logged[] = [];
  readonly #values = new Map<string, number>();
  readonly #observed = new Map<string, number[]>();

  count(name: string, labels: Labels = {}, by = 1): void {
    const key = keyOf(name, labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
  }

  gauge(name: string, value: number, labels: Labels = {}): void {
    this.#values.set(keyOf(name, labels), value);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    const key = keyOf(name, labels);
    this.#observed.set(key, [...(this.#observed.get(key) ?? []), value]);
  }

  info(event: string, fields: Fields = {}): void {
    this.logged.push({ level: 'info', what: event, fields });
  }

  warn(code: ErrorCode, fields: Fields = {}): void {
    this.logged.push({ level: 'warn', what: code, fields });
  }

  error(code: ErrorCode, fields: Fields = {}, cause?: unknown): void {
    this.logged.push({ level: 'error', what: code, fields, cause });
  }

  /** The sum of a counter's or gauge's values that have these labels, whatever others; 0 when it was never touched. */
  value(name: string, labels: Labels = {}): number {
    const pairs = Object.entries(labels).map(pairOf);
    let sum = 0;
    for (const [key, value] of this.#values) {
      if (key.startsWith(`${name}{`) && pairs.every((pair) => key.includes(pair))) sum += value;
    }
    return sum;
  }

  observations(name: string, labels: Labels = {}): readonly number[] {
    return this.#observed.get(keyOf(name, labels)) ?? [];
  }

  async metricsText(): Promise<string> {
    return [...this.#values].map(([key, value]) => `${key} ${value}\n`).join('');
  }
}

function keyOf(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  return `${name}{${pairs.map(pairOf).join(',')}}`;
}

function pairOf([label, value]: readonly [string, string]): string {
  return `${label}="${value}"`;
}
