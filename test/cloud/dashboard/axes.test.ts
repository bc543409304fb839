import { describe, expect, it } from 'vitest';
import { countAxis } from '../../../cloud/dashboard/axes.ts';
import { devicesOption, footfallOption } from '../../../cloud/dashboard/footfall-option.ts';
import type { Palette } from '../../../cloud/dashboard/palette.ts';
import { emptyFootfall } from './made-up-headquarters.ts';

const COLOURS: Palette = { text: '', quiet: '', line: '', surface: '', first: 'first', second: 'second', third: 'third', font: '' };

describe('the vertical axis of a chart', () => {
  it.each([
    [0, 1, 1],
    [1, 1, 1],
    [3, 1, 3],
    [4, 1, 4],
    [5, 1, 5],
    [6, 2, 6],
    [11, 5, 15],
    [64, 20, 80],
    [4.4, 1, 5],
    [1200, 500, 1500],
  ])('goes by whole numbers: up to %d by %d to %d', (most, interval, max) => {
    expect(countAxis(most, COLOURS)).toMatchObject({ min: 0, max, interval });
  });

  it('puts no label over another while it grows from 3 to 4', () => {
    expect([3, 4].map((most) => countAxis(most, COLOURS).animation)).toEqual([false, false]);
  });
});

describe('the charts of footfall', () => {
  const [quarter] = emptyFootfall(['2026-03-02T09:30:00Z']).quarters;
  const quarters = quarter
    ? [
        { ...quarter, entries: 3, doorIn: 40, devicesInside: 7, provisional: false },
        { ...quarter, entries: 1, devicesInside: 2, passersBy: 90, provisional: true },
      ]
    : [];

  it('leave room for the people at the doors only where a door counts', () => {
    expect(footfallOption(quarters, false, COLOURS)).toMatchObject({ yAxis: { max: 3 } });
    expect(footfallOption(quarters, true, COLOURS)).toMatchObject({ yAxis: { max: 40 } });
  });

  it('draw paler what is provisional, and leave out what was not told', () => {
    const { series } = devicesOption(quarters, COLOURS) as {
      series: { name: string; data: { value: unknown[]; itemStyle?: unknown }[] }[];
    };
    expect(series.map(({ name }) => name)).toEqual(['Devices inside', 'Devices passing by']);
    expect(series[0]?.data.map(({ itemStyle }) => itemStyle)).toEqual([undefined, { opacity: 0.4 }]);
    expect(series[1]?.data.map(({ value }) => value[1])).toEqual([null, 90]);
  });
});
