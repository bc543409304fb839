import Type from 'typebox';
import { ConfigRecord } from '../offers/config-record.ts';
import { InstantText, Name } from '../scalars.ts';
import { route } from './route.ts';

/** What people write at headquarters for the shops to obey. */
export const RULE_TYPES = ['rule', 'cap', 'campaign'] as const;
export type RuleType = (typeof RULE_TYPES)[number];

export const RuleRow = Type.Object({
  scope: Type.Unsafe<string>({ ...Name, description: 'the shop that it is for, or `all`' }),
  importedAt: InstantText,
  record: ConfigRecord,
});
export type RuleRow = Type.Static<typeof RuleRow>;

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
    response: Type.Object({ rows: Type.Array(RuleRow) }),
  }),
  removeRule: route({
    method: 'DELETE',
    path: '/api/rules/:scope/:type/:id',
    access: 'admin',
    summary: 'Removes a rule, a cap or a campaign; the shops obey it no more.',
    params: Type.Object({ scope: Name, type: Type.Enum(RULE_TYPES), id: Name }),
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
    response: Type.Object({ takenBack: Type.Number() }),
  }),
} as const;
