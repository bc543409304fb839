import type { ShopSummary } from '../../contract/http/hq-routes.ts';
import { FootfallPage } from './footfall-page.tsx';
import { OffersPage } from './offers-page.tsx';
import { PathsPage } from './paths-page.tsx';
import type { Period } from './period.ts';
import type { PageReports } from './reports.ts';
import { RulesPage } from './rules-page.tsx';
import { ShopView } from './shop-view.tsx';

interface PageViewProps {
  shop: ShopSummary;
  period: Period;
  reports: PageReports;
  /** What is shown was changed here. */
  onChanged(): void;
}

export function PageView({ shop, period, reports, onChanged }: PageViewProps) {
  if (reports.page === 'footfall') return <FootfallPage footfall={reports.footfall} days={period === 'week' ? 7 : 1} />;
  if (reports.page === 'paths') return <PathsPage footfall={reports.footfall} paths={reports.paths} />;
  if (reports.page === 'offers') return <OffersPage {...reports} />;
  if (reports.page === 'rules') return <RulesPage {...reports} shop={shop.shop} onChanged={onChanged} />;
  return <ShopView shop={shop} period={period} reports={reports} />;
}
