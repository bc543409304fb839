import { createTables } from '../ports/create-tables.ts';
import type { Database } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';

/**
 * The tables of facts and of what is derived from them: one SQL for PostgreSQL 15 and the embedded one. `facts` holds each fact as it came,
 * once per (shop, epoch, sequence); the others hold what people ask for, keyed by shop first, so that they can be spread over
 * partitions or nodes by shop and time. Personal fields stand in them sealed only.
 */
const TABLES = [
  `create table if not exists facts (
    shop text not null, epoch text not null, sequence bigint not null, kind text not null, time timestamptz not null,
    subject text, body jsonb not null, received_at timestamptz not null,
    primary key (shop, epoch, sequence))`,
  'create index if not exists facts_by_time on facts (shop, time)',
  'create index if not exists facts_by_subject on facts (subject) where subject is not null',

  `create table if not exists dead_letters (
    digest text primary key, shop text, epoch text, sequence bigint, nats_subject text not null, subject text,
    code text not null, reason text not null, payload bytea not null, received_at timestamptz not null)`,
  'create index if not exists dead_letters_by_number on dead_letters (shop, epoch, sequence)',
  'create index if not exists dead_letters_by_subject on dead_letters (subject) where subject is not null',

  `create table if not exists watermarks (
    shop text not null, epoch text not null, sequence bigint not null, primary key (shop, epoch))`,

  `create table if not exists visits (
    shop text not null, visit_id text not null, subject text not null, opened_at timestamptz not null, closed_at timestamptz,
    dwell_ms bigint, first_zone text, zones integer, stays integer,
    primary key (shop, visit_id))`,
  // Of version 0.1.0 are the tables above; a visit of revision 0 is one whose end was not told yet.
  `alter table visits add column if not exists revision bigint not null default 0, add column if not exists unknown_ms bigint,
    add column if not exists ended_by text, add column if not exists bounce boolean, add column if not exists excluded text,
    add column if not exists told_epoch text not null default '', add column if not exists told_sequence bigint not null default 0`,
  'create index if not exists visits_excluded on visits (shop, visit_id) where excluded is not null',
  'create index if not exists visits_by_time on visits (shop, opened_at desc)',
  'create index if not exists visits_open on visits (shop) where closed_at is null',
  'create index if not exists visits_by_subject on visits (subject)',

  `create table if not exists zone_stays (
    shop text not null, stay_id text not null, visit_id text not null, subject text not null, zone text not null,
    entered_at timestamptz not null, left_at timestamptz not null, dwell_ms bigint not null,
    primary key (shop, stay_id))`,
  `alter table zone_stays add column if not exists revision bigint not null default 1, add column if not exists stay text not null default 'visit',
    add column if not exists confidence double precision,
    add column if not exists told_epoch text not null default '', add column if not exists told_sequence bigint not null default 0`,
  'create index if not exists zone_stays_by_time on zone_stays (shop, entered_at desc)',
  'create index if not exists zone_stays_by_visit on zone_stays (shop, visit_id)',
  'create index if not exists zone_stays_by_subject on zone_stays (subject)',

  // What turned out to be part of something else. It is never undone, so reports can leave it out in whatever order facts came.
  `create table if not exists superseded (
    shop text not null, kind text not null, id text not null, into_id text not null, subject text not null,
    primary key (shop, kind, id, into_id))`,
  'create index if not exists superseded_by_subject on superseded (subject)',

  `create table if not exists footfall_quarters (
    shop text not null, start timestamptz not null, revision bigint not null, grade text not null, definition jsonb not null,
    inside integer not null, inside_randomized integer not null, entered integer not null, entered_randomized integer not null,
    passers_by integer, passers_by_randomized integer, occupancy_mean double precision not null, occupancy_max integer not null,
    door_in integer, door_out integer, sightings bigint not null, late bigint not null, too_late bigint not null,
    scanners_heard integer not null, scanners integer not null, zones jsonb not null, zone_occupancy jsonb not null, excluded jsonb not null,
    told_epoch text not null, told_sequence bigint not null,
    primary key (shop, start))`,

  `create table if not exists decisions (
    shop text not null, decision_id text not null, visit_id text not null, subject text not null, zone text not null, screen text,
    decided_at timestamptz not null, model text not null, explore_share double precision not null, chosen text, explored boolean not null,
    propensity double precision not null, candidates jsonb not null, sealed text,
    primary key (shop, decision_id))`,
  `alter table decisions
    add column if not exists trigger text not null default 'zone',
    add column if not exists ranker text not null default 'model',
    add column if not exists fallback text,
    add column if not exists head text,
    add column if not exists shadow text,
    add column if not exists book text,
    add column if not exists arm text not null default 'treated',
    add column if not exists audience integer not null default 1,
    add column if not exists seed text,
    add column if not exists refused jsonb not null default '[]',
    add column if not exists contributions jsonb not null default '[]'`,
  'create index if not exists decisions_by_time on decisions (shop, decided_at desc)',
  'create index if not exists decisions_by_subject on decisions (subject)',

  `create table if not exists exposures (
    shop text not null, delivery_id text not null, decision_id text not null, visit_id text not null, subject text not null,
    offer text not null, zone text not null, screen text not null, pushed_at timestamptz not null, shown_at timestamptz not null,
    primary key (shop, delivery_id))`,
  'create index if not exists exposures_by_time on exposures (shop, shown_at desc)',
  'create index if not exists exposures_by_visit on exposures (shop, visit_id)',
  'create index if not exists exposures_by_subject on exposures (subject)',

  `create table if not exists redemptions (
    shop text not null, redemption_id text not null, decision_id text not null, visit_id text, subject text not null, offer text not null,
    receipt_id text not null, proof text not null, at timestamptz not null, amount double precision,
    primary key (shop, redemption_id))`,
  'create index if not exists redemptions_by_time on redemptions (shop, at desc)',
  'create index if not exists redemptions_by_decision on redemptions (shop, decision_id)',
  'create index if not exists redemptions_by_subject on redemptions (subject)',

  `create table if not exists responses (
    shop text not null, response_id text not null, visit_id text, subject text not null, response text not null, at timestamptz not null,
    delivery_id text, decision_id text, offer text, scope text, of_what text,
    primary key (shop, response_id))`,
  'create index if not exists responses_by_time on responses (shop, at desc)',
  'create index if not exists responses_by_decision on responses (shop, decision_id)',
  'create index if not exists responses_by_subject on responses (subject)',

  `create table if not exists ranker_changes (
    shop text not null, epoch text not null, sequence bigint not null, change text not null, at timestamptz not null, actor text not null,
    from_what text, to_what text, reason text, evidence jsonb,
    primary key (shop, epoch, sequence))`,
  'create index if not exists ranker_changes_by_time on ranker_changes (shop, at desc)',

  `create table if not exists pickups (
    shop text not null, alert_id text not null, order_id text not null, visit_id text not null, subject text not null,
    alerted_at timestamptz, acknowledged_at timestamptz, expired_at timestamptz, device text, zone text, sealed text,
    primary key (shop, alert_id))`,
  'create index if not exists pickups_by_time on pickups (shop, alerted_at desc)',
  'create index if not exists pickups_by_subject on pickups (subject)',

  `create table if not exists screen_events (
    shop text not null, epoch text not null, sequence bigint not null, screen text not null, outcome text not null,
    at timestamptz not null, delivery_id text, offer text,
    primary key (shop, epoch, sequence))`,
  'create index if not exists screen_events_by_time on screen_events (shop, at desc)',

  `create table if not exists taps (
    shop text not null, tap_id text not null, subject text, reader text not null, zone text, at timestamptz not null,
    primary key (shop, tap_id))`,
  'create index if not exists taps_by_time on taps (shop, at desc)',
  'create index if not exists taps_by_subject on taps (subject) where subject is not null',

  `create table if not exists receipts (
    shop text not null, receipt_id text not null, subject text, till text not null, at timestamptz not null,
    total double precision not null, currency text, lines jsonb, sealed text,
    primary key (shop, receipt_id))`,
  'alter table receipts add column if not exists visit_id text',
  'create index if not exists receipts_by_time on receipts (shop, at desc)',
  'create index if not exists receipts_by_subject on receipts (subject) where subject is not null',

  `create table if not exists door_counts (
    shop text not null, count_id text not null, door text not null, at timestamptz not null, people_in integer not null,
    people_out integer not null,
    primary key (shop, count_id))`,
  'create index if not exists door_counts_by_time on door_counts (shop, at desc)',

  `create table if not exists security_events (
    shop text not null, epoch text not null, sequence bigint not null, action text not null, at timestamptz not null,
    recording_id text, actor text not null,
    primary key (shop, epoch, sequence))`,
  'alter table security_events alter column recording_id drop not null',
  'alter table security_events add column if not exists way text, add column if not exists scanners jsonb',
  'create index if not exists security_events_by_time on security_events (shop, at desc)',

  // Who was erased: what is left for ever. `lookup` is a keyed hash of the member's number, absent where a shop asked.
  `create table if not exists erasures (
    subject text primary key, erasure_id text not null unique, lookup text, requested_at timestamptz not null, requested_by text not null,
    removed jsonb, finished_at timestamptz)`,
  'create index if not exists erasures_by_lookup on erasures (lookup, requested_at desc) where lookup is not null',
  'create index if not exists erasures_unfinished on erasures (requested_at) where finished_at is null',

  // Which shops were asked, and what each said that it removed; `erased_at` is absent while a shop has not told. Not asked: somebody asked there.
  `create table if not exists erasures_in_shops (
    shop text not null, erasure_id text not null, subject text not null, erased_at timestamptz, removed jsonb, asked boolean not null default false,
    primary key (shop, erasure_id))`,
  'create index if not exists erasures_begun_in_shops on erasures_in_shops (erased_at) where not asked',
  'create index if not exists erasures_in_shops_by_id on erasures_in_shops (erasure_id)',
] as const;

/** Makes the tables that are not there yet. */
export async function createFactTables(database: Database): Promise<void> {
  await createTables(database, DATABASE_LOCKS.factTables, TABLES);
}
