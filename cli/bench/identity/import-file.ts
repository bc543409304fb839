import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStaging } from '../../../cloud/adapters/staging/staged-pages.ts';
import { MEMBERS } from '../../../cloud/distribution/members.ts';
import { readRows } from '../../../cloud/distribution/rows.ts';
import { StagedMembers } from '../../../cloud/distribution/staged-members.ts';
import { isSecret } from '../../../contract/identifier.ts';
import { decodeMember } from '../../../contract/member-codec.ts';
import { memberSealContext } from '../../../contract/records.ts';
import { MEMBER_KEY_BYTES, SEAL_NONCE_BYTES, sealBytes } from '../../../contract/seal.ts';
import type { MemberChange } from '../../../edge/ports/member-store.ts';
import type { MemberSecret } from '../../../edge/ports/recognition.ts';
import { systemRandom } from '../../../platform/random.ts';
import { csvParts } from '../../importing/parts.ts';
import type { ShopMembers } from './shop-members.ts';

/**
 * A file of members into a shop: every row checked, rows merged and identifiers settled as headquarters does it, then sealed under new keys and
 * stored as the edge does it. What lies between the two in earnest, a database and a network, is not in it.
 */
export async function importFile(file: string, data: string, shop: ShopMembers): Promise<number> {
  const random = systemRandom();
  const staging = join(data, 'staging');
  const pages = await (await openStaging({ folder: staging, random }))();
  const staged = new StagedMembers({ pages, random });
  let rows = 0;
  for await (const text of csvParts(createReadStream(file, 'utf8'))) {
    const read = readRows(MEMBERS, { mediaType: 'text/csv', text, importedAt: '2026-11-01T00:00:00Z', rowsBefore: rows });
    if (read.rejected.length > 0) throw new Error(`row ${read.rejected[0]?.row}: ${read.rejected[0]?.field} ${read.rejected[0]?.reason}`);
    rows += read.count;
    await staged.add(read.values);
  }
  let stored = 0;
  for await (const members of staged.members()) {
    await store(
      members.map(({ encoded }) => encoded),
      shop,
      random,
    );
    stored += members.length;
  }
  await pages.discard();
  await rm(staging, { recursive: true, force: true });
  return stored;
}

/** Keys and secrets first, then the rows that need them: as the intake of the edge does it. */
async function store(members: readonly Uint8Array[], shop: ShopMembers, random: ReturnType<typeof systemRandom>): Promise<void> {
  const keys = new Map<string, Uint8Array>();
  const secrets = new Map<string, MemberSecret[]>();
  const rows: MemberChange[] = [];
  for (const encoded of members) {
    const { identifiers = [] } = decodeMember(encoded) ?? {};
    const subject = random.id();
    const key = random.bytes(MEMBER_KEY_BYTES);
    keys.set(subject, key);
    secrets.set(
      subject,
      identifiers.filter(isSecret).map((identifier) => ({ identifier, device: 0 })),
    );
    const index = identifiers.filter((identifier) => !isSecret(identifier)).map(shop.hash);
    rows.push({ subject, record: sealBytes(key, memberSealContext(subject), encoded, random.bytes(SEAL_NONCE_BYTES)), index });
  }
  await shop.keyRing.put(keys);
  await shop.recognition.put(secrets);
  await shop.store.write(rows);
}
