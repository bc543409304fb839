import type { ErrorCode } from '../../contract/errors.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { ScreenEventData } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { ScreenEvent, ShowMessage } from '../../contract/messages.ts';
import type { ScreenResponse } from '../domain/delivery.ts';
import type { StateChange } from '../ports/journal.ts';
import { type Answer, type Answers, answer, ignored } from './answers.ts';

/** An offer on its way to a screen, or on it. */
export interface Delivery extends Answers {
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

/** One that left the screen a moment ago: what was said of it can still be refined or taken back. */
interface Ended extends Delivery {
  readonly endedAt: number;
}

/** What should be done about an event: effects are returned, the pipeline runs them. */
export interface ScreenEffects {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  readonly show?: { readonly screen: string; readonly message: ShowMessage };
  /** The delivery that was seen for the first time. */
  readonly exposed?: Delivery;
  /** What the member made of it. */
  readonly responses?: readonly ScreenResponse[];
  readonly refused?: ErrorCode;
  readonly outcome?: 'shown' | 'withdrawn' | ScreenEventData['outcome'];
}

type Outcome = Exclude<ScreenEventData['outcome'], 'expired' | 'replaced' | 'shown'>;

const NOTHING: ScreenEffects = { facts: [], changes: [] };
const PREFIX = 'delivery/';
export const DELIVERY_PREFIX = PREFIX;
/** No name of a screen ends in this. */
const ENDED = '+ended';
const ANSWERED_WITHIN_MS = 60_000;

export interface Screens {
  /** Registers a delivery: the effects must be on disk before the message is pushed. */
  start(delivery: Delivery): ScreenEffects & { readonly show: { readonly screen: string; readonly message: ShowMessage } };
  event(screen: string, event: Pick<ScreenEvent, 'type' | 'deliveryId' | 'scope'>, t: number): ScreenEffects;
  /** Deliveries whose deadline has passed unanswered, and those that have left the screen: untouched by then, they were ignored. */
  expire(t: number): readonly ScreenEffects[];
  /** Takes back what is for somebody who no longer wants it. Nothing is told of it: there is nobody any more to tell it of. */
  withdraw(isUnwanted: (delivery: Delivery) => boolean, t: number): readonly ScreenEffects[];
  /** Ends what was overtaken: unlike what is withdrawn, what the member says of it still counts for a while. */
  supersede(isOvertaken: (delivery: Delivery) => boolean, t: number): readonly ScreenEffects[];
  /** The screen that has an offer for this visit. */
  screenOf(visitId: string): string | undefined;
  stateOf(screen: string): 'idle' | 'waiting' | 'showing';
  /** What each screen should be showing now: said again after a restart. */
  current(t: number, isUnwanted?: (delivery: Delivery) => boolean): readonly { readonly screen: string; readonly message: ShowMessage }[];
}

/** The state of every screen: at most one delivery each, the newest, and the one that it showed before. */
export function createScreens(saved: readonly { readonly key: string; readonly value: object }[]): Screens {
  const entries = saved.map(({ key, value }) => [key.slice(PREFIX.length), value as Delivery] as const);
  const byScreen = new Map(entries.filter(([name]) => !name.endsWith(ENDED)));
  const ended = new Map(entries.flatMap(([name, value]) => (name.endsWith(ENDED) ? [[value.screen, value as Ended] as const] : [])));

  function keep(delivery: Delivery): StateChange {
    byScreen.set(delivery.screen, delivery);
    return { key: PREFIX + delivery.screen, value: delivery };
  }

  function drop({ screen }: Delivery): StateChange {
    byScreen.delete(screen);
    return { key: PREFIX + screen, value: undefined };
  }

  function keepEnded(delivery: Ended): StateChange {
    ended.set(delivery.screen, delivery);
    return { key: PREFIX + delivery.screen + ENDED, value: delivery };
  }

  function dropEnded({ screen }: Delivery): StateChange {
    ended.delete(screen);
    return { key: PREFIX + screen + ENDED, value: undefined };
  }

  const end = (delivery: Delivery, endedAt: number): readonly StateChange[] => [drop(delivery), keepEnded({ ...delivery, endedAt })];

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

  function answered(delivery: Delivery | Ended, outcome: Outcome, told: Answer | ErrorCode | undefined, t: number): ScreenEffects {
    if (told === undefined) return NOTHING;
    if (typeof told === 'string') return { ...NOTHING, refused: told };
    const next = { ...delivery, ...told.answers };
    const isOver = outcome === 'dismissed' || outcome === 'not-interested';
    const changes = 'endedAt' in next ? [keepEnded(next)] : isOver ? end(next, t) : [keep(next)];
    return { facts: [screenFact(delivery, t, outcome), ...told.facts], changes, responses: told.responses, outcome };
  }

  return {
    start(delivery) {
      const before = byScreen.get(delivery.screen);
      const facts = before && !before.shown ? [screenFact(before, delivery.pushedAt, 'replaced')] : [];
      // It was not shown for all of its time: nobody can tell whether it was ignored.
      const aside = before?.shown ? [keepEnded({ ...before, endedAt: delivery.pushedAt })] : [];
      const show = { screen: delivery.screen, message: messageOf(delivery, delivery.pushedAt) };
      return { facts, changes: [...aside, keep(delivery)], show, ...(facts.length > 0 ? { outcome: 'replaced' as const } : {}) };
    },
    event(screen, event, t) {
      const delivery = byScreen.get(screen);
      if (event.type === 'hello') {
        return delivery && t < delivery.expiresAt ? { ...NOTHING, show: { screen, message: messageOf(delivery, t) } } : NOTHING;
      }
      const isCurrent = delivery !== undefined && delivery.deliveryId === event.deliveryId;
      const before = ended.get(screen);
      const isEnded = before !== undefined && before.deliveryId === event.deliveryId && t < before.endedAt + ANSWERED_WITHIN_MS;
      if (isCurrent && event.type === 'shown') return shown(delivery, t);
      const { type, scope } = event;
      if (type === 'shown' || (type === 'touched' && !isCurrent)) return { ...NOTHING, refused: 'DLV_UNKNOWN_DELIVERY' };
      if (isCurrent) return answered(delivery, type, answer(delivery, { type, scope }, t), t);
      if (isEnded) return answered(before, type, answer(before, { type, scope }, t), t);
      return { ...NOTHING, refused: 'DLV_UNKNOWN_DELIVERY' };
    },
    expire(t) {
      const past = [...ended.values()].filter(({ endedAt }) => t >= endedAt + ANSWERED_WITHIN_MS);
      const forgotten = past.length > 0 ? [{ facts: [], changes: past.map(dropEnded) }] : [];
      const over = [...byScreen.values()].flatMap((delivery): ScreenEffects[] => {
        if (!delivery.shown && t >= delivery.deadlineAt) {
          return [{ facts: [screenFact(delivery, t, 'expired')], changes: [drop(delivery)], outcome: 'expired' }];
        }
        if (t < delivery.expiresAt) return [];
        const { answers = {}, facts = [], responses = [] } = ignored(delivery, t) ?? {};
        return [{ facts, changes: end({ ...delivery, ...answers }, t), responses }];
      });
      return [...forgotten, ...over];
    },
    withdraw(isUnwanted, t) {
      const before = [...ended.values()].filter(isUnwanted);
      const forgotten = before.length > 0 ? [{ facts: [], changes: before.map(dropEnded) }] : [];
      const taken = [...byScreen.values()].filter(isUnwanted).map((delivery): ScreenEffects => {
        const message = messageOf({ ...delivery, expiresAt: t }, t);
        return { facts: [], changes: [drop(delivery)], show: { screen: delivery.screen, message }, outcome: 'withdrawn' };
      });
      return [...forgotten, ...taken];
    },
    supersede: (isOvertaken, t) =>
      [...byScreen.values()].filter(isOvertaken).map((delivery): ScreenEffects => {
        const show = { screen: delivery.screen, message: messageOf({ ...delivery, expiresAt: t }, t) };
        return delivery.shown
          ? { facts: [], changes: end(delivery, t), show, outcome: 'withdrawn' }
          : { facts: [screenFact(delivery, t, 'replaced')], changes: [drop(delivery)], show, outcome: 'replaced' };
      }),
    screenOf: (visitId) => [...byScreen.values()].find((delivery) => delivery.visitId === visitId)?.screen,
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
