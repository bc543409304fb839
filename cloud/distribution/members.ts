import { MemberFields, memberSealContext } from '../../contract/records.ts';
import { MEMBER_KEY_BYTES, SEAL_NONCE_BYTES, seal } from '../../contract/seal.ts';
import { bucketKey } from '../../contract/subjects.ts';
import type { Query } from '../ports/database.ts';
import { type Cells, given, listCell, numberCell } from './csv.ts';
import { batches, type ImportKind, type StoreContext } from './import-kind.ts';
import { momentProblems, orderProblems } from './moments.ts';
import { noteOutbound, type OutboundChange } from './outbound.ts';

const AFFINITY = 'affinity:';

/** Members with their identifiers and consents. What is personal is sealed under the member's own key before it reaches the database. */
export const MEMBERS: ImportKind<MemberFields> = {
  schema: MemberFields,
  columns: {
    // Identifiers and consents may be empty, but a file without these columns is one whose columns are misnamed.
    required: ['member_id', 'identifiers', 'consents'],
    optional: ['first_name', 'consent_given_at', 'consent_expires_at', 'segments'],
    prefix: AFFINITY,
  },
  perShop: false,

  fromCells: (cells, importedAt) => {
    const segments = listCell(cells['segments']);
    const affinities = affinitiesOf(cells);
    return given({
      memberId: cells['member_id'],
      firstName: cells['first_name'],
      identifiers: listCell(cells['identifiers']),
      consents: listCell(cells['consents']).map((purpose) =>
        given({ purpose, givenAt: cells['consent_given_at'] ?? importedAt, expiresAt: cells['consent_expires_at'] }),
      ),
      segments: segments.length > 0 ? segments : undefined,
      affinities: Object.keys(affinities).length > 0 ? affinities : undefined,
    });
  },

  problems: ({ consents }) =>
    consents.flatMap(({ givenAt, expiresAt, withdrawnAt }, at) => {
      const path = (field: string): string[] => ['consents', String(at), field];
      return [
        ...momentProblems([
          [path('givenAt'), givenAt],
          [path('expiresAt'), expiresAt],
          [path('withdrawnAt'), withdrawnAt],
        ]),
        ...orderProblems(path('expiresAt'), givenAt, expiresAt),
      ];
    }),

  // Two members who share an identifier could not be told apart in the shop.
  unique: ({ memberId, identifiers }) => [
    { path: ['memberId'], text: memberId },
    ...[...new Set(identifiers)].map((text) => ({ path: ['identifiers'], text })),
  ],

  store: async (members, context) => {
    for (const batch of batches(members)) await storeBatch(batch, context);
    return [];
  },
};

function affinitiesOf(cells: Cells): Record<string, unknown> {
  const named = Object.entries(cells).filter(([name]) => name.startsWith(AFFINITY));
  return Object.fromEntries(named.map(([name, cell]) => [name.slice(AFFINITY.length), numberCell(cell)]));
}

interface KnownMember {
  readonly lookup: string;
  readonly subject: string;
  readonly scope: string;
}

async function storeBatch(members: readonly MemberFields[], { tx, scope, importedAt, keyRing, random, ids }: StoreContext): Promise<void> {
  const lookups = members.map(({ memberId }) => ids.memberLookup(memberId));
  const known = await knownMembers(tx, lookups);
  const newKeys = new Map<string, Uint8Array>();

  const rows = members.map((fields, at) => {
    const lookup = lookups[at] ?? '';
    const before = known.get(lookup);
    const ringKey = before && keyRing.get(before.subject);
    // A member whose key is gone was erased: who signs up again is somebody new.
    const subject = before && ringKey ? before.subject : random.id();
    const key = ringKey ?? random.bytes(MEMBER_KEY_BYTES);
    if (!ringKey) newKeys.set(subject, key);
    return { lookup, before, subject, sealed: seal(key, memberSealContext(subject), fields, random.bytes(SEAL_NONCE_BYTES)) };
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
  await noteOutbound(tx, [
    ...rows.flatMap(({ before, subject }) => outdated(before, subject, scope)),
    ...rows.map(({ subject, sealed }) => ({ bucket: 'members' as const, key: bucketKey(scope, subject), record: { subject, sealed } })),
  ]);
}

async function knownMembers(tx: Query, lookups: readonly string[]): Promise<Map<string, KnownMember>> {
  const rows = await tx.query<KnownMember>('select lookup, subject, scope from members where lookup = any($1::text[])', [lookups]);
  return new Map(rows.map((row) => [row.lookup, row]));
}

/** The bucket key that the member had and has no more. */
function outdated(before: KnownMember | undefined, subject: string, scope: string): OutboundChange[] {
  if (!before || (before.subject === subject && before.scope === scope)) return [];
  return [{ bucket: 'members', key: bucketKey(before.scope, before.subject), record: undefined }];
}
