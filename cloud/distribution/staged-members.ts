import { AislegateError } from '../../contract/errors.ts';
import type { RowError } from '../../contract/http/hq-routes.ts';
import { decodeMember, encodeMember } from '../../contract/member-codec.ts';
import { MemberFields } from '../../contract/records.ts';
import { rowReader } from '../../contract/row-problems.ts';
import type { StagedPages } from '../ports/staged-pages.ts';
import { identifiersOf, settleClaims } from './claims.ts';
import { HashIndex } from './hash-index.ts';
import { mergeRows } from './member-merge.ts';

const ROWS_PER_PAGE = 256;
/** Rows of one member may stand far apart. */
const PAGES_KEPT = 64;
const LENGTH_BYTES = 4;

/** A member as all rows together have it. */
export interface StagedMember {
  /** The first of its rows. */
  readonly row: number;
  readonly encoded: Uint8Array;
}

export interface StagedMembersOptions {
  readonly pages: StagedPages;
  readonly random: { bytes(count: number): Uint8Array };
}

/** Two members whose numbers have one hash of 64 bits: with the seed of the next import they have not. */
const MET_BY_CHANCE = 'two members cannot be told apart in it by chance; import it again';

/** Sealed and as text it must fit into `Sealed`. */
const MOST_BYTES = 48_000;
const TOO_LARGE = 'is too large: fewer purchases and offers, please';

const checkMerged = rowReader(MemberFields);

/**
 * The members of an import while it is read: a million and more, of which memory holds where each row is and who claims which identifier. Rows
 * of the same member become one, and no identifier leads to two members: see docs/importing.md for the rule.
 */
export class StagedMembers {
  /** What was done with rows that could not stay as they are. */
  readonly notes: RowError[] = [];
  /** Members that are none once their rows are merged: with one of them nothing can be imported. */
  readonly rejected: RowError[] = [];
  readonly #pages: StagedPages;
  readonly #members: HashIndex;
  readonly #claims: HashIndex;
  /** All rows of members that have several, by the first of them. */
  readonly #together = new Map<number, number[]>();
  readonly #firstOf = new Map<number, number>();
  /** Rows whose identifiers another member claims too, and those first rows. */
  readonly #contested = new Map<number, Set<number>>();
  readonly #opened = new Map<number, readonly Uint8Array[]>();
  #waiting: Uint8Array[] = [];
  #rows = 0;
  #pagesWritten = 0;
  /** The last page: the disk takes it while the next rows are read. */
  #writing: Promise<void> = Promise.resolve();

  constructor({ pages, random }: StagedMembersOptions) {
    this.#pages = pages;
    this.#members = new HashIndex(random.bytes(8));
    this.#claims = new HashIndex(random.bytes(8));
  }

  rows(): number {
    return this.#rows;
  }

  /** Rows in the order of the file, checked one by one. */
  async add(rows: readonly MemberFields[]): Promise<void> {
    for (const fields of rows) {
      const row = ++this.#rows;
      const first = this.#members.claim(fields.memberId, row);
      if (first !== row) this.#join(first, row);
      for (const identifier of identifiersOf(fields)) this.#claim(identifier, first);
      const encoded = encodeMember(fields);
      if (encoded.length > MOST_BYTES) this.rejected.push({ row, field: '', reason: TOO_LARGE });
      this.#waiting.push(encoded);
      if (this.#waiting.length === ROWS_PER_PAGE) await this.#writePage();
    }
  }

  /** The members, about 256 at a time. Call once, after all rows were added. */
  async *members(): AsyncGenerator<StagedMember[]> {
    if (this.#waiting.length > 0) await this.#writePage();
    await this.#writing;
    const lost = await this.#settle();
    for (let page = 0; page < this.#pagesWritten; page += 1) {
      const members: StagedMember[] = [];
      for (const [at, encoded] of (await this.#open(page)).entries()) {
        const row = page * ROWS_PER_PAGE + at + 1;
        const first = this.#firstOf.get(row);
        if (first !== undefined) this.notes.push({ row, field: 'member_id', reason: `is of the member of row ${first}: merged` });
        else if (this.#together.has(row) || lost.has(row)) members.push(...(await this.#whole(row, lost.get(row))));
        else members.push({ row, encoded });
      }
      yield members;
    }
  }

  #join(first: number, row: number): void {
    const rows = this.#together.get(first);
    if (rows) rows.push(row);
    else this.#together.set(first, [first, row]);
    this.#firstOf.set(row, first);
  }

  #claim(identifier: string, member: number): void {
    const owner = this.#claims.claim(identifier, member);
    if (owner === member) return;
    const others = this.#contested.get(owner) ?? new Set();
    this.#contested.set(owner, others.add(member));
  }

  /** Which identifiers members lose because others claim them too, by their first rows. */
  async #settle(): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
    const claimants = new Set([...this.#contested].flatMap(([owner, others]) => [owner, ...others]));
    const members = [];
    for (const row of [...claimants].sort((one, other) => one - other)) members.push({ row, fields: await this.#merged(row) });
    const { lost, notes } = settleClaims(members);
    this.notes.push(...notes);
    return lost;
  }

  async #whole(row: number, lost: ReadonlySet<string> = new Set()): Promise<StagedMember[]> {
    const merged = await this.#merged(row);
    const fields = lost.size === 0 ? merged : without(merged, lost);
    const { problems } = checkMerged(fields);
    for (const { path, reason } of problems)
      this.rejected.push({ row, field: path[0] ?? '', reason: `${reason}, once its rows are merged` });
    if (problems.length > 0) return [];
    const encoded = encodeMember(fields);
    if (encoded.length > MOST_BYTES) this.rejected.push({ row, field: '', reason: TOO_LARGE });
    return [{ row, encoded }];
  }

  async #merged(first: number): Promise<MemberFields> {
    const rows: MemberFields[] = [];
    for (const row of this.#together.get(first) ?? [first]) rows.push(await this.#read(row));
    if (new Set(rows.map(({ memberId }) => memberId)).size > 1) throw new AislegateError('HQ_IMPORT_INVALID', { detail: MET_BY_CHANCE });
    return mergeRows(rows);
  }

  async #read(row: number): Promise<MemberFields> {
    const page = await this.#open(Math.floor((row - 1) / ROWS_PER_PAGE));
    const fields = decodeMember(page[(row - 1) % ROWS_PER_PAGE] ?? new Uint8Array());
    if (!fields) throw new TypeError('a staged row cannot be read');
    return fields;
  }

  async #open(number: number): Promise<readonly Uint8Array[]> {
    const rows = this.#opened.get(number) ?? rowsOf(await this.#pages.read(number));
    this.#opened.delete(number);
    this.#opened.set(number, rows);
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > PAGES_KEPT && oldest !== undefined) this.#opened.delete(oldest);
    return rows;
  }

  async #writePage(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    this.#pagesWritten += 1;
    await this.#writing;
    this.#writing = this.#pages.append(pageOf(rows));
    // Told where it is waited for.
    this.#writing.catch(() => undefined);
  }
}

function without(fields: MemberFields, lost: ReadonlySet<string>): MemberFields {
  const kept = (identifiers: readonly string[]): string[] => identifiers.filter((identifier) => !lost.has(identifier));
  const devices = fields.devices?.map(kept).filter((identifiers) => identifiers.length > 0) ?? [];
  const { devices: _before, ...rest } = fields;
  return { ...rest, identifiers: kept(fields.identifiers), ...(devices.length > 0 && { devices }) };
}

function pageOf(rows: readonly Uint8Array[]): Uint8Array {
  const lengths = rows.map(({ length }) => {
    const bytes = Buffer.alloc(LENGTH_BYTES);
    bytes.writeUInt32LE(length);
    return bytes;
  });
  return Buffer.concat(rows.flatMap((row, at) => [lengths[at] ?? Buffer.alloc(0), row]));
}

function rowsOf(page: Uint8Array): Uint8Array[] {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const rows: Uint8Array[] = [];
  for (let at = 0; at < page.length; ) {
    const start = at + LENGTH_BYTES;
    at = start + view.getUint32(at, true);
    rows.push(page.subarray(start, at));
  }
  return rows;
}
