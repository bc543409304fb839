import type { ShopSummary } from '../../contract/http/hq-routes.ts';
import type { Reports } from './reports.ts';
import { counted, durationWords, NONE } from './words.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** The five numbers on top. A mean of nothing is shown as nothing, not as zero. */
export function figures(shop: ShopSummary, { footfall, visits, exposures, pickups }: Reports): Figure[] {
  const entries = sum(footfall.quarters.map((quarter) => quarter.entries));
  // The zones hide what stands for too few visits, and of the rows there are a thousand at most.
  const shown = Math.max(sum(footfall.zones.map((zone) => zone.exposures)), exposures.length);
  const dwells = visits.flatMap(({ dwellMs }) => (dwellMs === undefined ? [] : [dwellMs]));
  const waits = pickups.flatMap(({ waitMs }) => (waitMs === undefined ? [] : [waitMs]));
  const waiting = pickups.filter(({ stage }) => stage === 'alerted').length;
  const latency = median(exposures.map(({ latencyMs }) => latencyMs));
  return [
    { label: 'In the shop now', value: String(shop.present), note: 'visits open at this moment' },
    { label: 'Visits', value: String(entries), note: `${shop.visits} since the beginning` },
    { label: 'Mean dwell', value: words(mean(dwells)), note: `over ${counted(dwells.length, 'finished visit')}` },
    {
      label: 'Offers shown',
      value: String(shown),
      note: latency === undefined ? 'none reported by a screen' : `seen ${durationWords(latency)} after the push (median)`,
    },
    {
      label: 'Pickup wait',
      value: words(mean(waits)),
      note: waiting > 0 ? `${counted(waiting, 'customer')} waiting now` : `over ${counted(waits.length, 'pickup')}`,
    },
  ];
}

const words = (ms: number | undefined): string => (ms === undefined ? NONE : durationWords(ms));

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : sum(numbers) / numbers.length;
}

function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
}
