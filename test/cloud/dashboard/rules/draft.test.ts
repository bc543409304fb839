import { describe, expect, it } from 'vitest';
import { copyOf, type Draft, draftOf, draftWords, found, idFor, NEW_DRAFT, recordOf } from '../../../../cloud/dashboard/rules/draft.ts';
import { reasonsFor } from '../../../../cloud/dashboard/rules/errors.ts';
import {
  ABOUT_FIELDS,
  CAMPAIGN_FIELDS,
  CAP_FIELDS,
  CONDITION_FIELDS,
  emptyPart,
  type Fields,
} from '../../../../cloud/dashboard/rules/fields.ts';
import { readRule, ruleProblems } from '../../../../cloud/distribution/rules.ts';
import type { RuleRow } from '../../../../contract/http/rule-routes.ts';
import { Campaign } from '../../../../contract/offers/budget.ts';
import { Cap, Condition, OfferSelection } from '../../../../contract/offers/rule.ts';
import { RULES } from '../made-up-rules.ts';

const fieldsOf = (...tables: Fields[]): string[] => tables.flatMap((table) => Object.keys(table)).sort();
const named = (...names: string[]): string[] => names.sort();

describe('a rule while it is written', () => {
  it('can be filled in wherever a rule, a cap or a campaign may say something', () => {
    expect(fieldsOf(ABOUT_FIELDS)).toEqual(named(...Object.keys(OfferSelection.properties)));
    expect(fieldsOf(CONDITION_FIELDS)).toEqual(named(...Object.keys(Condition.properties)));
    expect(named('type', 'id', 'name', 'about', ...fieldsOf(CAP_FIELDS))).toEqual(named(...Object.keys(Cap.properties)));
    expect(named('type', 'id', 'name', 'unit', ...fieldsOf(CAMPAIGN_FIELDS))).toEqual(named(...Object.keys(Campaign.properties)));
  });

  it('comes back as it stood there when nothing is changed', () => {
    for (const row of RULES) {
      const draft = draftOf(row);
      expect(draft).toMatchObject({ scope: row.scope, version: row.version });
      expect(draft && JSON.parse(JSON.stringify(recordOf(draft)))).toEqual(row.record);
    }
  });

  it('is none where people write nothing: the ranking has a place of its own', () => {
    const record: RuleRow['record'] = { type: 'ranking', id: 'all', serve: 'auto', holdoutShare: 0.1, holdoutSalt: '0f'.repeat(8) };
    expect(draftOf({ scope: 'all', importedAt: '2026-03-01T10:00:00Z', version: '0f'.repeat(16), record })).toBeUndefined();
  });

  it('is refused as long as a condition that was begun is empty, so that none is lost unnoticed', () => {
    const isTaken = (when: Draft['when']): boolean => {
      const { value } = readRule(JSON.parse(JSON.stringify(recordOf({ ...NEW_DRAFT, id: 'r', name: 'R', when }))));
      return value !== undefined && ruleProblems(value).length === 0;
    };
    const taken = Object.entries(CONDITION_FIELDS).filter(([key, field]) => isTaken({ [key]: emptyPart(field) }));
    // A choice of some stands on the first of them.
    expect(taken.map(([key]) => key)).toEqual(['shopOpen', 'firstPurchase']);
  });

  it('says what it would do, and what is still to come', () => {
    const rule: Draft = { ...NEW_DRAFT, name: 'R', about: { brands: [] }, when: { hours: { from: '07:00' }, minimumSpend: null } };
    expect(draftWords(rule)).toBe('Offers of brands …: only between 07:00 and …, and with a basket of … or more.');
    expect(draftWords(NEW_DRAFT)).toBe('Every offer: always.');
    expect(draftWords({ ...NEW_DRAFT, when: { weekdays: [], zones: [] } })).toBe('Every offer: only on …, and in the zones ….');
    expect(draftWords({ ...NEW_DRAFT, when: { period: {} } })).toBe('Every offer: only from … before ….');
    const cap: Draft = { ...NEW_DRAFT, type: 'cap', limits: { channels: ['screen'] } };
    expect(draftWords(cap)).toBe('It limits nothing yet: add a limit.');
    expect(draftWords({ ...cap, limits: { perDay: 3 } })).toBe('Every offer: at most 3 on a day.');
    expect(draftWords({ ...NEW_DRAFT, type: 'campaign', limits: { total: 50, grant: null } })).toBe('At most 50 in all (exposures).');
  });

  it('gets an id of its name that facts and shops can carry', () => {
    expect(idFor('Brot & Käse, 7–11 Uhr!')).toBe('brot-kase-7-11-uhr');
    expect(idFor('…')).toBe('');
    expect(idFor('x'.repeat(80))).toHaveLength(64);
  });

  it('is copied as a new one, however long its name is', () => {
    const copy = copyOf({ ...NEW_DRAFT, id: 'x'.repeat(64), name: 'y'.repeat(120), version: '0f'.repeat(16) });
    expect(copy).toMatchObject({ id: `${'x'.repeat(59)}-copy`, name: `${'y'.repeat(113)} (copy)`, version: undefined });
  });

  it('is found by words of its name, its kind, its shop and what it says', () => {
    const ids = (wanted: string) => found(RULES, wanted).map(({ record }) => record.id);
    expect(ids('')).toHaveLength(RULES.length);
    expect(ids('BREAD bakery')).toEqual(['mornings-only']);
    expect(ids('cap seestrasse')).toEqual(['other']);
    expect(ids('bread seestrasse')).toEqual([]);
  });

  it('is told what is wrong at the field that it is wrong in', () => {
    const rejected = [
      { field: 'when.hours.from', reason: 'is missing' },
      { field: 'about.brands.1', reason: 'must be a name' },
      { field: 'about.brands', reason: 'are too many' },
      { field: 'about.brandsman', reason: 'is not known here' },
      { field: 'when.zones', reason: 'must not have fewer than 1 items' },
    ];
    expect(reasonsFor(rejected, 'when.hours')).toEqual(['from is missing']);
    expect(reasonsFor(rejected, 'about.brands')).toEqual(['the 2. one must be a name', 'are too many']);
    expect(reasonsFor(rejected, 'when.zones')).toEqual(['needs at least one']);
    expect(reasonsFor(rejected, 'name')).toEqual([]);
  });
});
