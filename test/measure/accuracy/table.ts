import { type Figures, figuresOf, type Interval, intervalOf, lagOf, reliabilityOf } from './figures.ts';
import type { MeasuredSet } from './sets.ts';

const LONGEST_LAG_MS = 30_000;
const EDGES = [0, 0.4, 0.6, 0.7, 0.8, 0.9, 0.97, 1];

/** One row: what it is, and the figures of presence.md §2 and the bar beside it. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Nobody moves: changes are false, and counted by the hour. */
  readonly stands?: boolean;
  readonly baseline?: string;
  readonly bar?: string;
}

export function figuresTable(rows: readonly Row[], sets: readonly MeasuredSet[]): string {
  const lines = rows.flatMap((row) => {
    const set = sets.find(({ id }) => id === row.id);
    return set ? [lineOf(row, set)] : [];
  });
  return table(['set', 'right', '95 %', 'changes', 'lag, s', 'baseline', 'bar'], lines);
}

function lineOf({ title, stands = false, baseline = '', bar = '' }: Row, { trails, stepMs }: MeasuredSet): readonly string[] {
  const figures = figuresOf(trails, stepMs);
  const changes = stands
    ? `${figures.falseChangesPerHour.toFixed(1)}/h false ${span(
        intervalOf(trails, stepMs, ({ falseChangesPerHour }) => falseChangesPerHour),
        1,
      )}`
    : `${figures.changesPerMinute.toFixed(2)}/min (true ${figures.trueChangesPerMinute.toFixed(2)})`;
  const lag = stands ? '' : ((lagOf(trails, LONGEST_LAG_MS / stepMs) * stepMs) / 1000).toFixed(1);
  return [
    title,
    share(figures.accuracy),
    span(intervalOf(trails, stepMs, (resampled: Figures) => resampled.accuracy)),
    changes,
    lag,
    baseline,
    bar,
  ];
}

/** How right the decisions of each confidence are. */
export function reliabilityTable(columns: readonly (readonly [string, MeasuredSet | undefined])[]): string {
  const parts = columns.map(([, set]) => (set ? reliabilityOf(set.trails, EDGES) : []));
  const lines = EDGES.slice(1).map((high, at) => [
    `${EDGES[at] ?? 0} to ${high}`,
    ...parts.map((part) => {
      const own = part[at];
      return own && own.share >= 0.005 ? `${share(own.right)} of ${(own.share * 100).toFixed(0)} %` : '';
    }),
  ]);
  return table(['confidence', ...columns.map(([title]) => title)], lines);
}

function share(value: number): string {
  return value.toFixed(3).replace(/^0/u, '');
}

function span({ low, high }: Interval, digits = 2): string {
  return `${low.toFixed(digits).replace(/^0\./u, '.')} to ${high.toFixed(digits).replace(/^0\./u, '.')}`;
}

function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(heads), row(heads.map(() => '---')), ...lines.map(row)].join('\n');
}
