import { useCallback } from 'preact/hooks';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Chart } from './chart.tsx';
import type { Palette } from './palette.ts';
import { doorWords } from './words.ts';

/** Entries as columns, occupancy as a line, and where doors count, all who came in as another, per quarter of an hour. */
export function FootfallChart({ quarters }: { quarters: Footfall['quarters'] }) {
  const through = doorWords(quarters);
  const option = useCallback(
    (colours: Palette) => ({
      grid: { left: 8, right: 8, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: colours.quiet } },
      xAxis: {
        type: 'time',
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        // A day of the month alone reads as one more number.
        axisLabel: { color: colours.quiet, hideOverlap: true, formatter: { day: '{d} {MMM}' } },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: colours.quiet },
        splitLine: { lineStyle: { color: colours.line, type: [3, 4] } },
      },
      series: [
        {
          name: 'Entries',
          type: 'bar',
          barMaxWidth: 18,
          itemStyle: { color: colours.first, borderRadius: [3, 3, 0, 0] },
          data: quarters.map(({ from, entries }) => [Date.parse(from), entries]),
        },
        {
          ...steps('Occupancy', colours.second),
          areaStyle: { color: colours.second, opacity: 0.12 },
          data: quarters.map(({ from, occupancy }) => [Date.parse(from), occupancy]),
        },
        ...(through === undefined
          ? []
          : [
              {
                ...steps('In through the doors', colours.third),
                data: quarters.map(({ from, doorIn }) => [Date.parse(from), doorIn]),
              },
            ]),
      ],
    }),
    [JSON.stringify(quarters)],
  );
  if (through === undefined && quarters.every(({ occupancy }) => occupancy === 0)) {
    return <EmptyState title="No visits in this period" text="Entries and occupancy appear here as soon as a consented member walks in." />;
  }
  const entries = quarters.reduce((total, quarter) => total + quarter.entries, 0);
  const most = Math.max(...quarters.map(({ occupancy }) => occupancy));
  return (
    <Chart
      height="high"
      option={option}
      label={`Entries and occupancy per 15 minutes: ${entries} entries, at most ${most} at once. ${through ?? ''}`.trimEnd()}
    />
  );
}

/** A line of steps: a number that holds for its quarter of an hour. */
function steps(name: string, color: string) {
  return { name, type: 'line', step: 'middle', symbol: 'none', lineStyle: { color, width: 2.5 }, itemStyle: { color } } as const;
}
