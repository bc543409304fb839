import { FEATURE_NAMES } from '../features/table.ts';
import type { SlateTable } from '../training/slate-table.ts';
import type { Contender } from './compare.ts';
import type { Scores } from './slates.ts';

/** What is looked at first, second, third; what is still tied then is ranked by how often everybody buys the products. */
const COUNT_RULE = ['ownLines', 'categoryLines', 'redemptionsPerCampaign', 'chainLines'];

/** Everything that the model must beat and that learns nothing, for every row of the table. */
export function baselines(table: SlateTable): Readonly<Record<Exclude<Contender, 'model'>, Scores>> {
  const popularity = column(table, 'offerRate');
  return {
    countRule: { order: lexicographic(COUNT_RULE.map((name) => column(table, name))) },
    popularity: { order: popularity, chances: popularity.map(Math.exp) },
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

/** One number per row that orders the rows as the columns do, the first before the second. */
function lexicographic(columns: readonly Float64Array[]): Float64Array {
  const length = columns[0]?.length ?? 0;
  let ranks = new Float64Array(length);
  for (const values of columns.toReversed()) {
    const rows = Uint32Array.from(ranks.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || (ranks[a] ?? 0) - (ranks[b] ?? 0));
    const next = new Float64Array(length);
    let rank = 0;
    rows.forEach((row, place) => {
      const before = rows[place - 1];
      if (before !== undefined && (values[row] !== values[before] || ranks[row] !== ranks[before])) rank += 1;
      next[row] = rank;
    });
    ranks = next;
  }
  return ranks;
}
