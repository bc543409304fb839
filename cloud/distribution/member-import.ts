import type { ImportReply, RowError } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';
import type { OpenStagedPages } from '../ports/staged-pages.ts';
import { IMPORT_LOCK, ROWS_PER_STATEMENT } from './import-kind.ts';
import { MEMBERS, storeMembers } from './members.ts';
import { recordIds } from './record-ids.ts';
import { readRows } from './rows.ts';
import { type StagedMember, StagedMembers } from './staged-members.ts';

export interface MemberImportParts {
  readonly database: Database;
  readonly keyRing: KeyRing;
  readonly openStaging: OpenStagedPages;
  readonly recordSecret: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Random;
}

export interface ImportPart {
  readonly mediaType: string;
  readonly text: string;
}

/** An import of members, part by part: nothing of it is in the database before all of it is. */
export interface MemberImport {
  /** Reads one part: whole rows, under the header where it is CSV. What is wrong with them is told at once. */
  add(part: ImportPart): Promise<{ readonly rows: number; readonly rejected: readonly RowError[] }>;
  /** Stores all of it in one transaction, or none where a row was wrong. `told` hears how many members were stored so far. */
  commit(told: (members: number) => void): Promise<ImportReply>;
  rows(): number;
  discard(): Promise<void>;
}

/** A file with thousands of wrong rows is one mistake made often; nobody reads further. */
export const MOST_ERRORS_TOLD = 1000;

/** Takes back the transaction of an import whose rows are wrong only once they are merged. */
class MergedWrong extends Error {}

export async function beginMemberImport(parts: MemberImportParts, shop: string | undefined): Promise<MemberImport> {
  const { database, keyRing, random, clock } = parts;
  const scope = shop ?? ALL_SHOPS;
  const importedAt = instantText(clock.nowMs());
  const pages = await parts.openStaging();
  const staged = new StagedMembers({ pages, random });
  const ids = recordIds(parts.recordSecret);
  const rejected: RowError[] = [];
  let rows = 0;

  const store = (told: (members: number) => void): Promise<number> =>
    database.transaction(async (tx) => {
      // One import at a time: two that bring the same new member would give it two subjects.
      await tx.query('select pg_advisory_xact_lock($1)', [IMPORT_LOCK]);
      let stored = 0;
      for await (const batch of inStatements(staged.members())) {
        const skipped = await storeMembers(batch, { tx, scope, importedAt, keyRing, random, ids });
        for (const row of skipped)
          staged.notes.push({ row, field: 'member_id', reason: 'was erased and has agreed to nothing since: left out' });
        stored += batch.length - skipped.length;
        told(stored);
      }
      if (staged.rejected.length > 0) throw new MergedWrong();
      return stored;
    });

  return {
    rows: () => rows,
    add: async (part) => {
      const read = readRows(MEMBERS, { ...part, importedAt, rowsBefore: rows });
      rows += read.count;
      rejected.push(...read.rejected.slice(0, MOST_ERRORS_TOLD - rejected.length));
      // After the first wrong row nothing will be stored; the rest is read for its own mistakes.
      if (rejected.length === 0) await staged.add(read.values);
      return { rows: read.count, rejected: read.rejected.slice(0, MOST_ERRORS_TOLD) };
    },
    commit: async (told) => {
      const wrong = (): ImportReply => ({ imported: 0, rejected: [...rejected, ...staged.rejected].slice(0, MOST_ERRORS_TOLD) });
      if (rejected.length > 0) return wrong();
      try {
        const imported = await store(told);
        const notes = staged.notes.sort((one, other) => one.row - other.row);
        return { imported, rejected: [], ...(notes.length > 0 && { noted: notes.length, notes: notes.slice(0, MOST_ERRORS_TOLD) }) };
      } catch (error) {
        if (error instanceof MergedWrong) return wrong();
        throw error;
      }
    },
    discard: () => pages.discard(),
  };
}

async function* inStatements(pages: AsyncIterable<readonly StagedMember[]>): AsyncGenerator<StagedMember[]> {
  let batch: StagedMember[] = [];
  for await (const page of pages) {
    batch.push(...page);
    if (batch.length < ROWS_PER_STATEMENT) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
