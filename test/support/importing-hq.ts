import { createImporter, type ImportRequest } from '../../cloud/distribution/importer.ts';
import { createOutbound } from '../../cloud/distribution/outbound.ts';
import type { Database } from '../../cloud/ports/database.ts';
import { openMember } from '../../contract/member-codec.ts';
import type { MemberRecord } from '../../contract/records.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { FakeBuckets } from '../fakes/buckets.ts';
import { stagedInMemory } from '../fakes/staged-pages.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';

/** Headquarters with empty tables; the seed keeps random subjects of two tests apart. */
export async function importingHq(database: Database, seed: number) {
  for (const table of ['members', 'orders', 'catalogue', 'config', 'inventory', 'outbound', 'erasures'])
    await database.query(`delete from ${table}`);
  const [buckets, keyRing, telemetry] = [new FakeBuckets(), new MemoryKeyRing(), new FakeTelemetry()];
  const outbound = createOutbound({ database, buckets, telemetry });
  const clock = { nowMs: () => Date.parse('2026-11-22T09:00:00Z') };
  const importer = createImporter({
    database,
    keyRing,
    outbound,
    openStaging: stagedInMemory,
    recordSecret: 'ab'.repeat(32),
    clock,
    random: seededRandom(seed),
    telemetry,
  });
  const csv = (kind: ImportRequest['kind'], text: string, shop?: string) => importer({ kind, shop, mediaType: 'text/csv', text });
  const json = (kind: ImportRequest['kind'], rows: unknown, shop?: string) =>
    importer({ kind, shop, mediaType: 'application/json', text: JSON.stringify(rows) });
  const opened = (key: string): unknown => {
    const { subject, sealed } = buckets.get('members', key) as MemberRecord;
    return openMember(keyRing.get(subject) ?? new Uint8Array(32), subject, sealed);
  };
  return { buckets, keyRing, clock, telemetry, outbound, csv, json, opened };
}
