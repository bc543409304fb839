import { type Database, type RootDatabase, TransactionFlags } from 'lmdb';
import { AislegateError } from '../../../contract/errors.ts';
import type { MemberChange, MemberStore, ReadMark, StoredMember, Tagged } from '../../ports/member-store.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { firstBits, hasSubject, type MemberHead, readHead, revisionOfHead, subjectOfHead, tagOf, writeHead } from './member-head.ts';
import { NumberIndex } from './number-index.ts';
import { openEnvironment } from './open-environment.ts';

/** Of rows of about 550 bytes, a page of 8 KiB holds 13 and one of 4 KiB six: a tenth less for a million members. */
const PAGE_BYTES = 8192;
/** The flush comes after the commit, off the event loop; a commit that the disk refuses throws, and is undone. */
const COMMIT_THEN_FLUSH = TransactionFlags.ABORTABLE | TransactionFlags.SYNCHRONOUS_COMMIT | TransactionFlags.NO_SYNC_FLUSH;
const SUBJECTS_AT_ONCE = 1000;

export interface MemberStoreOptions {
  readonly folder: string;
  readonly nowMs: number;
  readonly telemetry: Telemetry;
}

/** `RootDatabase` of lmdb 3.5 has `sync`, and its types do not. */
type Root = RootDatabase<unknown, string> & { sync(done: (error?: Error) => void): void };

/**
 * Members by numbers that grow, so that a row is appended to the file and not put into the middle of it: a million keys at random would
 * rewrite nearly the whole index with each transaction. What finds a number by hash or subject is in memory, 8 bytes an entry, and read
 * from the heads of the rows at start.
 */
export async function openMemberStore({ folder, nowMs, telemetry }: MemberStoreOptions): Promise<MemberStore> {
  const root = await openEnvironment({ folder, nowMs, telemetry, pageBytes: PAGE_BYTES, flushesLater: true });
  return new LmdbMemberStore(root as Root, telemetry);
}

class LmdbMemberStore implements MemberStore {
  readonly #root: Root;
  readonly #telemetry: Telemetry;
  readonly #heads: Database<Buffer, number>;
  readonly #records: Database<Buffer, number>;
  readonly #additions: Database<Buffer, number>;
  readonly #marks: Database<ReadMark, string>;
  readonly #byHash = new NumberIndex();
  readonly #bySubject = new NumberIndex();
  /** Of which members there may be additions: most have none, and need not be asked. */
  readonly #added = new Set<number>();
  /** Numbers of members who are gone. */
  readonly #free: number[] = [];
  #next = 0;
  #size = 0;
  #flushing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(root: Root, telemetry: Telemetry) {
    this.#root = root;
    this.#telemetry = telemetry;
    const rows = { keyEncoding: 'uint32', encoding: 'binary' } as const;
    this.#heads = root.openDB<Buffer, number>({ name: 'heads', ...rows });
    this.#records = root.openDB<Buffer, number>({ name: 'records', ...rows });
    this.#additions = root.openDB<Buffer, number>({ name: 'additions', ...rows });
    this.#marks = root.openDB<ReadMark, string>({ name: 'marks', encoding: 'json' });
    for (const number of this.#additions.getKeys()) this.#added.add(number);
    for (const { key, value } of this.#heads.getRange()) {
      while (this.#next < key) this.#free.push(this.#next++);
      this.#next = key + 1;
      this.#list(key, readHead(value));
    }
  }

  async write(changes: readonly MemberChange[], marks: ReadonlyMap<string, ReadMark> = new Map()): Promise<void> {
    if (this.#closed) throw new AislegateError('JRN_WRITE_FAILED', { detail: 'the member store is closed' });
    try {
      const batch = new Batch(this.#next, this.#free);
      this.#root.transactionSync(() => {
        for (const change of changes) this.#change(change, batch);
        for (const [name, mark] of marks) this.#marks.putSync(name, mark);
      }, COMMIT_THEN_FLUSH);
      // What the disk refused must not be found.
      this.#follow(batch);
      await this.#flush();
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : 'unknown';
      this.#telemetry.error('JRN_WRITE_FAILED', { detail, part: 'members' }, cause);
      throw new AislegateError('JRN_WRITE_FAILED', { detail }, { cause });
    }
  }

  whoHas(hash: Uint8Array): Tagged | undefined {
    let found: Tagged | undefined;
    this.#byHash.find(firstBits(hash), (one) => {
      const head = this.#heads.getBinaryFast(one);
      const tag = head && tagOf(head, hash);
      if (!head || tag === undefined) return false;
      found = { subject: subjectOfHead(head), tag };
      return true;
    });
    return found;
  }

  get(subject: string): StoredMember | undefined {
    const number = this.#numberOf(subject);
    return this.#read(number, number === undefined ? undefined : this.#heads.getBinaryFast(number));
  }

  *subjects(): Iterable<string> {
    // In parts, so that no read transaction is held open while the caller takes its time.
    for (let start = 0; start < this.#next; ) {
      const part = [...this.#heads.getRange({ start, limit: SUBJECTS_AT_ONCE })];
      for (const { value } of part) yield subjectOfHead(value);
      start = part.length < SUBJECTS_AT_ONCE ? this.#next : (part.at(-1)?.key ?? start) + 1;
    }
  }

  marks(): ReadonlyMap<string, ReadMark> {
    return new Map(Array.from(this.#marks.getRange(), ({ key, value }) => [key, value]));
  }

  size(): number {
    return this.#size;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flushing.catch(() => {});
    await this.#root.close();
  }

  #numberOf(subject: string): number | undefined {
    const bytes = Buffer.from(subject, 'hex');
    return this.#bySubject.find(firstBits(bytes), (number) => {
      const head = this.#heads.getBinaryFast(number);
      return head !== undefined && hasSubject(head, bytes);
    });
  }

  #hasHash(number: number, hash: Uint8Array): boolean {
    const head = this.#heads.getBinaryFast(number);
    return head !== undefined && tagOf(head, hash) !== undefined;
  }

  /** `head` lies in memory that the next reading overwrites. */
  #read(number: number | undefined, head: Buffer | undefined): StoredMember | undefined {
    if (number === undefined || !head) return undefined;
    const subject = subjectOfHead(head);
    const revision = revisionOfHead(head);
    const record = this.#records.get(number);
    const additions = this.#added.has(number) ? this.#additions.get(number) : undefined;
    return record && { subject, record, ...(revision > 0 && { revision }), ...(additions && { additions }) };
  }

  /** Writes one change inside the transaction, and notes what it means for the tables. */
  #change(change: MemberChange, batch: Batch): void {
    const { subject } = change;
    const number = batch.has(subject) ? batch.numberOf(subject) : this.#numberOf(subject);
    if ('additions' in change) {
      if (number === undefined) return;
      this.#added.add(number);
      if (change.additions) this.#additions.putSync(number, Buffer.from(change.additions));
      else this.#additions.removeSync(number);
      return;
    }
    const before = number === undefined ? undefined : this.#headOf(number);
    if ('removed' in change) {
      if (number === undefined) return;
      this.#heads.removeSync(number);
      this.#records.removeSync(number);
      this.#additions.removeSync(number);
      batch.note(subject, undefined, { number, before, after: undefined });
      return;
    }
    const after = { subject: Buffer.from(subject, 'hex'), revision: change.revision ?? 0, entries: change.index };
    const isNew = number === undefined;
    const own = number ?? batch.take();
    const append = isNew && own >= this.#next ? { append: true } : {};
    this.#heads.putSync(own, writeHead(after), append);
    this.#records.putSync(own, Buffer.from(change.record), append);
    batch.note(subject, own, { number: own, before, after });
  }

  #headOf(number: number): MemberHead | undefined {
    const head = this.#heads.get(number);
    return head && readHead(head);
  }

  /** The tables follow what is written. */
  #follow({ steps, next, reused }: Batch): void {
    this.#next = next;
    this.#free.length -= reused;
    for (const { number, before, after } of steps) {
      if (before) this.#unlist(number, before);
      if (after) this.#list(number, after);
      else this.#free.push(number);
    }
  }

  #list(number: number, { subject, revision, entries }: MemberHead): void {
    this.#size += 1;
    this.#bySubject.add(firstBits(subject), number);
    for (const hash of entries) {
      const bits = firstBits(hash);
      const other = this.#byHash.find(bits, (one) => one !== number && this.#hasHash(one, hash));
      // Handed on: it belongs to whom headquarters named last.
      if (other !== undefined && (this.#headOf(other)?.revision ?? 0) > revision) continue;
      if (other !== undefined) this.#byHash.delete(bits, other);
      this.#byHash.add(bits, number);
    }
  }

  #unlist(number: number, { subject, entries }: MemberHead): void {
    this.#size -= 1;
    this.#bySubject.delete(firstBits(subject), number);
    for (const hash of entries) this.#byHash.delete(firstBits(hash), number);
  }

  #flush(): Promise<void> {
    this.#flushing = new Promise((resolve, reject) => {
      this.#root.sync((error) => (error ? reject(error) : resolve()));
    });
    return this.#flushing;
  }
}

interface Step {
  readonly number: number;
  readonly before: MemberHead | undefined;
  readonly after: MemberHead | undefined;
}

/** What a transaction has done so far; all of it is forgotten where it does not stand. */
class Batch {
  readonly steps: Step[] = [];
  next: number;
  /** So many of the free numbers are taken, from their end. */
  reused = 0;
  readonly #free: readonly number[];
  readonly #numbers = new Map<string, number | undefined>();

  constructor(next: number, free: readonly number[]) {
    this.next = next;
    this.#free = free;
  }

  has(subject: string): boolean {
    return this.#numbers.has(subject);
  }

  numberOf(subject: string): number | undefined {
    return this.#numbers.get(subject);
  }

  take(): number {
    const free = this.#free.at(-1 - this.reused);
    if (free === undefined) return this.next++;
    this.reused += 1;
    return free;
  }

  note(subject: string, number: number | undefined, step: Step): void {
    this.#numbers.set(subject, number);
    this.steps.push(step);
  }
}
