import type { Database, RootDatabase } from 'lmdb';
import { AislegateError } from '../../../contract/errors.ts';
import type { Fact, FactDraft } from '../../../contract/facts/fact.ts';
import { isOf, numberedFact, voidFact } from '../../journal/fact.ts';
import { newEpoch } from '../../journal/number.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, JournalPosition, JournalStats, StateChange } from '../../ports/journal.ts';
import type { Random } from '../../ports/random.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { openEnvironment } from './open-environment.ts';
import type { FactWrite, StateWrite, WriterData } from './write-messages.ts';
import { createWriterThread, WriterEnded, type WriterThread } from './writer-thread.ts';

/** A trim forgets at most this many facts in one transaction: the event loop waits for it. */
const TRIM_STEP = 5000;
/** An erasure looks at this many facts in one turn of the event loop. */
const REDACT_STEP = 1000;
/** Sorts after every epoch and every state key that begins alike. */
const END = '\uffff';

export interface JournalOptions {
  readonly folder: string;
  readonly shop: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Bytes of facts (as JSON) beyond which more are refused. */
  readonly maxBytes: number;
  readonly startWriter?: (data: WriterData) => WriterThread;
}

export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { folder, clock, telemetry } = options;
  const root = await openEnvironment({ folder, nowMs: clock.nowMs(), telemetry });
  return new LmdbJournal(root, (options.startWriter ?? createWriterThread)({ folder }), options);
}

interface Job {
  readonly drafts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  readonly trim?: JournalPosition;
  /** Facts to be written anew in their places, unless they are gone by then. */
  readonly replace?: readonly Fact[];
  resolve(outcome: Outcome): void;
  reject(error: AislegateError): void;
}
interface Outcome {
  readonly facts: readonly Fact[];
  readonly trimmed: number;
}
interface Planned {
  readonly facts: FactWrite[];
  readonly state: StateWrite[];
}
type FactKey = [epoch: string, sequence: number];
interface Totals {
  sequence: number;
  facts: number;
  bytes: number;
}

/**
 * Group commit: whatever is asked for while the disk is busy, and at least within one turn of the event loop, goes to disk in one transaction, with
 * one fsync. A thread of its own writes; this one plans what is written, one transaction at a time, and reads what was committed.
 */
class LmdbJournal implements Journal {
  readonly #root: RootDatabase<unknown, string>;
  readonly #facts: Database<string, FactKey>;
  readonly #state: Database<object, string>;
  readonly #options: JournalOptions;
  readonly #epoch: string;
  #totals: Totals = { sequence: 0, facts: 0, bytes: 0 };
  readonly #writer: WriterThread;
  #queue: Job[] = [];
  #isWriting = false;
  #closed = false;

  constructor(root: RootDatabase<unknown, string>, writer: WriterThread, options: JournalOptions) {
    this.#root = root;
    this.#writer = writer;
    this.#options = options;
    this.#facts = root.openDB<string, FactKey>({ name: 'facts', encoding: 'string' });
    this.#state = root.openDB<object, string>({ name: 'state', encoding: 'json' });
    for (const { value } of this.#facts.getRange()) {
      this.#totals.facts += 1;
      this.#totals.bytes += Buffer.byteLength(value);
    }
    this.#epoch = newEpoch(options.clock.nowMs(), options.random, this.epochs().at(-1));
  }

  async append(drafts: readonly FactDraft[], changes: readonly StateChange[] = []): Promise<readonly Fact[]> {
    return (await this.#enqueue({ drafts, changes })).facts;
  }

  async trim(position: JournalPosition): Promise<void> {
    while ((await this.#enqueue({ drafts: [], changes: [], trim: position })).trimmed === TRIM_STEP);
  }

  async redact(subject: string): Promise<number> {
    let redacted = 0;
    let position: JournalPosition | undefined;
    for (;;) {
      const after = position ? { start: [position.epoch, position.sequence + 1] satisfies FactKey } : {};
      const entries = [...this.#facts.getRange({ ...after, limit: REDACT_STEP })];
      const last = entries.at(-1);
      if (!last) return redacted;
      const [epoch, sequence] = last.key;
      position = { epoch, sequence };
      const replace = entries
        // A text search before the parsing: most facts are of others.
        .flatMap(({ value }) => (value.includes(subject) ? [JSON.parse(value) as Fact] : []))
        .filter((fact) => isOf(fact, subject))
        .map((fact) => voidFact(fact, this.#options.clock.nowMs()));
      // Also where there is nothing to replace: what else the shop does has its turn.
      await this.#enqueue({ drafts: [], changes: [], replace });
      redacted += replace.length;
    }
  }

  read(position: JournalPosition | undefined, limit: number): readonly Fact[] {
    const after = position ? { start: [position.epoch, position.sequence + 1] satisfies FactKey } : {};
    return Array.from(this.#facts.getRange({ ...after, limit }), ({ value }) => JSON.parse(value) as Fact);
  }

  state(prefix: string): readonly { readonly key: string; readonly value: object }[] {
    return Array.from(this.#state.getRange({ start: prefix, end: `${prefix}${END}` }), ({ key, value }) => ({ key, value }));
  }

  stats(): JournalStats {
    return { facts: this.#totals.facts, bytes: this.#totals.bytes };
  }

  epochs(): readonly string[] {
    const found: string[] = [];
    for (let key = this.#firstKey(); key; key = this.#firstKey(key[0])) found.push(key[0]);
    return found;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#queue.length > 0 || this.#isWriting) await this.#enqueue({ drafts: [], changes: [] });
    this.#closed = true;
    await this.#writer.close();
    await this.#root.close();
  }

  #firstKey(afterEpoch?: string): FactKey | undefined {
    const after = afterEpoch === undefined ? {} : { start: [afterEpoch, Number.MAX_VALUE] satisfies FactKey };
    return [...this.#facts.getKeys({ ...after, limit: 1 })][0];
  }

  #enqueue(work: Omit<Job, 'resolve' | 'reject'>): Promise<Outcome> {
    if (this.#closed) return Promise.reject(new AislegateError('JRN_WRITE_FAILED', { detail: 'it is closed' }));
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...work, resolve, reject });
      if (this.#queue.length === 1 && !this.#isWriting) setImmediate(() => this.#commit());
    });
  }

  /** What can go together; what is forgotten or written anew depends on what was committed before, and goes alone. */
  #next(): Job[] {
    const alone = this.#queue.findIndex(({ trim, replace }) => trim !== undefined || replace !== undefined);
    return this.#queue.splice(0, alone < 0 ? this.#queue.length : Math.max(1, alone));
  }

  async #commit(): Promise<void> {
    this.#isWriting = true;
    for (let jobs = this.#next(); jobs.length > 0; jobs = this.#next()) await this.#write(jobs);
    this.#isWriting = false;
  }

  async #write(jobs: readonly Job[]): Promise<void> {
    const totals = { ...this.#totals };
    const done: (() => void)[] = [];
    const error = await this.#onDisk((planned) => {
      for (const job of jobs) done.push(this.#plan(job, totals, planned));
    });
    if (error) {
      for (const job of jobs) job.reject(error);
    } else {
      // A number is given away only with the transaction that holds it, or HQ would wait for a fact that does not exist.
      this.#totals = totals;
      for (const tell of done) tell();
    }
    this.#options.telemetry.gauge('aislegate_journal_facts', this.#totals.facts);
    this.#options.telemetry.gauge('aislegate_journal_bytes', this.#totals.bytes);
  }

  async #onDisk(plan: (planned: Planned) => void): Promise<AislegateError | undefined> {
    const planned: Planned = { facts: [], state: [] };
    try {
      plan(planned);
      if (planned.facts.length + planned.state.length > 0) await this.#writer.write(planned);
    } catch (cause) {
      if (!(cause instanceof WriterEnded && this.#isThere(planned))) return this.#failed(cause);
    }
    this.#root.resetReadTxn();
    return undefined;
  }

  /** Of a write whose end nobody saw. State alone is written again: it comes to the same. */
  #isThere({ facts }: Planned): boolean {
    this.#root.resetReadTxn();
    const [epoch, sequence, text] = facts.findLast(([, , written]) => written !== null) ?? [];
    return epoch !== undefined && sequence !== undefined && this.#facts.get([epoch, sequence]) === text;
  }

  #failed(cause: unknown): AislegateError {
    const detail = cause instanceof Error ? cause.message : 'unknown';
    this.#options.telemetry.error('JRN_WRITE_FAILED', { detail }, cause);
    return new AislegateError('JRN_WRITE_FAILED', { detail }, { cause });
  }

  /** Plans one job of a transaction; returns how to tell its caller once the transaction stands. */
  #plan(job: Job, totals: Totals, planned: Planned): () => void {
    const trimmed = job.trim ? this.#forget(job.trim, totals, planned) : 0;
    for (const fact of job.replace ?? []) this.#replace(fact, totals, planned);
    const { shop, maxBytes } = this.#options;
    const facts = job.drafts.map((draft, i) => numberedFact(shop, { epoch: this.#epoch, sequence: totals.sequence + 1 + i }, draft));
    const texts = facts.map((fact) => JSON.stringify(fact));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (facts.length > 0 && totals.bytes + bytes > maxBytes) {
      return () => job.reject(new AislegateError('JRN_FULL', { bytes: this.#totals.bytes }));
    }
    for (const [i, text] of texts.entries()) planned.facts.push([this.#epoch, totals.sequence + 1 + i, text]);
    for (const { key, value } of job.changes) planned.state.push([key, value === undefined ? null : JSON.stringify(value)]);
    totals.sequence += facts.length;
    totals.facts += facts.length;
    totals.bytes += bytes;
    return () => job.resolve({ facts, trimmed });
  }

  #replace(fact: Fact, totals: Totals, planned: Planned): void {
    const before = this.#facts.get([fact.epoch, fact.sequence]);
    // Confirmed and trimmed in the meantime.
    if (before === undefined) return;
    const text = JSON.stringify(fact);
    planned.facts.push([fact.epoch, fact.sequence, text]);
    totals.bytes += Buffer.byteLength(text) - Buffer.byteLength(before);
  }

  #forget({ epoch, sequence }: JournalPosition, totals: Totals, planned: Planned): number {
    const gone = [...this.#facts.getRange({ start: [epoch, 0], end: [epoch, sequence + 1], limit: TRIM_STEP })];
    for (const { key, value } of gone) {
      planned.facts.push([...key, null]);
      totals.bytes -= Buffer.byteLength(value);
    }
    totals.facts -= gone.length;
    return gone.length;
  }
}
