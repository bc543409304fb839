import type { MemberChange, MemberStore, ReadMark, StoredMember } from '../../ports/member-store.ts';

interface Row {
  record: Uint8Array;
  revision: number | undefined;
  additions: Uint8Array | undefined;
  index: readonly string[];
}

/** What outlives a memory store, as a disk would. */
export class MemberDisk {
  readonly rows = new Map<string, Row>();
  readonly index = new Map<string, string>();
  readonly marks = new Map<string, ReadMark>();
}

/** Members in memory: for replays and tests. */
export class MemoryMemberStore implements MemberStore {
  readonly #disk: MemberDisk;

  constructor(disk = new MemberDisk()) {
    this.#disk = disk;
  }

  async write(changes: readonly MemberChange[], marks: ReadonlyMap<string, ReadMark> = new Map()): Promise<void> {
    for (const change of changes) this.#change(change);
    for (const [name, mark] of marks) this.#disk.marks.set(name, mark);
  }

  find(hash: Uint8Array): StoredMember | undefined {
    const subject = this.#disk.index.get(hexOf(hash));
    return subject === undefined ? undefined : this.get(subject);
  }

  get(subject: string): StoredMember | undefined {
    const row = this.#disk.rows.get(subject);
    if (!row) return undefined;
    const { record, revision, additions } = row;
    return { subject, record, ...(revision !== undefined && { revision }), ...(additions && { additions }) };
  }

  subjects(): Iterable<string> {
    return this.#disk.rows.keys();
  }

  marks(): ReadonlyMap<string, ReadMark> {
    return new Map(this.#disk.marks);
  }

  size(): number {
    return this.#disk.rows.size;
  }

  async close(): Promise<void> {}

  #change(change: MemberChange): void {
    const { rows, index } = this.#disk;
    const before = rows.get(change.subject);
    if ('removed' in change) {
      this.#unlist(change.subject, before);
      rows.delete(change.subject);
    } else if ('additions' in change) {
      if (before) before.additions = change.additions ? Uint8Array.from(change.additions) : undefined;
    } else {
      this.#unlist(change.subject, before);
      const hashes = change.index.map(hexOf);
      const { record, revision } = change;
      rows.set(change.subject, { record: Uint8Array.from(record), revision, additions: before?.additions, index: hashes });
      for (const hash of hashes) index.set(hash, change.subject);
    }
  }

  /** Leaves with its new owner what was handed on. */
  #unlist(subject: string, row: Row | undefined): void {
    for (const hash of row?.index ?? []) if (this.#disk.index.get(hash) === subject) this.#disk.index.delete(hash);
  }
}

const hexOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
