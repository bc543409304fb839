import { arch, cpus, loadavg, platform, release } from 'node:os';

/** One measured figure. `ratio` is ours over the reference, both measured in the same run. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly bar?: number;
  readonly reference?: { readonly name: string; readonly value: number; readonly unit: string };
  readonly ratio?: number;
}

export interface BenchReport {
  readonly name: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

export interface BenchOptions {
  /** Of how many members a shop knows, where that is what is measured. */
  readonly members?: number | undefined;
}

/** Measures something and tells what; `say` is for a person who waits. */
export type Bench = (say: (line: string) => void, options: BenchOptions) => Promise<readonly Figure[]>;

/** Absolute figures are the median of this many runs: machines are shared and noisy. */
export const RUNS = 5;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of ours, the median of the reference, and the median of their ratios run by run: what disturbs one run disturbs both. */
export function pairedMedians(runs: readonly { readonly ours: number; readonly reference: number }[]) {
  return {
    value: median(runs.map(({ ours }) => ours)),
    reference: median(runs.map(({ reference }) => reference)),
    ratio: median(runs.map(({ ours, reference }) => ours / reference)),
  };
}

export function machineName(): string {
  const [first] = cpus();
  const busy = loadavg()[0]?.toFixed(2) ?? '?';
  return `${first?.model.trim() ?? 'unknown processor'} x ${cpus().length}, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}, load ${busy}`;
}

/** Whether a figure keeps to its bar; undefined where it has none. The bar is on the ratio where there is one. */
export function keeps({ value, ratio, bar, better }: Figure): boolean | undefined {
  if (bar === undefined) return undefined;
  const measured = ratio ?? value;
  return better === 'lower' ? measured <= bar : measured >= bar;
}
