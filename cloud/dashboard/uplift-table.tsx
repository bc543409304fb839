import type { UpliftRow } from '../../contract/http/offer-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { TableFrame } from './table-frame.tsx';
import { amountWords, bestOf, signedWords } from './uplift-words.ts';
import { readable } from './words.ts';

/** Spend by campaign and offer, of those whom it reached or would have. */
export function UpliftTable({ rows: all }: { rows: readonly UpliftRow[] }) {
  const told = all.filter(({ about }) => about !== 'all');
  const { rows, more } = useFirstRows(told);
  if (told.length === 0)
    return <EmptyState title="No offer was chosen yet" text="Here stands what each of them changes, once it reaches members." />;
  return (
    <>
      <TableFrame label="Spend by campaign and offer">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Offer</th>
              <th scope="col" class="table__number">
                Shown
              </th>
              <th scope="col" class="table__number">
                Redeemed
              </th>
              <th scope="col" class="table__number">
                Spend, with − without
              </th>
              <th scope="col" class="table__number">
                95 % interval
              </th>
              <th scope="col" class="table__number">
                Could be found from
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.about} ${row.id}`} row={row} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      <MoreRows {...more} thing="offer" order="more" />
    </>
  );
}

function Row({ row }: { row: UpliftRow }) {
  const spend = row.metrics.find(({ metric }) => metric === 'spend');
  const name = row.about === 'campaign' ? `Campaign ${readable(row.id ?? '')}` : (row.id ?? '');
  return (
    <tr data-about={row.about}>
      <th scope="row">{name}</th>
      <td class="table__number">{row.exposures}</td>
      <td class="table__number">{row.redemptions}</td>
      {spend && !row.ratio.isBroken ? (
        <Spend spend={spend} />
      ) : (
        <td class="table__number quiet" colSpan={3}>
          {row.ratio.isBroken && !row.suppressed ? 'members are missing from one side' : 'too few members'}
        </td>
      )}
    </tr>
  );
}

function Spend({ spend }: { spend: UpliftRow['metrics'][number] }) {
  const { difference, low, high, smallestDetectable } = bestOf(spend);
  return (
    <>
      <td class="table__number">
        {spend.reading === 'unclear' ? <span class="quiet">{signedWords('spend', difference)}</span> : signedWords('spend', difference)}
      </td>
      <td class="table__number">{`${signedWords('spend', low)} to ${signedWords('spend', high)}`}</td>
      <td class="table__number">{amountWords('spend', smallestDetectable)}</td>
    </>
  );
}
