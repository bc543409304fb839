import Type from 'typebox';
import { ConfigRecord } from '../offers/config-record.ts';
import { InstantText, Name, ThingId } from '../scalars.ts';
import { route } from './route.ts';

/** What people write at headquarters for the shops to obey. */
export const RULE_TYPES = ['rule', 'cap', 'campaign'] as const;
export type RuleType = (typeof RULE_TYPES)[number];

export const RuleRow = Type.Object({
  scope: Type.Unsafe<string>({ ...Name, description: 'the shop that it is for, or `all`' }),
  importedAt: Type.Unsafe<string>({ ...InstantText, description: 'when it was imported, or edited last' }),
  version: Type.Unsafe<string>({ ...ThingId, description: 'of what it says; told by who changes or removes just this' }),
  record: ConfigRecord,
});
export type RuleRow = Type.Static<typeof RuleRow>;

const OneRule = Type.Object({ scope: Name, type: Type.Enum(RULE_TYPES), id: Name });
const ReadVersion = Type.Optional(
  Type.Unsafe<string>({ ...ThingId, description: 'the version that was read; refused where it is another by now (HQ_RULE_CHANGED)' }),
);

/** What became of a rule that somebody wrote: stored as `row`, or what is wrong with it. */
export const RuleReply = Type.Object({
  row: Type.Optional(RuleRow),
  rejected: Type.Array(Type.Object({ field: Type.String({ description: 'as in when.hours.from' }), reason: Type.String() })),
});
export type RuleReply = Type.Static<typeof RuleReply>;

export const BudgetRow = Type.Object({
  campaign: Name,
  shop: Name,
  granted: Type.Number({ description: 'ever; the sum over the shops never passes the total of the campaign' }),
  spent: Type.Number({ description: 'ever, as the shop told last' }),
  until: Type.Unsafe<string>({ ...InstantText, description: 'so long the shop spends without asking again' }),
});
export type BudgetRow = Type.Static<typeof BudgetRow>;

export const ruleRoutes = {
  rules: route({
    method: 'GET',
    path: '/api/rules',
    access: 'session',
    summary: 'Rules, caps and campaigns of all shops and of single ones.',
    response: Type.Object({
      rows: Type.Array(RuleRow),
      mayEdit: Type.Boolean({ description: 'whether the one who asks may change them' }),
    }),
  }),
  putRule: route({
    method: 'PUT',
    path: '/api/rules/:scope/:type/:id',
    access: 'editor',
    summary: 'Stores one rule, cap or campaign: a new one without a version, or in the place of the version that was read.',
    params: OneRule,
    query: Type.Object({ version: ReadVersion }),
    body: {
      types: ['application/json'],
      schema: Type.Unsafe<object>({ type: 'object', description: 'a Rule, Cap or Campaign, as docs/offers.md says' }),
    },
    response: RuleReply,
    alsoStatuses: [422],
  }),
  removeRule: route({
    method: 'DELETE',
    path: '/api/rules/:scope/:type/:id',
    access: 'editor',
    summary: 'Removes a rule, a cap or a campaign; the shops obey it no more.',
    params: OneRule,
    query: Type.Object({ version: ReadVersion }),
    response: Type.Object({ removed: Type.Boolean() }),
  }),
  budgets: route({
    method: 'GET',
    path: '/api/budgets',
    access: 'session',
    summary: 'What each shop was granted of the budgets of campaigns, and what it spent.',
    response: Type.Object({ rows: Type.Array(BudgetRow) }),
  }),
  takeBackBudget: route({
    method: 'DELETE',
    path: '/api/budgets/:campaign/:shop',
    access: 'admin',
    summary: 'Takes back what is left of the grant of a shop that does not come back, once its lease is over.',
    params: Type.Object({ campaign: Name, shop: Name }),
    response: Type.Object({
      takenBack: Type.Number({ description: 'of the total of the campaign' }),
      ofMembers: Type.Number({ description: 'of what is for single members, added up' }),
    }),
  }),
} as const;
