import type { Query } from '../../cloud/ports/database.ts';

/** Rows as the consumer of facts derives them; what a test does not care about is filled in. Ids are 32 hex made of a number. */
export const thing = (n: number): string => n.toString(16).padStart(32, '0');
const SUBJECT = thing(0xabc);

export async function addFact(database: Query, shop: string, sequence: number, time: string): Promise<void> {
  await database.query(
    `insert into facts (shop, epoch, sequence, kind, time, body, received_at) values ($1, $2, $3, 'visit-opened', $4, '{}', $4)`,
    [shop, '0'.repeat(24), sequence, time],
  );
}

export interface AddedVisit {
  readonly n: number;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly firstZone?: string | null;
}

export async function addVisit(database: Query, shop: string, { n, openedAt, closedAt, firstZone = 'dairy' }: AddedVisit): Promise<void> {
  const dwellMs = closedAt === undefined ? null : Date.parse(closedAt) - Date.parse(openedAt);
  await database.query(
    `insert into visits (shop, visit_id, subject, opened_at, closed_at, dwell_ms, first_zone, revision) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [shop, thing(n), SUBJECT, openedAt, closedAt ?? null, dwellMs, firstZone, closedAt === undefined ? 0 : 1],
  );
}

export interface AddedStay {
  readonly n: number;
  readonly visit: number;
  readonly zone: string;
  readonly enteredAt: string;
  readonly leftAt: string;
}

export async function addStay(database: Query, shop: string, { n, visit, zone, enteredAt, leftAt }: AddedStay): Promise<void> {
  await database.query(
    'insert into zone_stays (shop, stay_id, visit_id, subject, zone, entered_at, left_at, dwell_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [shop, thing(n), thing(visit), SUBJECT, zone, enteredAt, leftAt, Date.parse(leftAt) - Date.parse(enteredAt)],
  );
}

export interface AddedExposure {
  readonly n: number;
  readonly visit: number;
  readonly zone: string;
  readonly pushedAt: string;
  readonly shownAt: string;
}

export async function addExposure(database: Query, shop: string, { n, visit, zone, pushedAt, shownAt }: AddedExposure): Promise<void> {
  await database.query(
    `insert into exposures (shop, delivery_id, decision_id, visit_id, subject, offer, zone, screen, pushed_at, shown_at)
     values ($1, $2, $3, $4, $5, 'yoghurt-20', $6, $7, $8, $9)`,
    [shop, thing(n), thing(n + 1000), thing(visit), SUBJECT, zone, `screen-${zone}`, pushedAt, shownAt],
  );
}

export interface AddedDoorCount {
  readonly n: number;
  readonly at: string;
  readonly door?: string;
  readonly in: number;
  readonly out: number;
}

export async function addDoorCount(database: Query, shop: string, { n, at, door = 'main', ...people }: AddedDoorCount): Promise<void> {
  await database.query('insert into door_counts (shop, count_id, door, at, people_in, people_out) values ($1, $2, $3, $4, $5, $6)', [
    shop,
    thing(n),
    door,
    at,
    people.in,
    people.out,
  ]);
}

export interface AddedReceipt {
  readonly n: number;
  readonly at: string;
  readonly total: number;
  readonly subject?: string;
}

export async function addReceipt(database: Query, shop: string, { n, at, total, subject }: AddedReceipt): Promise<void> {
  await database.query("insert into receipts (shop, receipt_id, subject, till, at, total) values ($1, $2, $3, 'till-1', $4, $5)", [
    shop,
    thing(n),
    subject ?? null,
    at,
    total,
  ]);
}
