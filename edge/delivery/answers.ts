import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../contract/errors.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import type { NotInterestedScope, ResponseKind } from '../../contract/facts/offer-facts.ts';
import { instantText } from '../../contract/instant.ts';
import type { ShowMessage } from '../../contract/messages.ts';
import type { ScreenResponse } from '../domain/delivery.ts';

/** What was made of a delivery so far. */
export interface Answers {
  readonly touched?: boolean;
  /** Dismissed, or not interested in what, and not taken back. */
  readonly said?: readonly Objected[];
  /** How many there were, those taken back too. */
  readonly answers?: number;
}

interface Objected {
  readonly response: 'dismissed' | 'not-interested';
  readonly scope: NotInterestedScope;
  readonly of: string;
}

export interface Answerable extends Answers {
  readonly deliveryId: string;
  readonly decisionId: string;
  readonly visitId: string;
  readonly subject: string;
  readonly offer: ShowMessage['offer'];
}

export interface Answer {
  readonly answers: Answers;
  readonly responses: readonly ScreenResponse[];
  readonly facts: readonly FactDraft[];
}

/** A child with a kiosk to itself must not fill the journal. */
const MOST_ANSWERS = 40;
const ID_HEX = 32;

/** What an event on a screen says of its delivery; undefined where it says nothing new. */
export function answer(
  delivery: Answerable,
  { type, scope }: { readonly type: 'touched' | Objected['response'] | 'undone'; readonly scope?: NotInterestedScope | undefined },
  t: number,
): Answer | ErrorCode | undefined {
  const { said = [], offer, touched = false } = delivery;
  if ((delivery.answers ?? 0) >= MOST_ANSWERS) return undefined;
  if (type === 'touched') return touched ? undefined : told(delivery, { touched: true }, [{ response: 'touched' }], t);
  if (type === 'undone') {
    const undone = said.filter((one) => scope === undefined || one.scope === scope);
    if (undone.length === 0) return undefined;
    const left = said.filter((one) => !undone.includes(one));
    return told(
      delivery,
      { said: left },
      undone.map((one) => ({ ...one, response: 'undone' })),
      t,
    );
  }
  const about = aboutOf(offer, type === 'dismissed' ? 'offer' : scope);
  if (!about) return 'DLV_MALFORMED';
  if (said.some((one) => one.response === type && one.scope === about.scope)) return undefined;
  const objected = { ...about, response: type };
  return told(delivery, { said: [...said, objected] }, [objected], t);
}

/** Shown for all of its time, and neither touched nor refused. */
export function ignored(delivery: Answerable, t: number): Answer | undefined {
  const isAnswered = delivery.touched === true || (delivery.said ?? []).length > 0;
  return isAnswered ? undefined : told(delivery, {}, [{ response: 'ignored' }], t);
}

function aboutOf({ id, category, brand }: ShowMessage['offer'], scope: NotInterestedScope = 'offer') {
  const of = { offer: id, category, brand, all: '' }[scope];
  return of === undefined ? undefined : { scope, of };
}

function told(
  delivery: Answerable,
  change: Answers,
  responses: readonly { readonly response: ResponseKind; readonly scope?: NotInterestedScope; readonly of?: string }[],
  t: number,
): Answer {
  const { deliveryId, decisionId, visitId, subject, offer, touched = false, said = [], answers = 0 } = delivery;
  const who = { deliveryId, decisionId, visitId, subject };
  return {
    answers: { touched, said, ...change, answers: answers + responses.length },
    responses: responses.map(({ response, scope, of = '' }) => ({
      ...who,
      response,
      t,
      offer: { id: offer.id, category: offer.category, brand: offer.brand },
      ...(scope && { about: { scope, of } }),
    })),
    facts: responses.map(({ response, scope, of }, index) => ({
      kind: 'response',
      t,
      data: {
        responseId: idOf(deliveryId, answers + index),
        ...who,
        response,
        at: instantText(t),
        offer: offer.id,
        ...(scope && response !== 'dismissed' && { scope, ...(of !== '' && { of }) }),
      },
    })),
  };
}

/** The same after a restart that lost what was not yet written: told twice, it counts once. */
function idOf(deliveryId: string, number: number): string {
  return createHash('sha256').update(`response/${deliveryId}/${number}`).digest('hex').slice(0, ID_HEX);
}
