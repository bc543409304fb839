import type { OfferResult, RankerChangeRow, RankingReply, Uplift } from '../../contract/http/offer-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Card } from './card.tsx';
import { Moment } from './moment.tsx';
import { ResultsTable } from './results-table.tsx';
import { UpliftCard } from './uplift-card.tsx';
import { UpliftTable } from './uplift-table.tsx';
import { holdoutWords } from './uplift-words.ts';
import { readable } from './words.ts';

export interface OffersReports {
  readonly uplift: Uplift;
  readonly results: { readonly rows: readonly OfferResult[]; readonly smallestCell: number };
  readonly changes: readonly RankerChangeRow[];
  readonly ranking: RankingReply;
}

const SERVED: Record<RankingReply['serve'], string> = {
  auto: 'The count rule orders the offers until a model has shown that it is better; then the model does.',
  'count-rule': 'The count rule orders the offers, because headquarters wants it so.',
  model: 'The model orders the offers, because headquarters wants it so.',
};

/** What offers bring, what became of them, and what orders them. */
export function OffersPage({ uplift, results, changes, ranking }: OffersReports) {
  return (
    <div class="cards">
      <UpliftCard uplift={uplift} />
      <Card id="ranking" title="What orders them">
        <p>{SERVED[ranking.serve]}</p>
        <p class="quiet">{holdoutWords(ranking)}</p>
        {changes.length === 0 ? (
          <EmptyState title="Nothing changed in this period" text="A new model, a fallback or a way back is told here." />
        ) : (
          <ul class="changes">
            {changes.slice(0, 12).map(({ shop, change, at, to, reason }) => (
              <li key={`${shop} ${at} ${change}`}>
                <Moment at={at} withDay /> {readable(change)}
                {to !== undefined && ` to ${to}`}
                {reason !== undefined && `, ${readable(reason).toLowerCase()}`} <span class="quiet">{shop}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card
        id="uplift-by-offer"
        title="By campaign and offer"
        note="Of those whom it reached, or would have. Of many rows some are large by chance."
      >
        <UpliftTable rows={uplift.rows} />
      </Card>
      <Card id="offer-results" title="What became of the offers" note="Of this shop, in the period above.">
        <ResultsTable results={results.rows} smallestCell={results.smallestCell} />
      </Card>
    </div>
  );
}
