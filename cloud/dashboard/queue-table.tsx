import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { durationWords, readable } from './words.ts';

/** How long known visitors waited, per zone of the tills. */
export function QueueTable({ footfall: { queues, parameters } }: { footfall: Footfall }) {
  if (queues.length === 0) {
    const noTills = parameters !== undefined && parameters.tills.length === 0;
    return (
      <EmptyState
        title={noTills ? 'No tills in the site file' : 'No queues in this period'}
        text={
          noTills
            ? 'Give the zone where people queue to pay "kind": "tills".'
            : 'Waiting is told when somebody leaves the tills, and only where enough did.'
        }
      />
    );
  }
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Zone</th>
            <th scope="col" class="table__number">
              Waits
            </th>
            <th scope="col" class="table__number">
              Median
            </th>
            <th scope="col" class="table__number">
              One in ten longer than
            </th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ zone, stays, medianMs, p90Ms }) => (
            <tr key={zone}>
              <th scope="row">{readable(zone)}</th>
              <td class="table__number">{stays}</td>
              <td class="table__number">{durationWords(medianMs)}</td>
              <td class="table__number">{durationWords(p90Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
