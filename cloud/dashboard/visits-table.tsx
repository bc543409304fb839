import { useState } from 'preact/hooks';
import type { VisitRow, ZoneStayRow } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { StatusPill } from '../../devices/ui/status-pill.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { Moment } from './moment.tsx';
import { StayList } from './stay-list.tsx';
import { durationWords, readable, shortId } from './words.ts';

interface VisitsTableProps {
  visits: readonly VisitRow[];
  stays: readonly ZoneStayRow[];
  withDay: boolean;
}

/** The latest visits; each opens to its stays. */
export function VisitsTable({ visits, stays, withDay }: VisitsTableProps) {
  const [opened, setOpened] = useState<string>();
  const { rows, more } = useFirstRows(visits);
  if (visits.length === 0) {
    return <EmptyState title="No visits in this period" text="A visit opens when a member who agreed to be recognised walks in." />;
  }
  return (
    <>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Visit</th>
              <th scope="col">Came</th>
              <th scope="col" class="table__wide">
                First zone
              </th>
              <th scope="col">Dwell</th>
              <th scope="col" class="table__number table__wide">
                Stays
              </th>
              <th scope="col" class="table__number">
                Offers
              </th>
            </tr>
          </thead>
          {rows.map((visit) => {
            const open = opened === visit.visitId;
            return (
              <tbody key={visit.visitId}>
                <tr data-open={open}>
                  <th scope="row">
                    <button
                      type="button"
                      class="expander"
                      aria-expanded={open}
                      aria-label={`Stays of visit ${shortId(visit.visitId)}`}
                      onClick={() => setOpened(open ? undefined : visit.visitId)}
                    >
                      {shortId(visit.visitId)}
                    </button>
                  </th>
                  <td>
                    <Moment at={visit.openedAt} withDay={withDay} />
                  </td>
                  <td class="table__wide">{visit.firstZone && readable(visit.firstZone)}</td>
                  <td>
                    {visit.dwellMs === undefined ? <StatusPill tone="good">In the shop</StatusPill> : durationWords(visit.dwellMs)}
                    {visit.excluded !== undefined && <span class="tag">not counted</span>}
                    {(visit.revision ?? 1) > 1 && <span class="tag tag--quiet">revised</span>}
                  </td>
                  <td class="table__number table__wide">{visit.stays}</td>
                  <td class="table__number">{visit.exposures}</td>
                </tr>
                {open && (
                  <tr class="table__detail">
                    <td colSpan={6}>
                      <StayList stays={stays.filter(({ visitId }) => visitId === visit.visitId)} withDay={withDay} />
                    </td>
                  </tr>
                )}
              </tbody>
            );
          })}
        </table>
      </div>
      <MoreRows {...more} thing="visit" />
    </>
  );
}
