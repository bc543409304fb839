import { at, type Derivation, KEY, WHO } from './derivation.ts';

const responses: Derivation = {
  table: 'responses',
  columns: {
    ...KEY,
    response_id: 'text',
    ...WHO,
    response: 'text',
    at: 'timestamptz',
    delivery_id: 'text',
    decision_id: 'text',
    offer: 'text',
    scope: 'text',
    of_what: 'text',
  },
  key: ['shop', 'response_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.response') return [];
    const { responseId, subject, response, at: when, deliveryId, decisionId, visitId, offer, scope, of } = fact.data;
    const who = { shop: fact.shop, response_id: responseId, visit_id: visitId ?? null, subject };
    const what = { delivery_id: deliveryId ?? null, decision_id: decisionId ?? null, offer: offer ?? null };
    return [{ ...who, ...what, response, at: at(when), scope: scope ?? null, of_what: of ?? null }];
  },
};

const rankerChanges: Derivation = {
  table: 'ranker_changes',
  columns: {
    ...KEY,
    epoch: 'text',
    sequence: 'bigint',
    change: 'text',
    at: 'timestamptz',
    actor: 'text',
    from_what: 'text',
    to_what: 'text',
    reason: 'text',
    evidence: 'jsonb',
  },
  key: ['shop', 'epoch', 'sequence'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.ranker') return [];
    const { change, at: when, by, from, to, reason, evidence } = fact.data;
    const number = { shop: fact.shop, epoch: fact.epoch, sequence: fact.sequence };
    const what = { from_what: from ?? null, to_what: to ?? null, reason: reason ?? null, evidence: evidence ?? null };
    return [{ ...number, change, at: at(when), actor: by, ...what }];
  },
};

export const OFFER_DERIVATIONS: readonly Derivation[] = [responses, rankerChanges];
