import { MEMBERS } from '../../cloud/distribution/members.ts';
import { readRows } from '../../cloud/distribution/rows.ts';
import { StagedMembers } from '../../cloud/distribution/staged-members.ts';
import type { StagedPages } from '../../cloud/ports/staged-pages.ts';
import type { RowError } from '../../contract/http/hq-routes.ts';
import { decodeMember } from '../../contract/member-codec.ts';
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

/** Secrets are kept in order by one file that is read at once: in large portions it is written less often. */
const SECRETS_AT_ONCE = 10_000;

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

async function store(staged: StagedMembers, { store: members, keyRing, recognition, hash, random }: ShopParts): Promise<number> {
  let stored = 0;
  let secrets = new Map<string, readonly MemberSecret[]>();
  const keepSecrets = async (): Promise<void> => {
    await recognition.put(secrets);
    secrets = new Map();
  };
  for await (const page of staged.members()) {
    const keys = new Map<string, Uint8Array>();
    const changes: MemberChange[] = [];
    for (const { encoded } of page) {
      const fields = decodeMember(encoded);
      if (!fields) continue;
      const [subject, key] = [random.id(), random.bytes(MEMBER_KEY_BYTES)];
      keys.set(subject, key);
      secrets.set(subject, secretsOf(fields));
      const record = sealBytes(key, memberSealContext(subject), encoded, random.bytes(SEAL_NONCE_BYTES));
      changes.push({ subject, record, index: indexOf(fields, hash) });
    }
    await keyRing.put(keys);
    if (secrets.size >= SECRETS_AT_ONCE) await keepSecrets();
    await members.write(changes);
    stored += changes.length;
  }
  await keepSecrets();
  return stored;
}
