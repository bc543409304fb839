import { MEMBERS } from '../../cloud/distribution/members.ts';
import { readRows } from '../../cloud/distribution/rows.ts';
import { StagedMembers } from '../../cloud/distribution/staged-members.ts';
import type { StagedPages } from '../../cloud/ports/staged-pages.ts';
import type { RowError } from '../../contract/http/hq-routes.ts';
import { identifiersOf, memberIdOf } from '../../contract/member-codec.ts';
import { memberSealContext } from '../../contract/records.ts';
import { MEMBER_KEY_BYTES, SEAL_NONCE_BYTES, sealBytes } from '../../contract/seal.ts';
import type { IdentifierHash } from '../../edge/identity/identifier-hash.ts';
import { indexOf, secretsOf } from '../../edge/identity/known-by.ts';
import type { KeyRing } from '../../edge/ports/key-ring.ts';
import type { MemberChange, MemberStore } from '../../edge/ports/member-store.ts';
import type { MemberSecret, Recognition } from '../../edge/ports/recognition.ts';
import { csvParts, type Texts } from './parts.ts';

export interface ShopParts {
  readonly store: Pick<MemberStore, 'write'>;
  readonly keyRing: Pick<KeyRing, 'put'>;
  readonly recognition: Pick<Recognition, 'put'>;
  readonly hash: IdentifierHash;
  /** Where the file waits until all of it was read. */
  readonly pages: StagedPages;
  readonly random: { bytes(count: number): Uint8Array; id(): string };
  /** RFC 3339; stands in where a consent has no date. */
  readonly importedAt: string;
}

export interface ImportedIntoShop {
  readonly members: number;
  readonly rejected: readonly RowError[];
  readonly notes: readonly RowError[];
}

/** Keys, secrets and records are each synced once for so many members: one by one it would take hours. */
const MEMBERS_AT_ONCE = 4096;

/**
 * A CSV file of members straight into the store of a shop, without a headquarters: the same rules, the same record at rest. For a shop alone, and
 * to measure what a shop can take.
 */
export async function importIntoShop(texts: Texts, parts: ShopParts): Promise<ImportedIntoShop> {
  const { pages, random, importedAt } = parts;
  const staged = new StagedMembers({ pages, random });
  const rejected: RowError[] = [];
  let rows = 0;
  try {
    for await (const text of csvParts(texts)) {
      const read = readRows(MEMBERS, { mediaType: 'text/csv', text, importedAt, rowsBefore: rows });
      rows += read.count;
      rejected.push(...read.rejected);
      if (rejected.length === 0) await staged.add(read.values);
    }
    const members = rejected.length > 0 ? 0 : await store(staged, parts);
    return { members, rejected: [...rejected, ...staged.rejected], notes: staged.notes };
  } finally {
    await pages.discard();
  }
}

/** What one member after another needs, and is stored together. */
class Together {
  readonly keys = new Map<string, Uint8Array>();
  readonly secrets = new Map<string, readonly MemberSecret[]>();
  readonly changes: MemberChange[] = [];
}

async function store(staged: StagedMembers, parts: ShopParts): Promise<number> {
  let stored = 0;
  let next = new Together();
  // While the disk takes some, the next ones are sealed.
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    await writing;
    stored += next.changes.length;
    writing = writeTogether(next, parts);
    // Told where it is waited for.
    writing.catch(() => undefined);
    next = new Together();
  };
  try {
    for await (const page of staged.members()) {
      for (const { encoded } of page) addMember(next, encoded, parts);
      if (next.changes.length >= MEMBERS_AT_ONCE) await write();
    }
    await write();
    await writing;
    return stored;
  } finally {
    await writing.catch(() => undefined);
  }
}

function addMember({ keys, secrets, changes }: Together, encoded: Uint8Array, { random, hash }: ShopParts): void {
  const [identifiers = [], ...devices] = identifiersOf(encoded);
  const [subject, key] = [random.id(), random.bytes(MEMBER_KEY_BYTES)];
  keys.set(subject, key);
  secrets.set(subject, secretsOf({ identifiers, devices }));
  const record = sealBytes(key, memberSealContext(subject), encoded, random.bytes(SEAL_NONCE_BYTES));
  changes.push({ subject, record, index: indexOf({ memberId: memberIdOf(encoded), identifiers, devices }, hash) });
}

/** Keys and secrets first, then the records that need them. */
async function writeTogether({ keys, secrets, changes }: Together, { store: members, keyRing, recognition }: ShopParts): Promise<void> {
  if (changes.length === 0) return;
  await Promise.all([keyRing.put(keys), recognition.put(secrets)]);
  await members.write(changes);
}
