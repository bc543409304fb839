import type { Footfall } from '../../contract/http/hq-routes.ts';
import { StatusPill } from '../../devices/ui/status-pill.tsx';
import { Card } from './card.tsx';
import { gradeWords } from './parameter-words.ts';
import { exclusionWords, qualityFigures } from './quality.ts';

/** What a reader should know before believing a figure. */
export function QualityCard({ footfall }: { footfall: Footfall }) {
  const excluded = exclusionWords(footfall);
  return (
    <Card id="quality" title="How sure">
      <dl class="quality">
        {qualityFigures(footfall).map(({ label, value, meaning, good }) => (
          <div key={label} class="quality__figure">
            <dt>
              {label}
              <span class="quality__meaning">{meaning}</span>
            </dt>
            <dd>{good ? value : <StatusPill tone="warn">{value}</StatusPill>}</dd>
          </div>
        ))}
      </dl>
      {footfall.grade && <p class="quality__grade">Zones are decided from {gradeWords(footfall.grade)}.</p>}
      {excluded.length > 0 && (
        <>
          <h3 class="card__subtitle">In no count</h3>
          <ul class="quality__excluded">
            {excluded.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
