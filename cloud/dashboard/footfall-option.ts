import type { EChartsCoreOption } from 'echarts/core';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { countAxis, legend, PLOT, PROVISIONAL_OPACITY, steps, timeAxis } from './axes.ts';
import type { Palette } from './palette.ts';

type Quarters = Footfall['quarters'];
type Quarter = Quarters[number];

const COLUMN = { type: 'bar', barMaxWidth: 18 } as const;

/** Entries as columns, occupancy as a line, and where doors count, all who came in as another. */
export function footfallOption(quarters: Quarters, doors: boolean, colours: Palette): EChartsCoreOption {
  const most = mostOf(quarters, ({ entries, occupancy, doorIn }) => Math.max(entries, occupancy, doors ? doorIn : 0));
  return {
    grid: PLOT,
    legend: legend(colours),
    xAxis: timeAxis(colours),
    yAxis: countAxis(most, colours),
    series: [
      column('Entries', colours.first, quarters, ({ entries }) => entries),
      {
        ...steps('Occupancy', colours.second),
        areaStyle: { color: colours.second, opacity: 0.12 },
        data: points(quarters, ({ occupancy }) => occupancy),
      },
      ...(doors ? [{ ...steps('In through the doors', colours.third), data: points(quarters, ({ doorIn }) => doorIn) }] : []),
    ],
  };
}

/** Anonymous devices, inside and passing by. */
export function devicesOption(quarters: Quarters, colours: Palette): EChartsCoreOption {
  const outside = quarters.some(({ passersBy }) => passersBy !== undefined);
  const most = mostOf(quarters, ({ devicesInside = 0, passersBy = 0 }) => Math.max(devicesInside, passersBy));
  return {
    grid: PLOT,
    legend: legend(colours),
    xAxis: timeAxis(colours),
    yAxis: countAxis(most, colours),
    series: [
      column('Devices inside', colours.third, quarters, ({ devicesInside }) => devicesInside),
      ...(outside ? [column('Devices passing by', colours.second, quarters, ({ passersBy }) => passersBy)] : []),
    ],
  };
}

function column(name: string, color: string, quarters: Quarters, of: (quarter: Quarter) => number | undefined) {
  return {
    ...COLUMN,
    name,
    itemStyle: { color, borderRadius: [3, 3, 0, 0] },
    data: quarters.map((quarter) => ({
      value: [Date.parse(quarter.from), of(quarter) ?? null],
      ...(quarter.provisional ? { itemStyle: { opacity: PROVISIONAL_OPACITY } } : {}),
    })),
  };
}

function points(quarters: Quarters, of: (quarter: Quarter) => number | undefined) {
  return quarters.map((quarter) => [Date.parse(quarter.from), of(quarter) ?? null]);
}

function mostOf(quarters: Quarters, of: (quarter: Quarter) => number): number {
  return quarters.reduce((most, quarter) => Math.max(most, of(quarter)), 0);
}
