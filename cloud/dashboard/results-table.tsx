import type { OfferResult } from '../../contract/http/offer-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { MoreRows, useFirstRows } from './first-rows.tsx';
import { TableFrame } from './table-frame.tsx';

const ORDERED_BY: Record<OfferResult['ranker'], string> = { 'count-rule': 'count rule', model: 'model' };

/** What became of each offer, by what ordered the offers. */
export function ResultsTable({ results, smallestCell }: { results: readonly OfferResult[]; smallestCell: number }) {
  const { rows, more } = useFirstRows(results);
  if (results.length === 0) {
    return (
      <EmptyState
        title="Nothing to tell in this period"
        text={`Offers that were decided for fewer than ${smallestCell} members are not told.`}
      />
    );
  }
  return (
    <>
      <TableFrame label="What became of each offer">
        <table class="table">
          <thead>
            <tr>
              {['Offer', 'Ordered by'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              {['Chosen', 'Shown', 'Touched', 'Ignored', 'Dismissed', 'Not interested', 'Redeemed'].map((name) => (
                <th key={name} scope="col" class="table__number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.offer} ${row.ranker} ${row.arm}`}>
                <th scope="row">
                  {row.offer} {row.campaign !== undefined && <span class="quiet">{row.campaign}</span>}
                </th>
                <td>{row.arm === 'holdout' ? `${ORDERED_BY[row.ranker]}, noted only` : ORDERED_BY[row.ranker]}</td>
                {[row.chosen, row.exposures, row.touched, row.ignored, row.dismissed, row.notInterested, row.redemptions].map(
                  (count, index) => (
                    <td key={index} class="table__number">
                      {count}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <MoreRows {...more} thing="offer" order="more" />
    </>
  );
}
