import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ScreenEvent } from '../../contract/messages.ts';
import { randomId } from '../ui/random-id.ts';
import { Arches } from './arches.tsx';
import { fitInside } from './fit-inside.ts';
import type { PlaybackStep, Showing } from './playback.ts';
import { badgeSize, titleSize, unbroken } from './text-size.ts';
import { whenSeen } from './when-seen.ts';

interface OfferProps {
  showing: Showing;
  send(event: ScreenEvent): void;
  dispatch(step: PlaybackStep): void;
}

const LEAVE_MS = 450;

/** One delivery, from its entrance to its exit; the page makes a new one for each delivery. */
export function Offer({ showing, send, dispatch }: OfferProps) {
  const { message, durationMs, asked, leaving } = showing;
  const { deliveryId, offer, zone } = message;
  const layer = useRef<HTMLElement>(null);
  const countdown = useRef<HTMLDivElement>(null);
  const [shownEventId] = useState(randomId);
  const [touched, setTouched] = useState(false);

  useLayoutEffect(() => (layer.current ? fitInside(layer.current) : undefined), []);

  // The same event id each time: told twice, it still counts once. `asked` runs it again.
  useLayoutEffect(() => {
    if (!layer.current) return undefined;
    return whenSeen(layer.current, () => send({ eventId: shownEventId, type: 'shown', deliveryId }));
  }, [asked]);

  useLayoutEffect(() => {
    countdown.current?.animate([{ transform: 'scaleX(1)' }, { transform: 'scaleX(0)' }], { duration: durationMs, fill: 'forwards' });
    const timer = setTimeout(() => dispatch({ type: 'leave', deliveryId }), durationMs);
    return () => clearTimeout(timer);
  }, []);

  useLayoutEffect(() => {
    if (!leaving) return undefined;
    const timer = setTimeout(() => dispatch({ type: 'gone', deliveryId }), LEAVE_MS);
    return () => clearTimeout(timer);
  }, [leaving, deliveryId, dispatch]);

  const touch = (): void => {
    if (touched || leaving) return;
    setTouched(true);
    send({ eventId: randomId(), type: 'touched', deliveryId });
  };
  const dismiss = (): void => {
    if (leaving) return;
    send({ eventId: randomId(), type: 'dismissed', deliveryId });
    dispatch({ type: 'refuse', deliveryId });
  };

  return (
    <article ref={layer} class="offer" data-leaving={leaving} data-badge={Boolean(offer.badge)} aria-labelledby="offer-title">
      {!offer.badge && <Arches />}
      <div class="offer__words">
        <p class="offer__zone" dir="auto">
          {zone.name}
        </p>
        <h2 id="offer-title" class="offer__title" dir="auto" data-size={titleSize(offer.title)}>
          {offer.title}
        </h2>
        {offer.text && (
          <p class="offer__text" dir="auto" data-long={offer.text.length > 160}>
            {offer.text}
          </p>
        )}
      </div>
      {offer.badge && (
        <p class="offer__badge" dir="auto" data-size={badgeSize(offer.badge)}>
          <span>{unbroken(offer.badge)}</span>
        </p>
      )}
      <button type="button" class="offer__touch" onClick={touch}>
        <span class="visually-hidden">I am interested</span>
      </button>
      <div class="offer__foot">
        <p class="offer__answer" role="status">
          {touched ? 'Lovely. Ask us, we are right here.' : ''}
        </p>
        <button type="button" class="offer__dismiss" onClick={dismiss}>
          Not for me
        </button>
      </div>
      <div class="offer__countdown" aria-hidden="true">
        <div ref={countdown} class="offer__remaining" />
      </div>
    </article>
  );
}
