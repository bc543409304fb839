import type { Fact } from '../../contract/facts/fact.ts';
import { instantMs, instantText } from '../../contract/instant.ts';

type Value = string | number | boolean | object | null;
export type Row = Readonly<Record<string, Value>>;

/** How a fact reaches a table: the columns in their SQL types, the key, and how two facts about the same thing are joined. */
export interface Derivation {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** SQL per column when the row is there already; the order in which facts arrive must not matter. Empty: the first stands. */
  readonly merge: Readonly<Record<string, string>>;
  rowOf(fact: Fact): Row | undefined;
}

const KEY = { shop: 'text' } as const;
const WHO = { visit_id: 'text', subject: 'text' } as const;
/** Whichever fact brings it; both bring the same. */
const either = (table: string, column: string): string => `coalesce(${table}.${column}, excluded.${column})`;
const earlier = (table: string, column: string): string => `least(${table}.${column}, excluded.${column})`;

/** RFC 3339 allows a 60th second and nine decimals; PostgreSQL gets what every client reads the same. */
const at = (text: string): string => instantText(instantMs(text) ?? 0);

const visits: Derivation = {
  table: 'visits',
  columns: {
    ...KEY,
    ...WHO,
    opened_at: 'timestamptz',
    closed_at: 'timestamptz',
    dwell_ms: 'bigint',
    first_zone: 'text',
    zones: 'integer',
    stays: 'integer',
  },
  key: ['shop', 'visit_id'],
  merge: Object.fromEntries(['closed_at', 'dwell_ms', 'first_zone', 'zones', 'stays'].map((column) => [column, either('visits', column)])),
  rowOf: (fact) => {
    if (fact.type === 'aislegate.fact.visit-opened') {
      const { visitId, subject, openedAt, zone } = fact.data;
      return { ...blankVisit, shop: fact.shop, visit_id: visitId, subject, opened_at: at(openedAt), first_zone: zone };
    }
    if (fact.type === 'aislegate.fact.visit-closed') {
      const { visitId, subject, openedAt, closedAt, dwellMs, zones, stays } = fact.data;
      const visit = { ...blankVisit, shop: fact.shop, visit_id: visitId, subject, opened_at: at(openedAt) };
      return { ...visit, closed_at: at(closedAt), dwell_ms: Math.round(dwellMs), zones, stays };
    }
    return undefined;
  },
};
const blankVisit = { closed_at: null, dwell_ms: null, first_zone: null, zones: null, stays: null };

const zoneStays: Derivation = {
  table: 'zone_stays',
  columns: { ...KEY, stay_id: 'text', ...WHO, zone: 'text', entered_at: 'timestamptz', left_at: 'timestamptz', dwell_ms: 'bigint' },
  key: ['shop', 'stay_id'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.zone-stay') return undefined;
    const { stayId, visitId, subject, zone, enteredAt, leftAt, dwellMs } = fact.data;
    const who = { shop: fact.shop, stay_id: stayId, visit_id: visitId, subject, zone };
    return { ...who, entered_at: at(enteredAt), left_at: at(leftAt), dwell_ms: Math.round(dwellMs) };
  },
};

const decisions: Derivation = {
  table: 'decisions',
  columns: {
    ...KEY,
    decision_id: 'text',
    ...WHO,
    zone: 'text',
    screen: 'text',
    decided_at: 'timestamptz',
    model: 'text',
    explore_share: 'double precision',
    chosen: 'text',
    explored: 'boolean',
    propensity: 'double precision',
    candidates: 'jsonb',
    sealed: 'text',
  },
  key: ['shop', 'decision_id'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.decision') return undefined;
    const { decisionId, visitId, subject, zone, screen, decidedAt, model, exploreShare, chosen, explored, propensity, candidates, sealed } =
      fact.data;
    return {
      shop: fact.shop,
      decision_id: decisionId,
      visit_id: visitId,
      subject,
      zone,
      screen: screen ?? null,
      decided_at: at(decidedAt),
      model,
      explore_share: exploreShare,
      chosen: chosen ?? null,
      explored,
      propensity,
      candidates,
      sealed: sealed ?? null,
    };
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
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.exposure') return undefined;
    const { deliveryId, decisionId, visitId, subject, offer, zone, screen, pushedAt, shownAt } = fact.data;
    const who = { shop: fact.shop, delivery_id: deliveryId, decision_id: decisionId, visit_id: visitId, subject };
    return { ...who, offer, zone, screen, pushed_at: at(pushedAt), shown_at: at(shownAt) };
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
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.pickup') return undefined;
    const { alertId, order, visitId, subject, stage, at: when, zone, device, sealed } = fact.data;
    return {
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
    };
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
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.screen-event') return undefined;
    const { screen, outcome, at: when, deliveryId, offer } = fact.data;
    const number = { shop: fact.shop, epoch: fact.epoch, sequence: fact.sequence };
    return { ...number, screen, outcome, at: at(when), delivery_id: deliveryId ?? null, offer: offer ?? null };
  },
};

const securityEvents: Derivation = {
  table: 'security_events',
  columns: { ...KEY, epoch: 'text', sequence: 'bigint', action: 'text', at: 'timestamptz', recording_id: 'text', actor: 'text' },
  key: ['shop', 'epoch', 'sequence'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.security') return undefined;
    const { action, at: when, recordingId, by } = fact.data;
    const number = { shop: fact.shop, epoch: fact.epoch, sequence: fact.sequence };
    return { ...number, action, at: at(when), recording_id: recordingId, actor: by };
  },
};

const taps: Derivation = {
  table: 'taps',
  columns: { ...KEY, tap_id: 'text', subject: 'text', reader: 'text', zone: 'text', at: 'timestamptz' },
  key: ['shop', 'tap_id'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.tap') return undefined;
    const { tapId, subject, reader, zone, at: when } = fact.data;
    return { shop: fact.shop, tap_id: tapId, subject: subject ?? null, reader, zone: zone ?? null, at: at(when) };
  },
};

const receipts: Derivation = {
  table: 'receipts',
  columns: {
    ...KEY,
    receipt_id: 'text',
    subject: 'text',
    till: 'text',
    at: 'timestamptz',
    total: 'double precision',
    currency: 'text',
    lines: 'jsonb',
    sealed: 'text',
  },
  key: ['shop', 'receipt_id'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.receipt') return undefined;
    const { receiptId, subject, till, at: when, total, currency, lines, sealed } = fact.data;
    return {
      shop: fact.shop,
      receipt_id: receiptId,
      subject: subject ?? null,
      till,
      at: at(when),
      total,
      currency: currency ?? null,
      lines: lines ?? null,
      sealed: sealed ?? null,
    };
  },
};

const doorCounts: Derivation = {
  table: 'door_counts',
  columns: { ...KEY, count_id: 'text', door: 'text', at: 'timestamptz', people_in: 'integer', people_out: 'integer' },
  key: ['shop', 'count_id'],
  merge: {},
  rowOf: (fact) => {
    if (fact.type !== 'aislegate.fact.count') return undefined;
    const { countId, door, at: when, in: peopleIn, out } = fact.data;
    return { shop: fact.shop, count_id: countId, door, at: at(when), people_in: peopleIn, people_out: out };
  },
};

/** Every table that facts feed, beside `facts` itself. */
export const DERIVATIONS: readonly Derivation[] = [
  visits,
  zoneStays,
  decisions,
  exposures,
  pickups,
  screenEvents,
  taps,
  receipts,
  doorCounts,
  securityEvents,
];
