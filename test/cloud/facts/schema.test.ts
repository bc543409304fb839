import { expect, it, onTestFinished } from 'vitest';
import { openEmbeddedDatabase } from '../../../cloud/adapters/pglite/database.ts';
import { createFactTables } from '../../../cloud/facts/schema.ts';
import { createFactStore } from '../../../cloud/facts/store.ts';
import { visits } from '../../../cloud/footfall/visits.ts';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { numberedFact } from '../../../edge/journal/fact.ts';
import { rawOf } from '../../contract/fact-store.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { hexId, NOON_MS, visitClosed } from '../../support/facts.ts';

it('a headquarters of version 0.1.0 keeps its visits, and lets what its shops now tell of them stand', async () => {
  const database = await openEmbeddedDatabase();
  onTestFinished(() => database.close());
  await database.query(`create table visits (
    shop text not null, visit_id text not null, subject text not null, opened_at timestamptz not null, closed_at timestamptz,
    dwell_ms bigint, first_zone text, zones integer, stays integer, primary key (shop, visit_id))`);
  await database.query(`create table zone_stays (
    shop text not null, stay_id text not null, visit_id text not null, subject text not null, zone text not null,
    entered_at timestamptz not null, left_at timestamptz not null, dwell_ms bigint not null, primary key (shop, stay_id))`);
  const opened = new Date(NOON_MS).toISOString();
  await database.query(
    "insert into visits (shop, visit_id, subject, opened_at, closed_at, first_zone) values ('demo', $1, $2, $3, $3, 'fruit'), ('demo', $4, $2, $3, null, 'fruit')",
    [hexId(1, 1), hexId(2, 1), opened, hexId(1, 2)],
  );
  await database.query("insert into zone_stays values ('demo', $1, $2, $3, 'dairy', $4, $4, 60000)", [
    hexId(3, 1),
    hexId(1, 1),
    hexId(2, 1),
    opened,
  ]);
  await createFactTables(database);
  const store = createFactStore({ database, clock: new VirtualClock(NOON_MS), telemetry: new FakeTelemetry() });
  await store.commit([rawOf(numberedFact('demo', { epoch: 'a'.repeat(24), sequence: 1 }, visitClosed(2, NOON_MS)))]);
  expect(await visits(database, 'demo', {})).toMatchObject([
    { visitId: hexId(1, 1), firstZone: 'dairy', stays: 1 },
    { visitId: hexId(1, 2), firstZone: 'fruit', dwellMs: 600_000, revision: 1 },
  ]);
});
