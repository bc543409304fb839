import type { ShopSummary } from '../../contract/http/hq-routes.ts';
import { Card } from './card.tsx';
import { Conversion } from './conversion.tsx';
import { DecisionsTable } from './decisions-table.tsx';
import { ExposuresTable } from './exposures-table.tsx';
import { figures } from './figures.ts';
import { FootfallChart } from './footfall-chart.tsx';
import type { Period } from './period.ts';
import { PickupsTable } from './pickups-table.tsx';
import type { Reports } from './reports.ts';
import { VisitsTable } from './visits-table.tsx';
import { ZoneChart } from './zone-chart.tsx';

/** One shop: figures, charts, and the rows behind them. */
export function ShopView({ shop, period, reports }: { shop: ShopSummary; period: Period; reports: Reports }) {
  const withDay = period !== 'today';
  const { footfall, visits, zoneStays, exposures, decisions, pickups } = reports;
  return (
    <>
      <dl class="tiles">
        {figures(reports.shop ?? shop, reports).map(({ label, value, note }) => (
          <div key={label} class="tile">
            <dt class="tile__label">{label}</dt>
            <dd class="tile__value">{value}</dd>
            <dd class="tile__note">{note}</dd>
          </div>
        ))}
      </dl>
      <div class="cards">
        <Card id="footfall" title="Footfall per 15 minutes" note="Pale columns are provisional.">
          <FootfallChart quarters={footfall.quarters} />
          <Conversion footfall={footfall} />
          <p class="definition">{footfall.definition}</p>
        </Card>
        <Card id="zones" title="Zones">
          <ZoneChart footfall={footfall} />
        </Card>
        <Card id="visits" title="Visits" note="Newest first. Open one to see its path.">
          <VisitsTable visits={visits} stays={zoneStays} withDay={withDay} />
        </Card>
        <Card id="pickups" title="Pickups">
          <PickupsTable pickups={pickups} withDay={withDay} />
        </Card>
        <Card id="decisions" title="Decisions" note="Each can say why.">
          <DecisionsTable decisions={decisions} withDay={withDay} />
        </Card>
        <Card id="exposures" title="Offers shown">
          <ExposuresTable exposures={exposures} withDay={withDay} />
        </Card>
      </div>
    </>
  );
}
