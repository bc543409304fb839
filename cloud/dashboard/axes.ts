import type { Palette } from './palette.ts';

const MOST_STEPS = 5;

/** Whole numbers from 0, at most five steps; without its own `animation` a label would slide through the one that takes its place. */
export function countAxis(most: number, colours: Palette) {
  const interval = niceStep(Math.max(1, most) / MOST_STEPS);
  return {
    type: 'value',
    animation: false,
    min: 0,
    max: Math.max(1, Math.ceil(most / interval)) * interval,
    interval,
    axisLabel: { color: colours.quiet },
    splitLine: { lineStyle: { color: colours.line, type: [3, 4] } },
  } as const;
}

/** The least of 1, 2, 5, 10, 20, 50 … that is not below. */
function niceStep(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((times) => times * ten).find((step) => step >= least) ?? 10 * ten;
}

export function timeAxis(colours: Palette) {
  return {
    type: 'time',
    animation: false,
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    // A day of the month alone reads as one more number.
    axisLabel: { color: colours.quiet, hideOverlap: true, formatter: { day: '{d} {MMM}' } },
  } as const;
}

export const PLOT = { left: 8, right: 8, top: 40, bottom: 4, containLabel: true } as const;

export function legend(colours: Palette) {
  return { top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 8, textStyle: { color: colours.quiet } } as const;
}

/** A line of steps: a number that holds for its quarter of an hour. */
export function steps(name: string, color: string) {
  return { name, type: 'line', step: 'middle', symbol: 'none', lineStyle: { color, width: 2.5 }, itemStyle: { color } } as const;
}

/** What may still change is drawn paler. */
export const PROVISIONAL_OPACITY = 0.4;
