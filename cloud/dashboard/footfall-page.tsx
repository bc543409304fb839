import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Notice } from '../../devices/ui/notice.tsx';
import { CaptureCard } from './capture-card.tsx';
import { Card } from './card.tsx';
import { DevicesChart } from './devices-chart.tsx';
import { FigureTable } from './figure-table.tsx';
import { FootfallChart } from './footfall-chart.tsx';
import { footfallFigures } from './footfall-figures.ts';
import { ParameterList } from './parameter-list.tsx';
import { fewWords, isEmpty } from './quality.ts';
import { QualityCard } from './quality-card.tsx';
import { ZoneTable } from './zone-table.tsx';

/** The footfall of a shop: each figure beside its formula, and how far it can be trusted. */
export function FootfallPage({ footfall, days }: { footfall: Footfall; days: number }) {
  if (footfall.quarters.every(isEmpty) && footfall.visits.visits === 0) {
    return (
      <section class="card">
        <EmptyState
          title="No footfall in this period"
          text="The shop tells its figures every 15 minutes. Choose a longer period, or see whether it was heard lately."
        />
      </section>
    );
  }
  const few = fewWords(footfall, days);
  return (
    <>
      {few && <Notice tone="warn" title="Few figures" text={few} />}
      <div class="cards">
        <Card id="entries" title="Entries and occupancy" note="Per 15 minutes. Pale columns are provisional.">
          <FootfallChart quarters={footfall.quarters} />
        </Card>
        <CaptureCard footfall={footfall} />
        <Card id="devices" title="Devices" note="Per 15 minutes. Pale columns are provisional.">
          <DevicesChart quarters={footfall.quarters} randomizedShare={footfall.devices.randomizedShare} />
        </Card>
        <QualityCard footfall={footfall} />
        {footfallFigures(footfall).map((group) => (
          <FigureTable key={group.title} {...group} />
        ))}
        <Card id="parameters" title="Definitions and parameters" note="As this shop has them set.">
          <ParameterList footfall={footfall} />
        </Card>
        <Card id="zone-figures" title="Zones">
          <ZoneTable footfall={footfall} />
        </Card>
      </div>
    </>
  );
}
