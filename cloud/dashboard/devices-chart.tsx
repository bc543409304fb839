import { useCallback } from 'preact/hooks';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Chart } from './chart.tsx';
import { devicesOption } from './footfall-option.ts';
import type { Palette } from './palette.ts';
import { counted, shareWords } from './words.ts';

interface DevicesChartProps {
  quarters: Footfall['quarters'];
  randomizedShare: number | undefined;
}

/** Devices inside and passing by; never without the share of those whose address changes. */
export function DevicesChart({ quarters, randomizedShare }: DevicesChartProps) {
  const option = useCallback((colours: Palette) => devicesOption(quarters, colours), [JSON.stringify(quarters)]);
  const inside = quarters.flatMap(({ devicesInside }) => (devicesInside === undefined ? [] : [devicesInside]));
  if (inside.length === 0) {
    return <EmptyState title="No devices counted" text="The shop counts no anonymous devices, or has not told its first 15 minutes." />;
  }
  const changing =
    randomizedShare === undefined
      ? 'It is not known how many of them had addresses that change.'
      : `${shareWords(randomizedShare)} of them had addresses that change.`;
  return (
    <>
      <Chart
        height="high"
        option={option}
        label={`Devices per 15 minutes: at most ${counted(Math.max(...inside), 'device')} inside. ${changing}`}
      />
      <p class="definition">
        Devices are not people: some carry none, some two, and an address that changes counts again. <strong>{changing}</strong>
      </p>
    </>
  );
}
