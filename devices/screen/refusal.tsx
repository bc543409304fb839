import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { NotInterestedScope } from '../../contract/facts/offer-facts.ts';
import type { ScreenEvent, ShowMessage } from '../../contract/messages.ts';
import { randomId } from '../ui/random-id.ts';
import type { PlaybackStep } from './playback.ts';
import { wordsOf } from './text-size.ts';

interface RefusalProps {
  refused: Pick<ShowMessage, 'deliveryId' | 'offer'>;
  send(event: ScreenEvent): void;
  dispatch(step: PlaybackStep): void;
}

type Stage = 'asking' | 'undone' | NotInterestedScope;

/** The edge takes back what was said for a minute: all of it has to fit in there. */
const STAYS_MS: Readonly<Record<Stage, number>> = { asking: 12_000, offer: 8000, category: 8000, brand: 8000, all: 8000, undone: 2500 };

/** After "not for me": what else should go, one tap each, and a way back. Whoever walks away has said only that. */
export function Refusal({ refused, send, dispatch }: RefusalProps) {
  const { deliveryId, offer } = refused;
  const [stage, setStage] = useState<Stage>('asking');
  const first = useRef<HTMLButtonElement>(null);
  const close = (): void => dispatch({ type: 'refused', deliveryId });

  useLayoutEffect(() => first.current?.focus({ preventScroll: true }), [stage]);
  useLayoutEffect(() => {
    const timer = setTimeout(close, STAYS_MS[stage]);
    return () => clearTimeout(timer);
  }, [stage]);

  const choose = (scope: NotInterestedScope): void => {
    send({ eventId: randomId(), type: 'not-interested', deliveryId, scope });
    setStage(scope);
  };
  const undo = (): void => {
    send({ eventId: randomId(), type: 'undone', deliveryId });
    setStage('undone');
  };

  const { category, brand } = offer;
  const choices: readonly (readonly [NotInterestedScope, string])[] = [
    ['offer', 'Only this offer'],
    ...(category === undefined ? [] : [['category', `Nothing of ${wordsOf(category)}`] as const]),
    ...(brand === undefined ? [] : [['brand', `Nothing by ${wordsOf(brand)}`] as const]),
    ['all', 'No offers at all'],
  ];

  return (
    <section
      class="refusal"
      role="dialog"
      aria-labelledby="refusal-title"
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <h2 id="refusal-title" class="refusal__title" dir="auto" aria-live="polite">
        {titleOf(stage, offer)}
      </h2>
      {stage === 'asking' && (
        <ul class="refusal__choices">
          {choices.map(([scope, words], index) => (
            <li key={scope}>
              <button {...(index === 0 && { ref: first })} type="button" class="refusal__choice" dir="auto" onClick={() => choose(scope)}>
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="refusal__foot">
        {stage !== 'undone' && (
          <button {...(stage !== 'asking' && { ref: first })} type="button" class="refusal__undo" onClick={undo}>
            Undo
          </button>
        )}
        <button type="button" class="refusal__close" onClick={close}>
          Close
        </button>
      </div>
      <div key={stage} class="refusal__time" style={{ animationDuration: `${STAYS_MS[stage]}ms` }} aria-hidden="true" />
    </section>
  );
}

function titleOf(stage: Stage, { category = '', brand = '' }: ShowMessage['offer']): string {
  switch (stage) {
    case 'asking':
      return 'It is gone. What should we spare you?';
    case 'offer':
      return 'You will not see it again soon.';
    case 'category':
      return `No more ${wordsOf(category)} for now.`;
    case 'brand':
      return `Nothing more by ${wordsOf(brand)} for now.`;
    case 'all':
      return 'No more offers for you for now.';
    case 'undone':
      return 'All as it was before.';
  }
}
