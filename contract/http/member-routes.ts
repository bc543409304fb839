import Type from 'typebox';
import { NOT_INTERESTED_SCOPES } from '../facts/offer-facts.ts';
import { SECRET_KINDS } from '../identifier.ts';
import { MemberFields } from '../records.ts';
import { InstantText, Name, SubjectId } from '../scalars.ts';
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

const When = (description: string) => Type.Unsafe<string>({ ...InstantText, description });

/** What a member said not to be interested in. */
export const MemberObjections = Type.Object({
  subject: SubjectId,
  objections: Type.Array(
    Type.Object({
      scope: Type.Enum(NOT_INTERESTED_SCOPES),
      of: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'which offer, category or brand' })),
      saidAt: InstantText,
      blockedUntil: When('nothing of it is shown before'),
      fadesUntil: When('from then on it is as if it had not been said; in between it is shown more and more again'),
    }),
  ),
});
export type MemberObjections = Type.Static<typeof MemberObjections>;

const OneMember = Type.Object({
  member: Type.String({ minLength: 1, maxLength: 256, description: 'the number of the member, an identifier or the subject id' }),
});

export const memberRoutes = {
  memberObjections: route({
    method: 'GET',
    path: '/api/members/:member/objections',
    access: 'admin',
    summary: 'What a member said not to be interested in. Noted in the audit log.',
    params: OneMember,
    response: MemberObjections,
  }),
  deleteObjections: route({
    method: 'DELETE',
    path: '/api/members/:member/objections',
    access: 'admin',
    summary: 'Takes back one objection of a member, or all and whatever was ignored or dismissed. What is left. Noted in the audit log.',
    params: OneMember,
    query: Type.Object({
      scope: Type.Optional(Type.Enum(NOT_INTERESTED_SCOPES, { description: 'everything when absent' })),
      of: Type.Optional(Type.Unsafe<string>({ ...Name, description: 'which offer, category or brand' })),
    }),
    response: MemberObjections,
  }),
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
