import type { ErrorCode } from '../../contract/errors.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { ScreenEventData } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { ScreenEvent, ShowMessage } from '../../contract/messages.ts';
import type { StateChange } from '../ports/journal.ts';

/** An offer on its way to a screen, or on it. */
export interface Delivery {
  readonly deliveryId: string;
  readonly decisionId: string;
  readonly visitId: string;
  readonly subject: string;
  readonly screen: string;
  readonly zone: { readonly id: string; readonly name: string };
  readonly offer: ShowMessage['offer'];
  readonly pushedAt: number;
  readonly deadlineAt: number;
  readonly expiresAt: number;
  readonly shown: boolean;
}

/** What should be done about an event: effects are returned, the pipeline runs them. */
export interface ScreenEffects {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  readonly show?: { readonly screen: string; readonly message: ShowMessage };
  /** The delivery that was seen for the first time. */
  readonly exposed?: Delivery;
  readonly refused?: ErrorCode;
  readonly outcome?: 'shown' | 'withdrawn' | ScreenEventData['outcome'];
}

const NOTHING: ScreenEffects = { facts: [], changes: [] };
const PREFIX = 'delivery/';
export const DELIVERY_PREFIX = PREFIX;

export interface Screens {
  /** Registers a delivery: the effects must be on disk before the message is pushed. */
  start(delivery: Delivery): ScreenEffects & { readonly show: { readonly screen: string; readonly message: ShowMessage } };
  event(screen: string, event: Pick<ScreenEvent, 'type' | 'deliveryId'>, t: number): ScreenEffects;
  /** Deliveries whose deadline has passed unanswered, and those that have left the screen. */
  expire(t: number): readonly ScreenEffects[];
  /** Takes back what is for somebody who no longer wants it. Nothing is told of it: there is nobody any more to tell it of. */
  withdraw(isUnwanted: (delivery: Delivery) => boolean, t: number): readonly ScreenEffects[];
  stateOf(screen: string): 'idle' | 'waiting' | 'showing';
  /** What each screen should be showing now: said again after a restart. */
  current(t: number, isUnwanted?: (delivery: Delivery) => boolean): readonly { readonly screen: string; readonly message: ShowMessage }[];
}

/** The state of every screen: at most one delivery each, the newest. */
export function createScreens(saved: readonly { readonly key: string; readonly value: object }[]): Screens {
  const byScreen = new Map(saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Delivery]));

  function keep(delivery: Delivery): StateChange {
    byScreen.set(delivery.screen, delivery);
    return { key: PREFIX + delivery.screen, value: delivery };
  }

  function drop(delivery: Delivery): StateChange {
    byScreen.delete(delivery.screen);
    return { key: PREFIX + delivery.screen, value: undefined };
  }

  function screenFact(delivery: Delivery, t: number, outcome: ScreenEventData['outcome']): FactDraft {
    const { screen, deliveryId, offer } = delivery;
    return { kind: 'screen-event', t, data: { screen, outcome, at: instantText(t), deliveryId, offer: offer.id } };
  }

  function shown(delivery: Delivery, t: number): ScreenEffects {
    if (delivery.shown) return NOTHING;
    const { deliveryId, decisionId, visitId, subject, offer, zone, screen } = delivery;
    const times = { pushedAt: instantText(delivery.pushedAt), shownAt: instantText(t) };
    const exposed = { ...delivery, shown: true };
    return {
      facts: [
        { kind: 'exposure', t, data: { deliveryId, decisionId, visitId, subject, offer: offer.id, zone: zone.id, screen, ...times } },
      ],
      changes: [keep(exposed)],
      exposed,
      outcome: 'shown',
    };
  }

  return {
    start(delivery) {
      const before = byScreen.get(delivery.screen);
      const facts = before && !before.shown ? [screenFact(before, delivery.pushedAt, 'replaced')] : [];
      const show = { screen: delivery.screen, message: messageOf(delivery, delivery.pushedAt) };
      return { facts, changes: [keep(delivery)], show, ...(facts.length > 0 ? { outcome: 'replaced' as const } : {}) };
    },
    event(screen, event, t) {
      const delivery = byScreen.get(screen);
      if (event.type === 'hello') {
        return delivery && t < delivery.expiresAt ? { ...NOTHING, show: { screen, message: messageOf(delivery, t) } } : NOTHING;
      }
      if (!delivery || delivery.deliveryId !== event.deliveryId) return { ...NOTHING, refused: 'DLV_UNKNOWN_DELIVERY' };
      if (event.type === 'shown') return shown(delivery, t);
      const changes = event.type === 'dismissed' ? [drop(delivery)] : [];
      return { facts: [screenFact(delivery, t, event.type)], changes, outcome: event.type };
    },
    expire(t) {
      return [...byScreen.values()].flatMap((delivery): ScreenEffects[] => {
        if (!delivery.shown && t >= delivery.deadlineAt) {
          return [{ facts: [screenFact(delivery, t, 'expired')], changes: [drop(delivery)], outcome: 'expired' }];
        }
        return t >= delivery.expiresAt ? [{ facts: [], changes: [drop(delivery)] }] : [];
      });
    },
    withdraw(isUnwanted, t) {
      return [...byScreen.values()].filter(isUnwanted).map((delivery): ScreenEffects => {
        const message = messageOf({ ...delivery, expiresAt: t }, t);
        return { facts: [], changes: [drop(delivery)], show: { screen: delivery.screen, message }, outcome: 'withdrawn' };
      });
    },
    stateOf(screen) {
      const delivery = byScreen.get(screen);
      if (!delivery) return 'idle';
      return delivery.shown ? 'showing' : 'waiting';
    },
    current: (t, isUnwanted = () => false) =>
      [...byScreen.values()]
        .filter((delivery) => t < delivery.expiresAt && !isUnwanted(delivery))
        .map((delivery) => ({ screen: delivery.screen, message: messageOf(delivery, t) })),
  };
}

/** `showAt` is the moment of sending: a page counts what is left from the difference of two of our times, not by a clock of its own. */
function messageOf({ deliveryId, offer, zone, deadlineAt, expiresAt }: Delivery, t: number): ShowMessage {
  return {
    deliveryId,
    offer,
    zone,
    showAt: instantText(t),
    deadlineAt: instantText(deadlineAt),
    expiresAt: instantText(expiresAt),
  };
}
