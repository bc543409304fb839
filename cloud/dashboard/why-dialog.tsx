import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DecisionRow } from '../../contract/http/hq-routes.ts';
import { Moment } from './moment.tsx';
import { decisionWords, REFUSAL_WORDS, readable, shareWords } from './words.ts';

type Candidate = DecisionRow['candidates'][number];

/** One decision explained: every candidate with its score or what ruled it out, and how likely the same choice would be again. */
export function WhyDialog({ decision, onClose }: { decision: DecisionRow; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { chosen, zone, decidedAt, model, propensity, candidates } = decision;
  const ranked = [...candidates].sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const best = Math.max(...ranked.map(({ score }) => score ?? 0), 1e-9);

  return (
    <dialog ref={dialog} class="why" aria-labelledby="why-title" onClose={onClose}>
      <div class="why__head">
        <div>
          <p class="why__where">
            {readable(zone)}, <Moment at={decidedAt} withDay />
          </p>
          <h2 id="why-title" class="why__title">
            {chosen ? `Why “${chosen}”?` : 'Why nothing?'}
          </h2>
        </div>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p class="why__sentence">{decisionWords(decision)}</p>
      <table class="table why__table">
        <thead>
          <tr>
            <th scope="col">Offer</th>
            <th scope="col">Expected to redeem</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {ranked.map((candidate) => (
            <tr key={candidate.offer} data-chosen={candidate.offer === chosen}>
              <th scope="row">{candidate.offer}</th>
              <td class="why__score">{candidate.score !== undefined && <Score score={candidate.score} best={best} />}</td>
              <td>{outcomeWords(candidate, chosen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="why__facts">
        <div>
          <dt>Chance of the same outcome</dt>
          <dd>{shareWords(propensity)}</dd>
          <dd class="quiet">its exact propensity, which lets the offers be compared fairly afterwards</dd>
        </div>
        <div>
          <dt>Model</dt>
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

function outcomeWords({ offer, refused }: Candidate, chosen: string | undefined): string {
  if (offer === chosen) return 'shown';
  return refused.length > 0 ? refused.map((refusal) => REFUSAL_WORDS[refusal]).join(', ') : 'allowed, not chosen';
}
