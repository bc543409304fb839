import { useCallback } from 'preact/hooks';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Chart } from './chart.tsx';
import { footfallOption } from './footfall-option.ts';
import type { Palette } from './palette.ts';
import { doorWords } from './words.ts';

/** Who came in per quarter of an hour, and how many were in the shop at once. */
export function FootfallChart({ quarters }: { quarters: Footfall['quarters'] }) {
  const through = doorWords(quarters);
  const option = useCallback((colours: Palette) => footfallOption(quarters, through !== undefined, colours), [JSON.stringify(quarters)]);
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
