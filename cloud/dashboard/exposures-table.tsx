import type { ExposureRow } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { Moment } from './moment.tsx';
import { durationWords, readable } from './words.ts';

/** Offers that a screen reported as seen. */
export function ExposuresTable({ exposures, withDay }: { exposures: readonly ExposureRow[]; withDay: boolean }) {
  const { rows, more } = useFirstRows(exposures);
  if (exposures.length === 0)
    return <EmptyState title="No offers shown yet" text="An offer counts when a screen reports that it was painted." />;
  return (
    <>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Shown</th>
              <th scope="col">Offer</th>
              <th scope="col">Zone</th>
              <th scope="col" class="table__wide">
                Screen
              </th>
              <th scope="col" class="table__number">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ deliveryId, shownAt, offer, zone, screen, latencyMs }) => (
              <tr key={deliveryId}>
                <td>
                  <Moment at={shownAt} withDay={withDay} />
                </td>
                <td>{offer}</td>
                <td>{readable(zone)}</td>
                <td class="table__wide">{screen}</td>
                <td class="table__number">{durationWords(latencyMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows {...more} thing="exposure" />
    </>
  );
}
