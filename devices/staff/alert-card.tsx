import { useEffect, useState } from 'preact/hooks';
import type { StaffAlert, StaffEvent } from '../../contract/messages.ts';
import { randomId } from '../ui/random-id.ts';
import { type AlertStep, standsForMs } from './open-alerts.ts';

interface AlertCardProps {
  alert: StaffAlert;
  /** What alerts call this device, where the shop has told. */
  ownName: string | undefined;
  send(event: StaffEvent): void;
  dispatch(step: AlertStep): void;
}

const ASK_AGAIN_AFTER_MS = 3000;

export function AlertCard({ alert, ownName, send, dispatch }: AlertCardProps) {
  const { alertId, state, title, customer, orderNumber, zone, raisedAt, acknowledgedBy } = alert;
  const [takenBy, setTakenBy] = useState<string>();
  const waiting = state === 'ringing';
  const standsMs = standsForMs(alert);

  useEffect(() => {
    const timer = setTimeout(() => dispatch({ type: 'over', alertId }), standsMs);
    return () => clearTimeout(timer);
  }, [alertId, standsMs, dispatch]);

  // Under one event id until the shop has answered: however often it arrives, it is one tap.
  useEffect(() => {
    if (!takenBy || !waiting) return undefined;
    const tell = (): void => send({ eventId: takenBy, type: 'acknowledged', alertId });
    tell();
    const timer = setInterval(tell, ASK_AGAIN_AFTER_MS);
    return () => clearInterval(timer);
  }, [takenBy, waiting, alertId]);

  return (
    <li class="alert" data-state={state}>
      <p class="alert__eyebrow">
        <span>{waiting ? 'Pickup waiting' : 'Being served'}</span>
        <time dateTime={raisedAt}>{new Date(raisedAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}</time>
      </p>
      <h2 class="alert__title" dir="auto">
        {title}
      </h2>
      <dl class="alert__facts">
        <div>
          <dt>Order</dt>
          <dd class="alert__order">{orderNumber}</dd>
        </div>
        {customer && (
          <div>
            <dt>Customer</dt>
            <dd dir="auto">{customer}</dd>
          </div>
        )}
        {zone && (
          <div>
            <dt>Now at</dt>
            <dd dir="auto">{zone}</dd>
          </div>
        )}
      </dl>
      {waiting ? (
        <button type="button" class="alert__take" disabled={takenBy !== undefined} onClick={() => setTakenBy(randomId())}>
          {takenBy ? 'Telling the others…' : "I'm on it"}
        </button>
      ) : (
        <p class="alert__taken" dir="auto">
          {takenWords(acknowledgedBy, ownName)}
        </p>
      )}
    </li>
  );
}

function takenWords(acknowledgedBy: string | undefined, ownName: string | undefined): string {
  if (!acknowledgedBy) return 'A colleague is on it';
  return acknowledgedBy === ownName ? "You're on it" : `${acknowledgedBy} is on it`;
}
