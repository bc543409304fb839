import type { Paths } from '../../contract/http/hq-routes.ts';
import { TableFrame } from './table-frame.tsx';
import { heat, OUT, transitionGrid } from './transitions.ts';
import { counted, readable, shareWords } from './words.ts';

/** A heat map that is a table: it can be read aloud, and says its numbers. */
export function TransitionTable({ transitions }: { transitions: Paths['transitions'] }) {
  const { from: rows, to: columns, left, at } = transitionGrid(transitions);
  return (
    <>
      <TableFrame label="From zone to zone, as a table">
        <table class="heat">
          <caption class="visually-hidden">Share of those who were in the zone of the row and went to the zone of the column next</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="quiet">from ↓ to →</span>
              </th>
              {columns.map((to) => (
                <th key={to} scope="col" class="heat__to">
                  {to === OUT ? 'Left' : readable(to)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((from) => (
              <tr key={from}>
                <th scope="row">{from === OUT ? 'Came in' : readable(from)}</th>
                {columns.map((to) => (
                  <Cell key={to} transition={at(from, to)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {left > 0 && <p class="quiet">{counted(left, 'quieter zone')} left out.</p>}
    </>
  );
}

function Cell({ transition }: { transition: Paths['transitions'][number] | undefined }) {
  if (!transition) return <td class="heat__cell" data-heat={0} />;
  return (
    <td class="heat__cell" data-heat={heat(transition.share)} title={counted(transition.count, 'time')}>
      {shareWords(transition.share)}
      <span class="heat__count">{transition.count}</span>
    </td>
  );
}
