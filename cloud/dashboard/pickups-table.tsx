import type { PickupRow } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { StatusPill, type Tone } from '../../devices/ui/status-pill.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { Moment } from './moment.tsx';
import { durationWords, STAGE_WORDS, shortId } from './words.ts';

const TONES: Readonly<Record<string, Tone>> = { alerted: 'warn', acknowledged: 'good', expired: 'bad' };

/** Customers with a ready order who walked in, and what came of it. */
export function PickupsTable({ pickups, withDay }: { pickups: readonly PickupRow[]; withDay: boolean }) {
  const { rows, more } = useFirstRows(pickups);
  if (pickups.length === 0)
    return <EmptyState title="No pickups in this period" text="Staff phones ring when a customer with a ready order walks in." />;
  return (
    <>
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Time</th>
              <th scope="col">State</th>
              <th scope="col" class="table__number">
                Waited
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ alertId, order, at, stage, waitMs }) => (
              <tr key={alertId}>
                <td class="table__id">{shortId(order)}</td>
                <td>
                  <Moment at={at} withDay={withDay} />
                </td>
                <td>
                  <StatusPill tone={TONES[stage] ?? 'quiet'}>{STAGE_WORDS[stage] ?? stage}</StatusPill>
                </td>
                <td class="table__number">{waitMs === undefined ? '' : durationWords(waitMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <MoreRows {...more} thing="pickup" />
    </>
  );
}
