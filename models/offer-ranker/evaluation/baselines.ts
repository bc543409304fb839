import { FEATURE_NAMES } from '../features/table.ts';
import type { SlateTable } from '../training/slate-table.ts';
import type { Contender } from './compare.ts';
import type { Scores } from './slates.ts';

/** Everything that the model must beat and that learns nothing, for every row of the table. */
export function baselines(table: SlateTable): Readonly<Record<Exclude<Contender, 'model'>, Scores>> {
  // Its rate when it is shown, times how likely it was shown.
  const popularity = column(table, 'offerRate').map((rate, row) => Math.exp(rate) * (table.shownShare[row] ?? 1));
  return {
    countRule: { order: table.rule },
    popularity: { order: popularity, chances: popularity },
    categoryAffinity: { order: column(table, 'categoryCosine') },
  };
}

/** What is not known comes last. */
function column({ features, width, redeemedAt }: SlateTable, name: string): Float64Array {
  const feature = FEATURE_NAMES.indexOf(name);
  return Float64Array.from(redeemedAt, (_, row) => {
    const value = features[row * width + feature] ?? Number.NaN;
    return Number.isNaN(value) ? -1e9 : value;
  });
}
