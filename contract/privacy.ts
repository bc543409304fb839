import Type from 'typebox';
import { Actor } from './facts/security-facts.ts';
import { InstantText, Name, SubjectId, ThingId } from './scalars.ts';

/** How many of what was removed, by the place where it was. */
export const Removed = Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), Type.Integer({ minimum: 0 }));
export type Removed = Type.Static<typeof Removed>;

/** What can be shown to whoever asked to be forgotten, and to an authority. */
export const ErasureReceipt = Type.Object(
  {
    erasureId: ThingId,
    subject: Type.Unsafe<string>({ ...SubjectId, description: 'the random id that stood for the person; it leads to nobody any more' }),
    reference: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{64}$',
        description: 'keyed hash of the member number: headquarters can say again whose receipt it is',
      }),
    ),
    requestedAt: InstantText,
    requestedBy: Actor,
    issuedAt: InstantText,
    headquarters: Type.Object({
      finishedAt: Type.Optional(Type.Unsafe<string>({ ...InstantText, description: 'absent while it is under way' })),
      removed: Removed,
    }),
    shops: Type.Array(Type.Object({ shop: Name, erasedAt: InstantText, removed: Removed })),
    pending: Type.Array(Name, { description: 'shops that have not told yet: cut off, they erase before anything else when they return' }),
    complete: Type.Boolean({ description: 'headquarters and every shop have erased' }),
  },
  { $id: 'ErasureReceipt', additionalProperties: false },
);
export type ErasureReceipt = Type.Static<typeof ErasureReceipt>;

/** Signed over the canonical JSON of the receipt: names sorted, no spaces. */
export const SignedReceipt = Type.Object(
  {
    receipt: ErasureReceipt,
    publicKey: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'Ed25519, base64url' }),
    signature: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$', description: 'Ed25519 (RFC 8032), base64url' }),
  },
  { $id: 'SignedReceipt', additionalProperties: false },
);
export type SignedReceipt = Type.Static<typeof SignedReceipt>;

const Row = Type.Record(Type.String(), Type.Unknown());
const Holding = Type.Object({ what: Type.String({ maxLength: 40 }), rows: Type.Array(Row) });

/** Everything that one place holds of somebody, opened, kind by kind. */
export const Holdings = Type.Array(Holding, { maxItems: 100 });
export type Holdings = Type.Static<typeof Holdings>;

export const PersonalData = Type.Object(
  {
    subject: SubjectId,
    exportedAt: InstantText,
    place: Type.String({ maxLength: 80, description: '`headquarters`, or the shop' }),
    holdings: Holdings,
    shops: Type.Optional(Type.Array(Type.Object({ shop: Name, holdings: Holdings }))),
    away: Type.Optional(Type.Array(Name, { description: 'shops that did not answer: ask again when they are connected' })),
  },
  { $id: 'PersonalData', description: 'Everything that is held of one member.' },
);
export type PersonalData = Type.Static<typeof PersonalData>;

/** About whom. The number of a member is in a body, never in an address that would be logged. */
export const MemberQuestion = Type.Object({ memberId: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });

/** HQ → edge: tell what you hold of this subject. */
export const ExportRequest = Type.Object({ requestId: ThingId, subject: SubjectId }, { $id: 'ExportRequest' });
export type ExportRequest = Type.Static<typeof ExportRequest>;

/** Edge → HQ: a part of the answer, sealed under the key of the member that both have; context of the seal: `export/<requestId>/<part>`. */
export const ExportPart = Type.Object(
  {
    requestId: ThingId,
    part: Type.Integer({ minimum: 0, maximum: 999 }),
    parts: Type.Integer({ minimum: 0, maximum: 1000, description: '0: nothing is held here that could be opened' }),
    sealed: Type.Optional(Type.String({ pattern: '^1\\.[A-Za-z0-9_-]{38,}$', maxLength: 800_000 })),
  },
  { $id: 'ExportPart', additionalProperties: false },
);
export type ExportPart = Type.Static<typeof ExportPart>;
export const exportSealContext = (requestId: string, part: number): string => `export/${requestId}/${part}`;
