import { type Decided, NOWHERE } from './trial.ts';

export interface ConfusionRow {
  readonly zone: string;
  /** Share of the time in the zone that was decided for it. */
  readonly right: number;
  /** The zones that it was taken for, the most frequent first. */
  readonly takenFor: readonly { readonly zone: string; readonly share: number }[];
}

/** Each zone of the generated shops together, the one that is told worst first. */
export function confusionOf(trials: readonly Decided[]): ConfusionRow[] {
  const seconds = new Map<string, Map<string, number>>();
  for (const decided of trials) {
    for (const [was, row] of decided) {
      const sum = seconds.get(was) ?? new Map<string, number>();
      seconds.set(was, sum);
      for (const [taken, time] of row) sum.set(taken, (sum.get(taken) ?? 0) + time);
    }
  }
  seconds.delete(NOWHERE);
  const rows = [...seconds].map(([zone, row]): ConfusionRow => {
    const all = [...row.values()].reduce((sum, time) => sum + time, 0);
    const others = [...row].filter(([taken]) => taken !== zone).map(([taken, time]) => ({ zone: taken, share: time / all }));
    return { zone, right: (row.get(zone) ?? 0) / all, takenFor: others.sort((a, b) => b.share - a.share) };
  });
  return rows.sort((a, b) => a.right - b.right || a.zone.localeCompare(b.zone));
}
