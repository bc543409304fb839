import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { refusalWords } from '../../contract/offers/refusal-words.ts';
import { Moment } from './moment.tsx';
import { counted, decisionWords, readable, shareWords } from './words.ts';

/** Of a thousand offers the first ones tell why, and nobody reads the rest. */
const MOST_CANDIDATES = 12;

/** One decision explained: the best candidates, which rules ruled out the others, and how likely the same choice would be again. */
export function WhyDialog({ decision, onClose }: { decision: DecisionRow; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { arm, audience, chosen, zone, decidedAt, model, propensity, candidates, refused } = decision;
  const ranked = [...candidates].sort((a, b) => Number(b.offer === chosen) - Number(a.offer === chosen) || b.value - a.value);
  const best = Math.max(...ranked.map(({ score }) => score), 1e-9);
  const outcome = arm === 'holdout' ? 'chosen, not shown' : 'shown';

  return (
    <dialog ref={dialog} class="drawer" aria-labelledby="why-title" onClose={onClose}>
      <div class="drawer__head">
        <div>
          <p class="why__where">
            {readable(zone)}, <Moment at={decidedAt} withDay />
          </p>
          <h2 id="why-title" class="drawer__title">
            {chosen ? `Why “${chosen}”?` : 'Why nothing?'}
          </h2>
        </div>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p class="why__sentence">{decisionWords(decision)}</p>
      {ranked.length > 0 && (
        <table class="table why__table">
          <thead>
            <tr>
              <th scope="col">Allowed</th>
              <th scope="col">Expected to redeem</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {ranked.slice(0, MOST_CANDIDATES).map(({ offer, score }) => (
              <tr key={offer} data-chosen={offer === chosen}>
                <th scope="row">{offer}</th>
                <td class="why__score">
                  <Score score={score} best={best} />
                </td>
                <td>{offer === chosen ? outcome : 'not chosen'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {ranked.length > MOST_CANDIDATES && <p class="quiet">and {counted(ranked.length - MOST_CANDIDATES, 'more allowed offer')}</p>}
      {refused.length > 0 && (
        <table class="table why__table">
          <thead>
            <tr>
              <th scope="col">Ruled out</th>
              <th scope="col">Because it is</th>
            </tr>
          </thead>
          <tbody>
            {refused.map((group) => (
              <tr key={`${group.reason} ${group.rule}`}>
                <th scope="row">{offersWords(group.offers)}</th>
                <td>{refusalWords(group)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl class="why__facts">
        <div>
          <dt>Chance of the same outcome</dt>
          <dd>{shareWords(propensity)}</dd>
          <dd class="quiet">its exact propensity, which lets the offers be compared fairly afterwards</dd>
        </div>
        {audience > 1 && (
          <div>
            <dt>Chosen for</dt>
            <dd>{counted(audience, 'person').replace('persons', 'people')}</dd>
            <dd class="quiet">who can all see the screen</dd>
          </div>
        )}
        <div>
          <dt>Ordered by</dt>
          <dd class="why__model">{model}</dd>
        </div>
      </dl>
    </dialog>
  );
}

function Score({ score, best }: { score: number; best: number }) {
  return (
    <>
      <meter class="bar" min={0} max={best} value={score} aria-label="Expected to redeem" />
      <span>{shareWords(score)}</span>
    </>
  );
}

const MOST_NAMED = 8;

function offersWords(offers: readonly string[]): string {
  const named = offers.slice(0, MOST_NAMED).join(', ');
  return offers.length > MOST_NAMED ? `${named} and ${offers.length - MOST_NAMED} more` : named;
}
