import { createTables } from '../ports/create-tables.ts';
import type { Database } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';

/**
 * What was imported, and what of it is still on its way to the buckets. `scope` is a shop, or `all`. Of a member only the random subject is in
 * clear; `lookup` is a keyed hash of the member's number, so that the next import finds the subject again.
 */
const DISTRIBUTION_SCHEMA = [
  `create table if not exists members (
    lookup text primary key, subject text not null unique, scope text not null, sealed text not null, imported_at timestamptz not null)`,

  `create table if not exists orders (
    shop text not null, order_id text not null, subject text not null, state text not null, ready_at timestamptz not null,
    sealed text not null, imported_at timestamptz not null,
    primary key (shop, order_id))`,
  'create index if not exists orders_by_subject on orders (subject)',

  `create table if not exists catalogue (
    scope text not null, offer_id text not null, record jsonb not null, imported_at timestamptz not null,
    primary key (scope, offer_id))`,

  `create table if not exists config (
    scope text not null, type text not null, config_id text not null, record jsonb not null, imported_at timestamptz not null,
    primary key (scope, type, config_id))`,

  // What shops were granted of the budgets of campaigns. It outlives the campaign: a shop may tell years later what it spent.
  `create table if not exists budget_grants (
    campaign text not null, shop text not null, granted double precision not null, spent double precision not null,
    told_at timestamptz not null, lease_until timestamptz not null,
    primary key (campaign, shop))`,
  // The same of what campaigns may spend on one member.
  `create table if not exists member_grants (
    subject text not null, campaign text not null, shop text not null, granted double precision not null, spent double precision not null,
    told_at timestamptz not null, lease_until timestamptz not null,
    primary key (subject, campaign, shop))`,
  'create index if not exists member_grants_by_shop on member_grants (shop, lease_until)',

  `create table if not exists inventory (
    shop text not null, product text not null, quantity double precision not null, imported_at timestamptz not null,
    primary key (shop, product))`,

  // Who orders the offers, and which members are shown none, from when on: the newest holds, the older ones say what held before.
  `create table if not exists rankings (
    number bigint generated always as identity primary key, since timestamptz not null, record jsonb not null, changed_by text not null)`,

  `create table if not exists outbound (
    position bigint generated always as identity primary key, bucket text not null, key text not null, record jsonb)`,
  // A member's record is not copied here: a million of them would be written twice, and an erased one would stay in two places.
  'alter table outbound add column if not exists from_table boolean not null default false',
] as const;

/** Makes the tables that are not there yet. */
export async function createDistributionTables(database: Database): Promise<void> {
  await createTables(database, DATABASE_LOCKS.distributionTables, DISTRIBUTION_SCHEMA);
}
