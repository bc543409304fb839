import type { Static, TSchema } from 'typebox';
import {
  type DecisionRow,
  type ExposureRow,
  type Footfall,
  hqRoutes,
  type Paths,
  type PickupRow,
  type ShopSummary,
  type VisitRow,
  type ZoneStayRow,
} from '../../contract/http/hq-routes.ts';
import { offerRoutes } from '../../contract/http/offer-routes.ts';
import type { BudgetRow, RuleRow } from '../../contract/http/rule-routes.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import { type Fetched, fetchJson } from '../../devices/ui/fetch-json.ts';
import type { OffersReports } from './offers-page.tsx';
import type { Page } from './page.ts';

/** All that the overview shows of one shop, as it was at one moment. */
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

/** What a page shows of one shop. */
export type PageReports =
  | ({ readonly page: 'overview' } & Reports)
  | { readonly page: 'footfall'; readonly footfall: Footfall }
  | ({ readonly page: 'offers' } & OffersReports)
  | { readonly page: 'paths'; readonly footfall: Footfall; readonly paths: Paths }
  | { readonly page: 'rules'; readonly rules: readonly RuleRow[]; readonly mayEdit: boolean; readonly budgets: readonly BudgetRow[] };

type Ask = <S extends TSchema>(route: { path: string; response: S }, more?: string) => Promise<Static<S>>;

/** Only what the page needs: the rows of a day are many. */
export async function loadPage(page: Page, shop: string, fromMs: number, signal: AbortSignal): Promise<PageReports> {
  const query = new URLSearchParams({ from: new Date(fromMs).toISOString() });
  const ask: Ask = async (route, more = '') => {
    const path = route.path.replace(':shop', encodeURIComponent(shop));
    return (await fetchJson(`${path}?${query}${more}`, route.response, signal)).value;
  };
  if (page === 'footfall') return { page, footfall: await ask(hqRoutes.footfall) };
  if (page === 'paths') {
    const [footfall, paths] = await Promise.all([ask(hqRoutes.footfall), ask(hqRoutes.paths)]);
    return { page, footfall, paths };
  }
  if (page === 'offers') return { page, ...(await offers(shop, query, signal)) };
  if (page === 'rules') {
    const [rules, budgets] = await Promise.all([ask(hqRoutes.rules), ask(hqRoutes.budgets)]);
    return {
      page,
      mayEdit: rules.mayEdit,
      rules: rules.rows.filter(({ scope }) => scope === ALL_SHOPS || scope === shop),
      budgets: budgets.rows.filter((row) => row.shop === shop),
    };
  }
  return { page, ...(await overview(shop, ask, signal)) };
}

/** Uplift is that of the whole chain since the members were drawn: of one shop and one day nobody could tell anything. */
async function offers(shop: string, period: URLSearchParams, signal: AbortSignal): Promise<OffersReports> {
  const ofShop = new URLSearchParams({ ...Object.fromEntries(period), shop });
  const [uplift, results, changes, ranking] = await Promise.all([
    fetchJson(offerRoutes.uplift.path, offerRoutes.uplift.response, signal),
    fetchJson(`${offerRoutes.offerResults.path}?${ofShop}`, offerRoutes.offerResults.response, signal),
    fetchJson(`${offerRoutes.rankerChanges.path}?${ofShop}`, offerRoutes.rankerChanges.response, signal),
    fetchJson(offerRoutes.ranking.path, offerRoutes.ranking.response, signal),
  ]);
  return { uplift: uplift.value, results: results.value, changes: changes.value.rows, ranking: ranking.value };
}

async function overview(shop: string, ask: Ask, signal: AbortSignal): Promise<Reports> {
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
