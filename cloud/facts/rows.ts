import { at, type Derivation, earlier, either, KEY, WHO } from './derivation.ts';
import { OFFER_DERIVATIONS } from './offer-rows.ts';
import { PRESENCE_DERIVATIONS } from './presence-rows.ts';

const decisions: Derivation = {
  table: 'decisions',
  columns: {
    ...KEY,
    decision_id: 'text',
    ...WHO,
    zone: 'text',
    screen: 'text',
    decided_at: 'timestamptz',
    trigger: 'text',
    ranker: 'text',
    fallback: 'text',
    model: 'text',
    head: 'text',
    shadow: 'text',
    book: 'text',
    arm: 'text',
    audience: 'integer',
    explore_share: 'double precision',
    seed: 'text',
    candidates: 'jsonb',
    refused: 'jsonb',
    chosen: 'text',
    explored: 'boolean',
    propensity: 'double precision',
    contributions: 'jsonb',
    sealed: 'text',
  },
  key: ['shop', 'decision_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.decision') return [];
    const { decisionId, visitId, subject, zone, screen, decidedAt, exploreShare, fallback, head, shadow, chosen, sealed, ...rest } =
      fact.data;
    const { trigger, ranker, model, book, arm, audience, seed, candidates, refused, explored, propensity, contributions } = rest;
    return [
      {
        shop: fact.shop,
        decision_id: decisionId,
        visit_id: visitId,
        subject,
        zone,
        screen: screen ?? null,
        decided_at: at(decidedAt),
        trigger,
        ranker,
        fallback: fallback ?? null,
        model,
        head: head ?? null,
        shadow: shadow ?? null,
        book,
        arm,
        audience,
        explore_share: exploreShare,
        seed,
        candidates,
        refused,
        chosen: chosen ?? null,
        explored,
        propensity,
        contributions,
        sealed: sealed ?? null,
      },
    ];
  },
};

const exposures: Derivation = {
  table: 'exposures',
  columns: {
    ...KEY,
    delivery_id: 'text',
    decision_id: 'text',
    ...WHO,
    offer: 'text',
    zone: 'text',
    screen: 'text',
    pushed_at: 'timestamptz',
    shown_at: 'timestamptz',
  },
  key: ['shop', 'delivery_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.exposure') return [];
    const { deliveryId, decisionId, visitId, subject, offer, zone, screen, pushedAt, shownAt } = fact.data;
    const who = { shop: fact.shop, delivery_id: deliveryId, decision_id: decisionId, visit_id: visitId, subject };
    return [{ ...who, offer, zone, screen, pushed_at: at(pushedAt), shown_at: at(shownAt) }];
  },
};

const redemptions: Derivation = {
  table: 'redemptions',
  columns: {
    ...KEY,
    redemption_id: 'text',
    decision_id: 'text',
    ...WHO,
    offer: 'text',
    receipt_id: 'text',
    proof: 'text',
    at: 'timestamptz',
    amount: 'double precision',
  },
  key: ['shop', 'redemption_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.redemption') return [];
    const { redemptionId, decisionId, visitId, subject, offer, receiptId, proof, at: when, amount } = fact.data;
    const who = { shop: fact.shop, redemption_id: redemptionId, decision_id: decisionId, visit_id: visitId ?? null, subject };
    return [{ ...who, offer, receipt_id: receiptId, proof, at: at(when), amount: amount ?? null }];
  },
};

const pickups: Derivation = {
  table: 'pickups',
  columns: {
    ...KEY,
    alert_id: 'text',
    order_id: 'text',
    ...WHO,
    alerted_at: 'timestamptz',
    acknowledged_at: 'timestamptz',
    expired_at: 'timestamptz',
    device: 'text',
    zone: 'text',
    sealed: 'text',
  },
  key: ['shop', 'alert_id'],
  merge: {
    ...Object.fromEntries(['alerted_at', 'acknowledged_at', 'expired_at'].map((column) => [column, earlier('pickups', column)])),
    ...Object.fromEntries(['device', 'zone', 'sealed'].map((column) => [column, either('pickups', column)])),
  },
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.pickup') return [];
    const { alertId, order, visitId, subject, stage, at: when, zone, device, sealed } = fact.data;
    return [
      {
        shop: fact.shop,
        alert_id: alertId,
        order_id: order,
        visit_id: visitId,
        subject,
        alerted_at: stage === 'alerted' ? at(when) : null,
        acknowledged_at: stage === 'acknowledged' ? at(when) : null,
        expired_at: stage === 'expired' ? at(when) : null,
        device: device ?? null,
        zone: zone ?? null,
        sealed: sealed ?? null,
      },
    ];
  },
};

const screenEvents: Derivation = {
  table: 'screen_events',
  columns: {
    ...KEY,
    epoch: 'text',
    sequence: 'bigint',
    screen: 'text',
    outcome: 'text',
    at: 'timestamptz',
    delivery_id: 'text',
    offer: 'text',
  },
  key: ['shop', 'epoch', 'sequence'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.screen-event') return [];
    const { screen, outcome, at: when, deliveryId, offer } = fact.data;
    const number = { shop: fact.shop, epoch: fact.epoch, sequence: fact.sequence };
    return [{ ...number, screen, outcome, at: at(when), delivery_id: deliveryId ?? null, offer: offer ?? null }];
  },
};

const securityEvents: Derivation = {
  table: 'security_events',
  columns: {
    ...KEY,
    epoch: 'text',
    sequence: 'bigint',
    action: 'text',
    at: 'timestamptz',
    recording_id: 'text',
    actor: 'text',
    way: 'text',
    scanners: 'jsonb',
  },
  key: ['shop', 'epoch', 'sequence'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.security') return [];
    const { action, at: when, recordingId, by, way, scanners } = fact.data;
    const number = { shop: fact.shop, epoch: fact.epoch, sequence: fact.sequence };
    const what = {
      recording_id: recordingId ?? null,
      way: way ?? null,
      scanners: scanners === undefined ? null : JSON.stringify(scanners),
    };
    return [{ ...number, action, at: at(when), actor: by, ...what }];
  },
};

const taps: Derivation = {
  table: 'taps',
  columns: { ...KEY, tap_id: 'text', subject: 'text', reader: 'text', zone: 'text', at: 'timestamptz' },
  key: ['shop', 'tap_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.tap') return [];
    const { tapId, subject, reader, zone, at: when } = fact.data;
    return [{ shop: fact.shop, tap_id: tapId, subject: subject ?? null, reader, zone: zone ?? null, at: at(when) }];
  },
};

const receipts: Derivation = {
  table: 'receipts',
  columns: {
    ...KEY,
    receipt_id: 'text',
    subject: 'text',
    visit_id: 'text',
    till: 'text',
    at: 'timestamptz',
    total: 'double precision',
    currency: 'text',
    lines: 'jsonb',
    sealed: 'text',
  },
  key: ['shop', 'receipt_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.receipt') return [];
    const { receiptId, subject, visitId, till, at: when, total, currency, lines, sealed } = fact.data;
    return [
      {
        shop: fact.shop,
        receipt_id: receiptId,
        subject: subject ?? null,
        visit_id: visitId ?? null,
        till,
        at: at(when),
        total,
        currency: currency ?? null,
        lines: lines ?? null,
        sealed: sealed ?? null,
      },
    ];
  },
};

const doorCounts: Derivation = {
  table: 'door_counts',
  columns: { ...KEY, count_id: 'text', door: 'text', at: 'timestamptz', people_in: 'integer', people_out: 'integer' },
  key: ['shop', 'count_id'],
  merge: {},
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.count') return [];
    const { countId, door, at: when, in: peopleIn, out } = fact.data;
    return [{ shop: fact.shop, count_id: countId, door, at: at(when), people_in: peopleIn, people_out: out }];
  },
};

const erasuresInShops: Derivation = {
  table: 'erasures_in_shops',
  columns: { ...KEY, erasure_id: 'text', subject: 'text', erased_at: 'timestamptz', removed: 'jsonb' },
  key: ['shop', 'erasure_id'],
  // The row of a shop that was asked waits for what it tells; told again after the restore of a backup, the first telling stands.
  merge: { erased_at: either('erasures_in_shops', 'erased_at'), removed: either('erasures_in_shops', 'removed') },
  rowsOf: (fact) => {
    if (fact.type !== 'aislegate.fact.erasure') return [];
    const { erasureId, subject, erasedAt, removed } = fact.data;
    return [{ shop: fact.shop, erasure_id: erasureId, subject, erased_at: at(erasedAt), removed }];
  },
};

/** Every table that facts feed, beside `facts` itself. */
export const DERIVATIONS: readonly Derivation[] = [
  ...PRESENCE_DERIVATIONS,
  ...OFFER_DERIVATIONS,
  decisions,
  exposures,
  redemptions,
  pickups,
  screenEvents,
  taps,
  receipts,
  doorCounts,
  securityEvents,
  erasuresInShops,
];
