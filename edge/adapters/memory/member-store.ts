import type { MemberChange, MemberStore, ReadMark, StoredMember, Tagged } from '../../ports/member-store.ts';

interface Row {
  record: Uint8Array;
  revision: number | undefined;
  additions: Uint8Array | undefined;
  index: readonly string[];
}

/** What outlives a memory store, as a disk would. */
export class MemberDisk {
  readonly rows = new Map<string, Row>();
  readonly index = new Map<string, Tagged>();
  readonly marks = new Map<string, ReadMark>();
}

/** A store that is only read. */
export type MembersBelow = Pick<MemberStore, 'whoHas' | 'get' | 'subjects' | 'size'>;

/** Members in memory: for tests, and for replays, which see those of a shop `below` and change nothing there. */
export class MemoryMemberStore implements MemberStore {
  readonly #disk: MemberDisk;
  readonly #below: MembersBelow | undefined;
  /** Of those below. */
  readonly #removed = new Set<string>();

  constructor(disk = new MemberDisk(), below?: MembersBelow) {
    this.#disk = disk;
    this.#below = below;
  }

  async write(changes: readonly MemberChange[], marks: ReadonlyMap<string, ReadMark> = new Map()): Promise<void> {
    for (const change of changes) this.#change(change);
    for (const [name, mark] of marks) this.#disk.marks.set(name, mark);
  }

  whoHas(hash: Uint8Array): Tagged | undefined {
    const own = this.#disk.index.get(hexOf(hash));
    if (own) return own;
    const below = this.#below?.whoHas(hash);
    return below && this.get(below.subject) ? below : undefined;
  }

  get(subject: string): StoredMember | undefined {
    const row = this.#disk.rows.get(subject);
    if (!row) return this.#removed.has(subject) ? undefined : this.#below?.get(subject);
    const { record, revision, additions } = row;
    return { subject, record, ...(revision !== undefined && { revision }), ...(additions && { additions }) };
  }

  *subjects(): Iterable<string> {
    yield* this.#disk.rows.keys();
    for (const subject of this.#below?.subjects() ?? []) if (!this.#hides(subject)) yield subject;
  }

  marks(): ReadonlyMap<string, ReadMark> {
    return new Map(this.#disk.marks);
  }

  size(): number {
    const hidden = [...this.#disk.rows.keys(), ...this.#removed].filter((subject) => this.#below?.get(subject));
    return this.#disk.rows.size + (this.#below?.size() ?? 0) - new Set(hidden).size;
  }

  async close(): Promise<void> {}

  #change(change: MemberChange): void {
    const { rows, index } = this.#disk;
    const before = rows.get(change.subject) ?? this.#lifted(change);
    if ('removed' in change) {
      this.#unlist(change.subject, before);
      rows.delete(change.subject);
      this.#removed.add(change.subject);
    } else if ('additions' in change) {
      if (before) before.additions = change.additions ? Uint8Array.from(change.additions) : undefined;
    } else {
      this.#unlist(change.subject, before);
      const entries = change.index.map((entry) => [hexOf(entry.subarray(0, HASH_BYTES)), entry[HASH_BYTES] ?? 0] as const);
      const { record, revision } = change;
      rows.set(change.subject, {
        record: Uint8Array.from(record),
        revision,
        additions: before?.additions,
        index: entries.map(([hash]) => hash),
      });
      for (const [hash, tag] of entries) index.set(hash, { subject: change.subject, tag });
    }
  }

  /** A row of our own in the place of one below. */
  #lifted(change: MemberChange): Row | undefined {
    const below = 'additions' in change && !this.#removed.has(change.subject) ? this.#below?.get(change.subject) : undefined;
    if (!below) return undefined;
    const row: Row = { record: below.record, revision: below.revision, additions: below.additions, index: [] };
    this.#disk.rows.set(change.subject, row);
    return row;
  }

  #hides(subject: string): boolean {
    return this.#disk.rows.has(subject) || this.#removed.has(subject);
  }

  /** Leaves with its new owner what was handed on. */
  #unlist(subject: string, row: Row | undefined): void {
    for (const hash of row?.index ?? []) if (this.#disk.index.get(hash)?.subject === subject) this.#disk.index.delete(hash);
  }
}

const HASH_BYTES = 8;
const hexOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
