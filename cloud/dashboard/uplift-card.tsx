import type { Uplift, UpliftMetric, UpliftRow } from '../../contract/http/offer-routes.ts';
import { Card } from './card.tsx';
import { amountWords, bestOf, metricLabel, metricUnit, placed, reachOf, readingOf, signedWords, upliftDefinition } from './uplift-words.ts';

/** Whether it is worth it, said as plainly as the figures allow. */
export function UpliftCard({ uplift }: { uplift: Uplift }) {
  const all = uplift.rows.find(({ about, population }) => about === 'all' && population === 'assigned');
  const reached = uplift.rows.find(({ about, population }) => about === 'all' && population === 'reached');
  const { title, text } = readingOf(all, uplift);
  return (
    <Card id="uplift" title="Does showing offers pay?" note="All shops together.">
      <p class="uplift__title">{title}</p>
      <p class="uplift__text">{text}</p>
      {all && <Comparison row={all} name="All members who were drawn" />}
      {reached && <Comparison row={reached} name="Only those whom an offer reached, or would have" />}
      {uplift.holdoutShare > 0 && <p class="definition">{upliftDefinition(uplift)}</p>}
    </Card>
  );
}

function Comparison({ row, name }: { row: UpliftRow; name: string }) {
  if (row.suppressed || row.ratio.isBroken) return null;
  return (
    <section class="uplift__part">
      <h3 class="card__subtitle">
        {name} <span class="quiet">{`${row.members.treated} with offers, ${row.members.holdout} without`}</span>
      </h3>
      <dl class="uplift__metrics">
        {row.metrics.map((metric) => (
          <Metric key={metric.metric} told={metric} />
        ))}
      </dl>
    </section>
  );
}

function Metric({ told }: { told: UpliftMetric }) {
  const { metric, treated, holdout } = told;
  const best = bestOf(told);
  const at = placed(best, reachOf(told));
  const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
  return (
    <div class="uplift__metric" data-reading={told.reading}>
      <dt>
        {metricLabel(metric)} <span class="quiet">{metricUnit(metric)}</span>
      </dt>
      <dd class="uplift__difference">{signedWords(metric, best.difference)}</dd>
      <dd class="uplift__scale" aria-hidden="true">
        <span class="uplift__interval" style={{ left: percent(at.low), width: percent(at.high - at.low) }} />
        <span class="uplift__point" style={{ left: percent(at.difference) }} />
      </dd>
      <dd class="uplift__how">
        {`${signedWords(metric, best.low)} to ${signedWords(metric, best.high)}; ${amountWords(metric, treated)} with, ${amountWords(metric, holdout)} without. `}
        {`Smallest that could be found: ${amountWords(metric, best.smallestDetectable)}.`}
      </dd>
    </div>
  );
}
