import { isChanging } from '../../contract/identifier.ts';
import { dayNumber, instantMs } from '../../contract/instant.ts';
import { decodeMember, encodeMember, memberIdOf } from '../../contract/member-codec.ts';
import { type Consent, MemberFields, memberSealContext } from '../../contract/records.ts';
import type { Problem } from '../../contract/row-problems.ts';
import { MEMBER_KEY_BYTES, SEAL_NONCE_BYTES, sealBytes, sealedText } from '../../contract/seal.ts';
import { bucketKey } from '../../contract/subjects.ts';
import type { Query } from '../ports/database.ts';
import type { RowKind, StoreContext } from './import-kind.ts';
import { MEMBER_COLUMNS, memberOfCells } from './member-cells.ts';
import { momentProblems, orderProblems } from './moments.ts';
import { noteMembers } from './outbound.ts';
import type { StagedMember } from './staged-members.ts';

/** Members as files have them; rows of the same member are merged, see `StagedMembers`. */
export const MEMBERS: RowKind<MemberFields> = {
  schema: MemberFields,
  columns: MEMBER_COLUMNS,
  fromCells: memberOfCells,

  problems: ({ identifiers, devices = [], consents, asOf, purchases, offers, vouchers, birthday, since }) => [
    ...identifierProblems(['identifiers'], identifiers),
    ...devices.flatMap((phone, at) => identifierProblems(['devices', String(at)], phone)),
    ...consentProblems(consents),
    ...momentProblems([[['asOf'], asOf]]),
    ...dayProblems('purchases', purchases, ({ lastOn }) => lastOn),
    ...dayProblems('offers', offers, ({ lastOn }) => lastOn),
    ...dayProblems('vouchers', vouchers, ({ endsOn }) => endsOn),
    // In a year that has a 29 February.
    ...dateProblem('birthday', birthday === undefined ? undefined : `2024-${birthday}`),
    ...dateProblem('since', since),
  ],

  unique: () => [],
};

/** Somebody who is known by what a phone sent once is recognised for minutes, and then never again: nobody would notice why. */
function identifierProblems(path: readonly string[], identifiers: readonly string[]): Problem[] {
  return identifiers.some(isChanging)
    ? [{ path, reason: 'has one that changes by itself: give the secret that it is made from, token-key, irk or eid-key' }]
    : [];
}

function consentProblems(consents: readonly Consent[]): Problem[] {
  const problems: Problem[] = [];
  let before: Consent | undefined;
  for (const [at, consent] of consents.entries()) {
    const { givenAt, expiresAt, withdrawnAt } = consent;
    // Most members agree to everything at once.
    const isLikeBefore = before?.givenAt === givenAt && before.expiresAt === expiresAt && before.withdrawnAt === withdrawnAt;
    before = consent;
    if (isLikeBefore && problems.length === 0) continue;
    const path = (field: string): string[] => ['consents', String(at), field];
    problems.push(
      ...momentProblems([
        [path('givenAt'), givenAt],
        [path('expiresAt'), expiresAt],
        [path('withdrawnAt'), withdrawnAt],
      ]),
      ...orderProblems(path('expiresAt'), givenAt, expiresAt),
    );
  }
  return problems;
}

function dateProblem(field: string, day: string | undefined): Problem[] {
  return day === undefined || dayNumber(day) !== undefined ? [] : [{ path: [field], reason: 'is no day that exists' }];
}

function dayProblems<T>(list: string, items: readonly T[] | undefined, dayOf: (item: T) => string | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const item of items ?? []) {
    const day = dayOf(item);
    if (day === undefined || dayNumber(day) !== undefined) continue;
    problems.push({ path: [list, String(items?.indexOf(item))], reason: 'names a day that does not exist' });
  }
  return problems;
}

interface KnownMember {
  readonly lookup: string;
  readonly subject: string;
  readonly scope: string;
  /** The erasure has begun, and the row will go. */
  readonly erased: boolean;
}

/** The rows of members who were erased, and agreed to nothing since: left out. */
export type SkippedRows = readonly number[];

/** Stores members, each under a random subject of its own. What is personal is sealed under the member's own key before it reaches the database. */
export async function storeMembers(members: readonly StagedMember[], context: StoreContext): Promise<SkippedRows> {
  const { tx, scope, importedAt, keyRing, random, ids } = context;
  const withLookup = members.map((member) => ({ ...member, lookup: ids.memberLookup(memberIdOf(member.encoded)) }));
  const lookups = withLookup.map(({ lookup }) => lookup);
  const known = await knownMembers(tx, lookups);
  const erasedAt = await erasures(tx, lookups);
  const newKeys = new Map<string, Uint8Array>();
  const skipped: number[] = [];

  const rows = withLookup.flatMap(({ row, lookup, encoded }) => {
    const since = erasedAt.get(lookup);
    const content = since === undefined ? encoded : agreedSince(encoded, since);
    if (!content) {
      skipped.push(row);
      return [];
    }
    const before = known.get(lookup);
    const ringKey = before && !before.erased ? keyRing.get(before.subject) : undefined;
    // A member whose key is gone was erased: who signs up again is somebody new.
    const subject = before && ringKey ? before.subject : random.id();
    const key = ringKey ?? random.bytes(MEMBER_KEY_BYTES);
    if (!ringKey) newKeys.set(subject, key);
    const sealed = sealedText(sealBytes(key, memberSealContext(subject), content, random.bytes(SEAL_NONCE_BYTES)));
    return [{ lookup, before, subject, sealed }];
  });

  // Keys first: a record without its key would be lost, a key without a record opens nothing.
  if (newKeys.size > 0) await keyRing.put(newKeys);
  await tx.query(
    `insert into members (lookup, subject, scope, sealed, imported_at)
     select lookup, subject, $4, sealed, $5::timestamptz from unnest($1::text[], $2::text[], $3::text[]) as given (lookup, subject, sealed)
     on conflict (lookup) do update
       set subject = excluded.subject, scope = excluded.scope, sealed = excluded.sealed, imported_at = excluded.imported_at`,
    [rows.map(({ lookup }) => lookup), rows.map(({ subject }) => subject), rows.map(({ sealed }) => sealed), scope, importedAt],
  );
  await noteMembers(tx, [
    ...rows.flatMap(({ before, subject }) => outdated(before, subject, scope)),
    ...rows.map(({ subject }) => bucketKey(scope, subject)),
  ]);
  return skipped;
}

async function knownMembers(tx: Query, lookups: readonly string[]): Promise<Map<string, KnownMember>> {
  const rows = await tx.query<KnownMember>(
    `select lookup, subject, scope, exists (select 1 from erasures where erasures.subject = members.subject) as erased
     from members where lookup = any($1::text[])`,
    [lookups],
  );
  return new Map(rows.map((row) => [row.lookup, row]));
}

/** When members of these numbers were erased, ms epoch. */
async function erasures(tx: Query, lookups: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ lookup: string; at: Date }>(
    'select lookup, max(requested_at) as at from erasures where lookup = any($1::text[]) group by lookup',
    [lookups],
  );
  return new Map(rows.map(({ lookup, at }) => [lookup, at.getTime()]));
}

/** The member with what was agreed to since; undefined where that is nothing. */
function agreedSince(encoded: Uint8Array, since: number): Uint8Array | undefined {
  const fields = decodeMember(encoded);
  const consents = fields?.consents.filter(({ givenAt }) => (instantMs(givenAt) ?? 0) > since) ?? [];
  return fields && consents.length > 0 ? encodeMember({ ...fields, consents }) : undefined;
}

/** The bucket key that the member had and has no more. */
function outdated(before: KnownMember | undefined, subject: string, scope: string): string[] {
  if (!before || (before.subject === subject && before.scope === scope)) return [];
  return [bucketKey(before.scope, before.subject)];
}
