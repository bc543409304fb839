import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { checker } from '../../../contract/check.ts';
import { type KeysReply, KeysRequest } from '../../../contract/messages.ts';
import { type LeaseReply, LeaseRequest } from '../../../contract/offers/budget.ts';
import { isName } from '../../../contract/scalars.ts';
import { subjects } from '../../../contract/subjects.ts';
import type { Confirmations } from '../../ports/fact-source.ts';
import type { KeysHandler } from '../../ports/keys-desk.ts';
import type { LeaseHandler } from '../../ports/lease-handler.ts';
import { jsonOf } from './json-of.ts';

export function createConfirmations({ connection }: { readonly connection: NatsConnection }): Confirmations {
  return {
    publish: (shop, confirmed) => {
      if (!connection.isClosed()) connection.publish(subjects.confirmed(shop), JSON.stringify(confirmed));
    },
  };
}

export interface KeysResponderOptions {
  readonly connection: NatsConnection;
  readonly handler: KeysHandler;
  onError(error: unknown): void;
}

const checkRequest = checker(KeysRequest);
const NONE: KeysReply = { keys: [] };

/** Answers shops that ask for member keys; replicas of headquarters share the requests. Returns how to stop. */
export function answerKeys({ connection, handler, onError }: KeysResponderOptions): () => void {
  const answer = async (message: Msg): Promise<void> => {
    const shop = message.subject.split('.')[1] ?? '';
    const request = checkRequest(jsonOf(message));
    // No answer at all would look like an outage, and the shop would ask again for ever.
    const reply = isName(shop) && request.ok ? await handler(shop, request.value) : NONE;
    message.respond(JSON.stringify(reply));
  };
  const subscription = connection.subscribe(subjects.keys('*'), {
    queue: 'hq-keys',
    callback: (error, message) => {
      if (error) onError(error);
      else answer(message).catch(onError);
    },
  });
  return () => subscription.unsubscribe();
}

export interface LeaseResponderOptions {
  readonly connection: NatsConnection;
  readonly handler: LeaseHandler;
  onError(error: unknown): void;
}

const checkLease = checker(LeaseRequest);

/** Answers shops that ask for a part of a budget. What is no such request is not answered: the shop spends what it has, and no more. */
export function answerLeases({ connection, handler, onError }: LeaseResponderOptions): () => void {
  const answer = async (message: Msg): Promise<void> => {
    const shop = message.subject.split('.')[1] ?? '';
    const request = checkLease(jsonOf(message));
    if (!isName(shop) || !request.ok) return;
    const reply: LeaseReply = await handler(shop, request.value);
    message.respond(JSON.stringify(reply));
  };
  const subscription = connection.subscribe(subjects.lease('*'), {
    queue: 'hq-leases',
    callback: (error, message) => {
      if (error) onError(error);
      else answer(message).catch(onError);
    },
  });
  return () => subscription.unsubscribe();
}
