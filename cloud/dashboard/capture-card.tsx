import type { Footfall } from '../../contract/http/hq-routes.ts';
import { EmptyState } from '../../devices/ui/empty-state.tsx';
import { Card } from './card.tsx';
import { reckonedWords, shareWords } from './words.ts';

/** Of those who could have come in, how many did. */
export function CaptureCard({ footfall: { capture, parameters } }: { footfall: Footfall }) {
  const missing = parameters
    ? 'It needs a scanner outside the door: give one of them "side": "outside" in the site file.'
    : 'The shop tells it with its first 15 minutes, where a scanner outside hears who passes by.';
  return (
    <Card id="capture" title="Capture rate">
      {capture?.share === undefined ? (
        <EmptyState
          title={capture ? 'Nobody came by' : 'Not known'}
          text={capture ? 'Neither entries nor passers-by in this period.' : missing}
        />
      ) : (
        <>
          <p class="capture__share">{shareWords(capture.share)}</p>
          <meter class="bar capture__bar" min={0} max={1} value={capture.share} aria-label="Capture rate" />
          <dl class="pairs">
            <div>
              <dt>Came in</dt>
              <dd>{reckonedWords(capture.entries)}</dd>
            </div>
            <div>
              <dt>Passed by</dt>
              <dd>{reckonedWords(capture.passersBy)}</dd>
            </div>
          </dl>
          <p class="definition">{capture.formula}</p>
        </>
      )}
    </Card>
  );
}
