import type { ZoneStayRow } from '../../contract/http/hq-routes.ts';
import { Moment } from './moment.tsx';
import { durationWords, readable } from './words.ts';

/** The path of one visit, in the order it was walked; the bars compare the dwell. */
export function StayList({ stays, withDay }: { stays: readonly ZoneStayRow[]; withDay: boolean }) {
  if (stays.length === 0) return <p class="quiet">No finished stay yet: a stay is told when it ends.</p>;
  const walked = [...stays].sort((a, b) => Date.parse(a.enteredAt) - Date.parse(b.enteredAt));
  const longestMs = Math.max(...walked.map(({ dwellMs }) => dwellMs), 1);
  return (
    <ol class="stays" aria-label="Zone stays">
      {walked.map(({ stayId, zone, enteredAt, dwellMs }) => (
        <li key={stayId} class="stays__stay">
          <span class="stays__time">
            <Moment at={enteredAt} withDay={withDay} />
          </span>
          <span class="stays__zone">{readable(zone)}</span>
          <meter class="bar" min={0} max={longestMs} value={dwellMs} aria-label="Dwell" />
          <span class="stays__dwell">{durationWords(dwellMs)}</span>
        </li>
      ))}
    </ol>
  );
}
