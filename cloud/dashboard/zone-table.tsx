import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { settingWords } from './parameter-words.ts';
import { TableFrame } from './table-frame.tsx';
import { durationWords, NONE, readable } from './words.ts';
import { hasTooFewDevices, isTooFew } from './zone-figures.ts';

/** Every zone; one with too few visits says so instead of figures. */
export function ZoneTable({ footfall: { zones, parameters, smallestCell } }: { footfall: Footfall }) {
  if (zones.length === 0) return <EmptyState title="No stays yet" text="A stay is told when it ends: when somebody walks on or leaves." />;
  const ranked = [...zones].sort((a, b) => b.dwellMs - a.dwellMs);
  const set = settingWords(parameters);
  return (
    <>
      <TableFrame label="Figures per zone">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col" class="table__number">
                Visits
              </th>
              <th scope="col" class="table__number">
                Engaged
              </th>
              <th scope="col" class="table__number table__wide">
                Passed through
              </th>
              <th scope="col" class="table__number">
                Median dwell
              </th>
              <th scope="col" class="table__number table__wide">
                Dwell
              </th>
              <th scope="col" class="table__number">
                Devices
              </th>
              <th scope="col" class="table__number table__wide">
                Offers
              </th>
            </tr>
          </thead>
          <tbody>
            {ranked.map((zone) => (
              <tr key={zone.zone}>
                <th scope="row">{readable(zone.zone)}</th>
                {isTooFew(zone) ? (
                  <>
                    <td colSpan={3} class="quiet">
                      fewer than {smallestCell} visits: not told
                    </td>
                    <td class="table__wide" />
                    <td class="table__wide" />
                  </>
                ) : (
                  <>
                    <td class="table__number">{zone.visits}</td>
                    <td class="table__number">{zone.engaged}</td>
                    <td class="table__number table__wide">{zone.passThrough}</td>
                    <td class="table__number">{zone.medianDwellMs === undefined ? NONE : durationWords(zone.medianDwellMs)}</td>
                    <td class="table__number table__wide">{durationWords(zone.dwellMs)}</td>
                  </>
                )}
                <td class="table__number">{hasTooFewDevices(zone) ? NONE : zone.devices}</td>
                <td class="table__number table__wide">{isTooFew(zone) ? NONE : zone.exposures}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p class="definition">
        Visits of a zone: stays of {set('countStayMs')} or more; shorter ones only passed through. Engaged: of {set('engagedMs')} or more.
        All three of known visitors only. Devices: anonymous ones, each once per 15 minutes. {NONE}: too few to be told.
      </p>
    </>
  );
}
