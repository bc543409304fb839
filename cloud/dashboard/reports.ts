import type { Static, TSchema } from 'typebox';
import {
  type DecisionRow,
  type ExposureRow,
  type Footfall,
  hqRoutes,
  type PickupRow,
  type ShopSummary,
  type VisitRow,
  type ZoneStayRow,
} from '../../contract/http/hq-routes.ts';
import { type Fetched, fetchJson } from '../../devices/ui/fetch-json.ts';

/** All that the page shows of one shop, as it was at one moment. */
export interface Reports {
  /** The shop in short, of the same moment as the rest: two polls would disagree on one page. */
  readonly shop: ShopSummary | undefined;
  readonly footfall: Footfall;
  readonly visits: readonly VisitRow[];
  readonly zoneStays: readonly ZoneStayRow[];
  readonly exposures: readonly ExposureRow[];
  readonly decisions: readonly DecisionRow[];
  readonly pickups: readonly PickupRow[];
}

/** The most that a route gives at once. */
const MOST_ROWS = 1000;

export function loadShops(signal: AbortSignal): Promise<Fetched<{ rows: ShopSummary[] }>> {
  return fetchJson(hqRoutes.shops.path, hqRoutes.shops.response, signal);
}

export async function loadReports(shop: string, fromMs: number, signal: AbortSignal): Promise<Reports> {
  const query = new URLSearchParams({ from: new Date(fromMs).toISOString() });
  const ask = async <S extends TSchema>(route: { path: string; response: S }, more = ''): Promise<Static<S>> => {
    const path = route.path.replace(':shop', encodeURIComponent(shop));
    return (await fetchJson(`${path}?${query}${more}`, route.response, signal)).value;
  };
  const limit = `&limit=${MOST_ROWS}`;
  const [shops, footfall, visits, zoneStays, exposures, decisions, pickups] = await Promise.all([
    loadShops(signal),
    ask(hqRoutes.footfall),
    ask(hqRoutes.visits, limit),
    ask(hqRoutes.zoneStays, limit),
    ask(hqRoutes.exposures, limit),
    ask(hqRoutes.decisions, limit),
    ask(hqRoutes.pickups, limit),
  ]);
  return {
    shop: shops.value.rows.find((row) => row.shop === shop),
    footfall,
    visits: visits.rows,
    zoneStays: zoneStays.rows,
    exposures: exposures.rows,
    decisions: decisions.rows,
    pickups: pickups.rows,
  };
}
