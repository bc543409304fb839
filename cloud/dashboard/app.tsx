import { useState } from 'preact/hooks';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Notice } from '../../devices/ui/notice.tsx';
import { PageHeader } from '../../devices/ui/page-header.tsx';
import { Controls } from './controls.tsx';
import { Freshness } from './freshness.tsx';
import { LoadingView } from './loading-view.tsx';
import { PageLinks } from './page-links.tsx';
import { PageView } from './page-view.tsx';
import { type Period, periodStartMs } from './period.ts';
import { loadPage, loadShops } from './reports.ts';
import { useAddress } from './use-address.ts';
import { type Polled, usePolling } from './use-polling.ts';

export function App() {
  const [{ shop: wanted, page }, go] = useAddress();
  const [period, setPeriod] = useState<Period>('today');
  const shops = usePolling('shops', loadShops);
  const rows = shops.value?.value.rows ?? [];
  const serverAheadMs = shops.value?.serverAheadMs ?? 0;
  const shop = rows.find((row) => row.shop === wanted) ?? rows[0];
  const id = shop?.shop;
  const reports = usePolling(`${id} ${page} ${period}`, async (signal) =>
    id === undefined ? undefined : loadPage(page, id, periodStartMs(period, Date.now() + serverAheadMs), signal),
  );

  const retry = (): void => {
    shops.retry();
    reports.retry();
  };

  return (
    <div class="dashboard">
      <PageHeader title="Headquarters" subtitle="Footfall and offers that can be trusted">
        {shop && <Freshness lastFactAt={shop.lastFactAt} serverAheadMs={serverAheadMs} />}
        <Controls shops={rows} shop={id} period={period} onShop={(next) => go({ shop: next, page })} onPeriod={setPeriod} />
      </PageHeader>
      <PageLinks shop={id} page={page} onPage={(next) => go({ shop: id, page: next })} />
      <main class="dashboard__main">
        <Trouble polled={shops.error ? shops : reports} onRetry={retry} />
        {shop && reports.value && <PageView shop={shop} period={period} reports={reports.value} onChanged={reports.retry} />}
        {shops.value && !shop && (
          <section class="card">
            <EmptyState title="No shop has reported yet" text="A shop appears here with its first fact: when somebody walks in." />
          </section>
        )}
        {((!shops.value && !shops.error) || (shop && !reports.value && !reports.error)) && <LoadingView />}
      </main>
    </div>
  );
}

/** What failed, and how old what is still on the page has become. */
function Trouble({ polled, onRetry }: { polled: Polled<unknown>; onRetry(): void }) {
  if (!polled.error) return null;
  const since = polled.loadedAt === undefined ? '' : ` The figures are those of ${new Date(polled.loadedAt).toLocaleTimeString()}.`;
  return (
    <Notice title="Headquarters did not answer" text={`${polled.error.message}${since}`}>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </Notice>
  );
}
