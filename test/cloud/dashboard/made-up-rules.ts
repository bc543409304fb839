import type { BudgetRow, RuleRow } from '../../../contract/http/rule-routes.ts';

const importedAt = '2026-03-01T10:00:00Z';
const version = '0f'.repeat(16);
/** What headquarters says to all shops and to single ones. */
export const RULES: readonly RuleRow[] = [
  {
    scope: 'all',
    importedAt,
    version,
    record: { type: 'campaign', id: 'spring', name: 'Spring', unit: 'money', total: 2500, perShopAndDay: 40 },
  },
  { scope: 'all', importedAt, version, record: { type: 'cap', id: 'calm', name: 'Calm', about: {}, perDay: 5, gapMs: 60_000 } },
  {
    scope: 'marktplatz',
    importedAt,
    version,
    record: {
      type: 'rule',
      id: 'mornings-only',
      name: 'Bread in the morning',
      about: { categories: ['bakery'] },
      effect: 'require',
      when: { hours: { from: '07:00', until: '11:00' } },
    },
  },
  { scope: 'seestrasse', importedAt, version, record: { type: 'cap', id: 'other', name: 'Of another shop', about: {}, perDay: 1 } },
];
export const BUDGETS: readonly BudgetRow[] = [
  { campaign: 'spring', shop: 'marktplatz', granted: 50, spent: 31.5, until: '2026-03-09T10:00:00Z' },
  { campaign: 'autumn', shop: 'seestrasse', granted: 25, spent: 3, until: '2026-03-09T10:00:00Z' },
];
