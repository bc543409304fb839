import { describe, expect, it } from 'vitest';
import { departmentHues } from '../../../devices/screen/department.ts';
import { badgeSize, titleSize, unbroken, wordsOf } from '../../../devices/screen/text-size.ts';

describe('the look of a department', () => {
  it('is the same each day', () => {
    expect(departmentHues('garden')).toEqual(departmentHues('garden'));
  });

  it('differs between the departments of a shop', () => {
    const grounds = ['fashion', 'home', 'electronics', 'food', 'garden', 'toys'].map((zone) => departmentHues(zone).ground);
    expect(new Set(grounds).size).toBeGreaterThanOrEqual(4);
  });

  it('sets few words larger than many', () => {
    expect(titleSize('Fresh coffee')).toBe('short');
    expect(titleSize('x'.repeat(120))).toBe('longest');
    expect(badgeSize('−20 %')).toBe('short');
    expect(badgeSize('buy two, get one for free')).toBe('longest');
  });

  it('says the names of the catalogue as people do', () => {
    expect(wordsOf('garden-tools_large')).toBe('garden tools large');
  });

  it('keeps a number and its sign together', () => {
    expect(unbroken('−20 % on 2 pots')).toBe('−20\u00a0% on 2 pots');
  });
});
