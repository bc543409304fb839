import { useState } from 'preact/hooks';
import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { Moment } from './moment.tsx';
import { WhyDialog } from './why-dialog.tsx';
import { readable } from './words.ts';

/** What was decided at each zone entry; each can say why. */
export function DecisionsTable({ decisions, withDay }: { decisions: readonly DecisionRow[]; withDay: boolean }) {
  const [asked, setAsked] = useState<DecisionRow>();
  const { rows, more } = useFirstRows(decisions);
  if (decisions.length === 0) {
    return <EmptyState title="No decisions in this period" text="An offer is decided when a member enters a department." />;
  }
  return (
    <>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Zone</th>
              <th scope="col">Decided</th>
              <th scope="col">
                <span class="visually-hidden">Reasons</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((decision) => (
              <tr key={decision.decisionId}>
                <td>
                  <Moment at={decision.decidedAt} withDay={withDay} />
                </td>
                <td>{readable(decision.zone)}</td>
                <td>
                  {decision.chosen ?? <span class="quiet">nothing shown</span>}
                  {decision.explored && <span class="tag">by lot</span>}
                </td>
                <td class="table__number">
                  <button type="button" class="button" onClick={() => setAsked(decision)}>
                    Why?
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows {...more} thing="decision" />
      {asked && <WhyDialog decision={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
