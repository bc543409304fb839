/** Rows that go when their time is over: which, told by a moment of each, and by what they are called apart. */
export interface AgingRows {
  readonly table: string;
  readonly key: readonly string[];
  /** SQL of the moment from which their time counts. */
  readonly since: string;
}

export interface RetentionClass {
  readonly rows: readonly AgingRows[];
  /** Kinds of facts that go with them. */
  readonly facts: readonly string[];
  /** How many days they are kept where the settings say nothing, and why so long. */
  readonly days: number;
  readonly because: string;
}

/**
 * What headquarters keeps, and for how long. Person-level rows go after 13 months: a season can be compared with the same one a year before, and nothing is
 * kept for longer than that. What stands in no class stays: member records until an erasure takes them away, tombstones for ever, goods and stock.
 */
export const RETENTION_CLASSES = {
  visits: {
    rows: [
      { table: 'visits', key: ['shop', 'visit_id'], since: 'opened_at' },
      { table: 'zone_stays', key: ['shop', 'stay_id'], since: 'entered_at' },
    ],
    facts: ['visit-opened', 'visit-closed', 'zone-stay'],
    days: 400,
    because: 'to compare a month with the same month of the year before',
  },
  offers: {
    rows: [
      { table: 'decisions', key: ['shop', 'decision_id'], since: 'decided_at' },
      { table: 'exposures', key: ['shop', 'delivery_id'], since: 'shown_at' },
      { table: 'redemptions', key: ['shop', 'redemption_id'], since: 'at' },
      { table: 'responses', key: ['shop', 'response_id'], since: 'at' },
      { table: 'ranker_changes', key: ['shop', 'epoch', 'sequence'], since: 'at' },
      { table: 'screen_events', key: ['shop', 'epoch', 'sequence'], since: 'at' },
      // Not while a shop may still spend of it, however short the time is.
      { table: 'member_grants', key: ['subject', 'campaign', 'shop'], since: 'lease_until' },
    ],
    facts: ['decision', 'exposure', 'response', 'ranker', 'redemption', 'screen-event'],
    days: 400,
    because: 'to explain a decision, and to measure campaigns over a year',
  },
  purchases: {
    rows: [
      { table: 'taps', key: ['shop', 'tap_id'], since: 'at' },
      { table: 'receipts', key: ['shop', 'receipt_id'], since: 'at' },
    ],
    facts: ['tap', 'receipt'],
    days: 400,
    because: 'conversion is compared with the year before; bookkeeping has the receipts of the tills',
  },
  pickups: {
    rows: [{ table: 'pickups', key: ['shop', 'alert_id'], since: 'coalesce(alerted_at, acknowledged_at, expired_at)' }],
    facts: ['pickup'],
    days: 90,
    because: 'for complaints about an order that was not handed over; orders go with them',
  },
  security: {
    rows: [{ table: 'security_events', key: ['shop', 'epoch', 'sequence'], since: 'at' }],
    facts: ['security', 'erasure', 'void'],
    days: 400,
    because: 'to look into an incident that is found late',
  },
  counters: {
    rows: [
      { table: 'footfall_quarters', key: ['shop', 'start'], since: 'start' },
      { table: 'door_counts', key: ['shop', 'count_id'], since: 'at' },
    ],
    facts: ['footfall', 'count'],
    days: 3653,
    because: 'they are numbers of nobody; ten years show how a shop developed',
  },
} as const satisfies Record<string, RetentionClass>;

export type RetentionClassName = keyof typeof RETENTION_CLASSES;

/** Beside the classes above: what came and could not be understood may hold anything; the audit log answers for as long as claims do not lapse. */
export const OTHER_DAYS = { deadLetters: 90, audit: 1096 } as const;

export type RetentionDays = Readonly<Record<RetentionClassName | keyof typeof OTHER_DAYS, number>>;

export const RETENTION_DAYS: RetentionDays = {
  visits: RETENTION_CLASSES.visits.days,
  offers: RETENTION_CLASSES.offers.days,
  purchases: RETENTION_CLASSES.purchases.days,
  pickups: RETENTION_CLASSES.pickups.days,
  security: RETENTION_CLASSES.security.days,
  counters: RETENTION_CLASSES.counters.days,
  ...OTHER_DAYS,
};
