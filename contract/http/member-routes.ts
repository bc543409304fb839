import Type from 'typebox';
import { SECRET_KINDS } from '../identifier.ts';
import { MemberFields } from '../records.ts';
import { SubjectId } from '../scalars.ts';
import { route } from './route.ts';

/** A member as the shop knows him, without the secrets of his phones. */
export const MemberShown = Type.Object({
  subject: SubjectId,
  member: Type.Omit(MemberFields, ['identifiers', 'devices']),
  phones: Type.Array(
    Type.Object({
      identifiers: Type.Array(Type.String()),
      secrets: Type.Array(Type.Enum(SECRET_KINDS), { description: 'which secrets the shop has; never which they are' }),
    }),
    { description: "the member's own first, then those of a household that shares the card" },
  ),
  addedHere: Type.Object(
    { purchases: Type.Integer(), offers: Type.Integer() },
    { description: 'what happened in this shop and the record of headquarters does not account for yet; it is counted in `member`' },
  ),
});
export type MemberShown = Type.Static<typeof MemberShown>;

export const memberRoutes = {
  showMember: route({
    method: 'POST',
    path: '/api/members/show',
    access: 'admin',
    summary: 'What the shop knows of one member. Noted in the audit log.',
    body: {
      types: ['application/json'],
      schema: Type.Object(
        {
          member: Type.String({
            minLength: 1,
            maxLength: 256,
            description: 'the number of the member, an identifier such as `card:0123456789`, or the subject id',
          }),
        },
        { additionalProperties: false },
      ),
    },
    response: MemberShown,
  }),
} as const;
