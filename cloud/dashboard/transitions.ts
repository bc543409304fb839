import type { Paths } from '../../contract/http/hq-routes.ts';

type Transition = Paths['transitions'][number];

export interface TransitionGrid {
  /** The busiest zone first, before them `out`: who came in. */
  readonly from: readonly string[];
  /** The same zones, after them `out`: who left. */
  readonly to: readonly string[];
  /** Zones that are too many for a page. */
  readonly left: number;
  at(from: string, to: string): Transition | undefined;
}

/** More rows than this are not read; the API has them all. */
const MOST_ZONES = 14;
export const OUT = 'out';

export function transitionGrid(transitions: readonly Transition[]): TransitionGrid {
  const traffic = new Map<string, number>();
  const cells = new Map<string, Transition>();
  for (const transition of transitions) {
    cells.set(cellOf(transition.from, transition.to), transition);
    for (const zone of [transition.from, transition.to]) traffic.set(zone, (traffic.get(zone) ?? 0) + transition.count);
  }
  const ranked = [...traffic].filter(([zone]) => zone !== OUT).sort(([a, some], [b, more]) => more - some || a.localeCompare(b));
  const zones = ranked.slice(0, MOST_ZONES).map(([zone]) => zone);
  const out = traffic.has(OUT) ? [OUT] : [];
  return {
    from: [...out, ...zones],
    to: [...zones, ...out],
    left: Math.max(0, ranked.length - MOST_ZONES),
    at: (from, to) => cells.get(cellOf(from, to)),
  };
}

/** Names of zones hold no space. */
const cellOf = (from: string, to: string): string => `${from} ${to}`;

/** How strongly a cell is shaded, 0 to 5. */
export function heat(share: number): number {
  return share <= 0 ? 0 : [0.08, 0.18, 0.32, 0.5].filter((step) => share >= step).length + 1;
}
