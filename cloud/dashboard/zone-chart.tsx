import { useCallback } from 'preact/hooks';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Chart } from './chart.tsx';
import type { Palette } from './palette.ts';
import { counted, durationWords, readable } from './words.ts';
import { isTooFew } from './zone-figures.ts';

/** The zones with the longest dwell; more would not be read. */
const MOST_ZONES = 8;

/** Dwell and stays per zone, the longest dwell on top. */
export function ZoneChart({ footfall: { zones, smallestCell } }: { footfall: Footfall }) {
  const told = zones.filter(({ stays }) => stays > 0);
  const ranked = [...told].sort((a, b) => b.dwellMs - a.dwellMs).slice(0, MOST_ZONES);
  const option = useCallback(
    (colours: Palette) => ({
      grid: { left: 4, right: 12, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: colours.quiet } },
      xAxis: [
        { type: 'value', show: false, max: ({ max }: { max: number }) => max * 1.35 },
        { type: 'value', show: false, max: ({ max }: { max: number }) => max * 1.35 },
      ],
      yAxis: {
        type: 'category',
        inverse: true,
        data: ranked.map(({ zone }) => readable(zone)),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: colours.text, width: 130, overflow: 'truncate' },
      },
      series: [
        {
          name: 'Dwell',
          type: 'bar',
          barMaxWidth: 14,
          itemStyle: { color: colours.first, borderRadius: [0, 4, 4, 0] },
          data: ranked.map(({ dwellMs }) => dwellMs),
          label: { show: true, position: 'right', color: colours.text, formatter: ({ value }: { value: number }) => durationWords(value) },
          tooltip: { valueFormatter: (value: number) => durationWords(value) },
        },
        {
          name: 'Stays',
          type: 'bar',
          xAxisIndex: 1,
          barMaxWidth: 14,
          itemStyle: { color: colours.third, borderRadius: [0, 4, 4, 0] },
          data: ranked.map(({ stays }) => stays),
          label: { show: true, position: 'right', color: colours.text },
        },
      ],
    }),
    [JSON.stringify(ranked)],
  );
  const few = zones.filter(isTooFew).length;
  const fewText = `${counted(few, 'zone')} with fewer than ${smallestCell} visits: their figures are not told.`;
  if (ranked.length === 0 && few > 0) return <EmptyState title="Too few visits" text={fewText} />;
  if (ranked.length === 0) return <EmptyState title="No stays yet" text="A stay is told when it ends: when somebody walks on or leaves." />;
  const words = ranked.map(({ zone, dwellMs, stays }) => `${readable(zone)} ${durationWords(dwellMs)} in ${stays} stays`).join(', ');
  return (
    <>
      <Chart height="high" option={option} label={`Dwell and stays per zone: ${words}`} />
      {few > 0 && <p class="definition">{fewText}</p>}
    </>
  );
}
