import { createTables } from '../ports/create-tables.ts';
import type { Database } from '../ports/database.ts';
import { DATABASE_LOCKS } from '../ports/database-locks.ts';

/** Models that were published, the newest last; and the figures that go with them. `scope` is a shop, or `all`. */
const MODEL_SCHEMA = [
  `create table if not exists ranker_models (
    position bigint generated always as identity primary key, scope text not null, version text not null, text text not null,
    published_at timestamptz not null, published_by text not null, served boolean not null)`,
  'create index if not exists ranker_models_by_scope on ranker_models (scope, position desc)',
  `create table if not exists ranker_figures (
    scope text not null, part integer not null, version text not null, record jsonb not null, published_at timestamptz not null,
    primary key (scope, part))`,
] as const;

export async function createModelTables(database: Database): Promise<void> {
  await createTables(database, DATABASE_LOCKS.modelTables, MODEL_SCHEMA);
}
