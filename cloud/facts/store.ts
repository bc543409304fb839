import { type Fact, factKind } from '../../contract/facts/fact.ts';
import { instantMs, instantText } from '../../contract/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Query } from '../ports/database.ts';
import type { RawFact } from '../ports/fact-source.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Derivation, Row } from './derivation.ts';
import { type DeadLetter, deadLetter, receiveFact } from './receive.ts';
import { DERIVATIONS } from './rows.ts';
import { emptied, erasedAmong, isOfErased, subjectsIn, voidOf } from './tombstones.ts';

export interface Watermark {
  readonly shop: string;
  readonly epoch: string;
  readonly sequence: number;
}

export interface FactStore {
  /**
   * Commits a batch and returns how far each journal epoch in it is committed without a gap. What was there before changes nothing.
   * Rejects when the database does not take it; then nothing of the batch may be acknowledged.
   */
  commit(messages: readonly RawFact[]): Promise<readonly Watermark[]>;
}

export interface FactStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

interface Sorted {
  readonly facts: readonly { readonly fact: Fact; readonly raw: RawFact }[];
  readonly dead: readonly DeadLetter[];
}

interface Committed {
  readonly fresh: number;
  readonly watermarks: readonly Watermark[];
}

export function createFactStore({ database, clock, telemetry }: FactStoreOptions): FactStore {
  const count = (outcome: string, by: number): void => {
    if (by > 0) telemetry.count('aislegate_hq_facts_total', { outcome }, by);
  };

  const commitSorted = async (batch: Sorted): Promise<readonly Watermark[]> => {
    try {
      const { fresh, watermarks } = await database.transaction((tx) => write(tx, batch, clock.nowMs()));
      count('committed', fresh);
      count('duplicate', batch.facts.length - fresh);
      count('invalid', batch.dead.length);
      return watermarks;
    } catch (cause) {
      if (!isRefusedValue(cause) || batch.facts.length === 0) throw cause;
      return await isolate(batch);
    }
  };

  /** One fact carries a value that the schema lets pass and the database does not: find it, so that the others are not held up. */
  const isolate = async ({ facts, dead }: Sorted): Promise<readonly Watermark[]> => {
    const [only] = facts;
    if (only && facts.length === 1) {
      return await commitSorted({
        facts: [],
        dead: [...dead, deadLetter(only.raw, { ...only.fact }, 'the database refused a value of it')],
      });
    }
    const middle = Math.ceil(facts.length / 2);
    const first = await commitSorted({ facts: facts.slice(0, middle), dead });
    return [...first, ...(await commitSorted({ facts: facts.slice(middle), dead: [] }))];
  };

  return {
    commit: async (messages) => {
      const received = messages.map((raw) => ({ raw, ...receiveFact(raw) }));
      const dead = received.flatMap((one) => ('dead' in one ? [one.dead] : []));
      for (const letter of dead) telemetry.warn('HQ_FACT_INVALID', { shop: letter.shop ?? 'unknown', detail: letter.reason });
      return latest(
        await commitSorted({ facts: received.flatMap((one) => ('fact' in one ? [{ fact: one.fact, raw: one.raw }] : [])), dead }),
      );
    },
  };
}

async function write(tx: Query, sorted: Sorted, nowMs: number): Promise<Committed> {
  const receivedAt = instantText(nowMs);
  const { facts, dead } = await withoutErased(tx, sorted, receivedAt);
  const epochs = epochsOf(facts, dead);
  await lockWatermarks(tx, epochs);
  const fresh = await insertFacts(
    tx,
    facts.map(({ fact }) => fact),
    receivedAt,
  );
  for (const derivation of DERIVATIONS) await derive(tx, derivation, fresh);
  await insertDeadLetters(tx, dead, receivedAt);
  return { fresh: fresh.length, watermarks: await advanceWatermarks(tx, epochs) };
}

/** Of somebody who was erased, only the numbers: what comes late or again brings nothing of it back. */
async function withoutErased(tx: Query, { facts, dead }: Sorted, receivedAt: string): Promise<Sorted> {
  const named = [...facts.flatMap(({ fact }) => fact.subject ?? []), ...dead.flatMap((letter) => subjectsIn(letter.raw.payload))];
  const erased = await erasedAmong(tx, named);
  if (erased.size === 0) return { facts, dead };
  return {
    facts: facts.map(({ fact, raw }) => ({ raw, fact: isOfErased(fact, erased) ? voidOf(fact, receivedAt) : fact })),
    dead: dead.map((letter) => (subjectsIn(letter.raw.payload).some((subject) => erased.has(subject)) ? emptied(letter) : letter)),
  };
}

type Epochs = readonly [shops: readonly string[], epochs: readonly string[]];

function epochsOf(facts: Sorted['facts'], dead: readonly DeadLetter[]): Epochs {
  const numbered = [...facts.map(({ fact }) => fact), ...dead];
  const keys = new Set(numbered.flatMap(({ shop, epoch }) => (shop && epoch ? [`${shop} ${epoch}`] : [])));
  // In one order everywhere: two replicas that lock the same rows must not wait for each other.
  const pairs = [...keys].sort().map((key) => key.split(' '));
  return [pairs.map(([shop = '']) => shop), pairs.map(([, epoch = '']) => epoch)];
}

/** Replicas with facts of the same journal follow one another, so that each sees all that the earlier ones committed. */
async function lockWatermarks(tx: Query, epochs: Epochs): Promise<void> {
  await tx.query(
    `insert into watermarks (shop, epoch, sequence)
     select shop, epoch, 0 from unnest($1::text[], $2::text[]) as touched (shop, epoch) on conflict do nothing`,
    epochs,
  );
  await tx.query(
    `select 1 as locked from watermarks where (shop, epoch) in (select * from unnest($1::text[], $2::text[]))
     order by shop, epoch for update`,
    epochs,
  );
}

/** The facts that were not there before. */
async function insertFacts(tx: Query, facts: readonly Fact[], receivedAt: string): Promise<readonly Fact[]> {
  if (facts.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    `insert into facts (shop, epoch, sequence, kind, time, subject, body, received_at)
     select shop, epoch, sequence, kind, time, subject, body::jsonb, $8::timestamptz
     from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
       as one (shop, epoch, sequence, kind, time, subject, body)
     on conflict do nothing
     returning shop || '/' || epoch || '/' || sequence as id`,
    [
      facts.map((fact) => fact.shop),
      facts.map((fact) => fact.epoch),
      facts.map((fact) => fact.sequence),
      facts.map((fact) => factKind(fact)),
      facts.map((fact) => instantText(instantMs(fact.time) ?? 0)),
      facts.map((fact) => fact.subject ?? null),
      facts.map((fact) => JSON.stringify(fact)),
      receivedAt,
    ],
  );
  const inserted = new Set(rows.map((row) => row.id));
  // The same fact may stand in a batch twice; it was inserted once.
  return facts.filter((fact) => inserted.delete(fact.id));
}

async function derive(tx: Query, { table, columns, key, merge, rowsOf }: Derivation, facts: readonly Fact[]): Promise<void> {
  const names = Object.keys(columns);
  const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const updates = Object.entries(merge).map(([name, value]) => `${name} = ${value}`);
  const onConflict = updates.length > 0 ? `(${key.join(', ')}) do update set ${updates.join(', ')}` : 'do nothing';
  const rows = facts.flatMap((fact) => rowsOf(fact));
  for (const wave of wavesOf(rows, key)) {
    await tx.query(
      `insert into ${table} (${names.join(', ')}) select ${names.join(', ')} from jsonb_to_recordset($1::jsonb) as one (${types.join(', ')})
       on conflict ${onConflict}`,
      [JSON.stringify(wave)],
    );
  }
}

/** PostgreSQL updates a row once per statement: facts about the same thing go into statements of their own. */
function wavesOf(rows: readonly Row[], key: readonly string[]): readonly (readonly Row[])[] {
  const waves: Row[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const id = key.map((name) => String(row[name])).join(' ');
    const wave = seen.get(id) ?? 0;
    seen.set(id, wave + 1);
    const rowsOfWave = waves[wave] ?? [];
    waves[wave] = rowsOfWave;
    rowsOfWave.push(row);
  }
  return waves;
}

async function insertDeadLetters(tx: Query, dead: readonly DeadLetter[], receivedAt: string): Promise<void> {
  if (dead.length === 0) return;
  await tx.query(
    `insert into dead_letters (digest, shop, epoch, sequence, nats_subject, subject, code, reason, payload, received_at)
     select digest, shop, epoch, sequence, nats_subject, subject, code, reason, decode(payload, 'hex'), $10::timestamptz
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       as one (digest, shop, epoch, sequence, nats_subject, subject, code, reason, payload)
     on conflict do nothing`,
    [
      dead.map((letter) => letter.digest),
      dead.map((letter) => letter.shop ?? null),
      dead.map((letter) => letter.epoch ?? null),
      dead.map((letter) => letter.sequence ?? null),
      dead.map((letter) => letter.raw.subject),
      dead.map((letter) => letter.subject ?? null),
      dead.map((letter) => letter.code),
      dead.map((letter) => letter.reason),
      dead.map((letter) => Buffer.from(letter.raw.payload).toString('hex')),
      receivedAt,
    ],
  );
}

/** A dead letter's number counts as committed: it is kept, and the journal need not send it for ever. */
async function advanceWatermarks(tx: Query, epochs: Epochs): Promise<readonly Watermark[]> {
  return await tx.query<Watermark>(
    `update watermarks w set sequence = coalesce((
       select max(sequence) from (
         select sequence, row_number() over (order by sequence) as place from (
           select sequence from facts where shop = w.shop and epoch = w.epoch and sequence > w.sequence
           union
           select sequence from dead_letters where shop = w.shop and epoch = w.epoch and sequence > w.sequence
         ) as beyond
       ) as placed where placed.sequence = w.sequence + placed.place
     ), w.sequence)
     where (shop, epoch) in (select * from unnest($1::text[], $2::text[]))
     returning shop, epoch, sequence::float8 as sequence`,
    epochs,
  );
}

function latest(watermarks: readonly Watermark[]): readonly Watermark[] {
  return [...new Map(watermarks.map((watermark) => [`${watermark.shop} ${watermark.epoch}`, watermark])).values()];
}

/** SQLSTATE class 22 (data exception) or 23 (constraint): the value is at fault, not the database. */
function isRefusedValue(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^2[23]/u.test(code);
}
