import Type from 'typebox';
import { InstantText, Name, SubjectId } from '../scalars.ts';

export const BUDGET_UNITS = ['exposures', 'redemptions', 'money'] as const;

const Units = Type.Number({ minimum: 0, maximum: 1e12, description: 'exposures, redemptions, or money at the cost of the offer' });

/** What a campaign may spend. A shop spends only of what it was granted, so that shops that are cut off cannot overspend together. */
export const Campaign = Type.Object(
  {
    type: Type.Literal('campaign'),
    id: Name,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    unit: Type.Enum(BUDGET_UNITS),
    total: Type.Optional(Type.Unsafe<number>({ ...Units, description: 'of all shops together; unlimited when absent' })),
    perMember: Type.Optional(Type.Unsafe<number>({ ...Units, description: 'of one member in all shops together; unlimited when absent' })),
    perShopAndDay: Type.Optional(Units),
    grant: Type.Optional(
      Type.Unsafe<number>({ ...Units, description: 'how much a shop is granted at a time; a hundredth of the total when absent' }),
    ),
  },
  { $id: 'Campaign', additionalProperties: false },
);
export type Campaign = Type.Static<typeof Campaign>;

/** A request that wants no more than this only tells what is spent, and hears what is granted. */
export const NOTHING_MORE = 0.001;

const LeaseMember = Type.Optional(
  Type.Unsafe<string>({ ...SubjectId, description: 'of what is for this member; of the total of the campaign when absent' }),
);

/** Edge → HQ, request and reply. All numbers are running totals of the shop, so that a request or a reply that is lost, or told twice, changes nothing. */
export const LeaseRequest = Type.Object(
  {
    campaign: Name,
    member: LeaseMember,
    spent: Type.Unsafe<number>({ ...Units, description: 'ever, by this shop' }),
    wanted: Type.Unsafe<number>({
      ...Units,
      description: `beyond what is spent; 0 gives back what is left, and up to ${NOTHING_MORE} asks for nothing more`,
    }),
    kept: Type.Optional(Type.Unsafe<number>({ ...Units, description: 'put aside, and so not given back with a wanted of 0' })),
    at: Type.Unsafe<string>({
      ...InstantText,
      description: 'by the clock of the shop; what is not newer than what was heard changes nothing',
    }),
  },
  { $id: 'LeaseRequest', additionalProperties: false },
);
export type LeaseRequest = Type.Static<typeof LeaseRequest>;

export const LeaseReply = Type.Object(
  {
    campaign: Name,
    member: LeaseMember,
    granted: Type.Unsafe<number>({
      ...Units,
      description: 'ever, to this shop; the sum over the shops never passes the total, or what is for the member',
    }),
    spent: Type.Unsafe<number>({
      ...Units,
      description: 'the most that this shop ever told: a shop restored from a backup goes on from it',
    }),
    until: Type.Unsafe<string>({ ...InstantText, description: 'not spent after this, unless headquarters is asked again' }),
  },
  { $id: 'LeaseReply', additionalProperties: false },
);
export type LeaseReply = Type.Static<typeof LeaseReply>;
