import { describe, expect, test } from 'vitest';
import { PARAMETERS } from '../../cloud/dashboard/parameter-words.ts';
import { durationWords } from '../../cloud/dashboard/words.ts';
import { Settings } from '../../contract/site.ts';
import { trackedText } from '../support/tracked-files.ts';

/** The default of `footfall.bounceMs` and the like, from the schema of the site file. */
function defaultMs(setting: string): number {
  const [part = '', key = ''] = setting.split('.');
  const parts = Settings.properties as Record<string, { properties?: Record<string, { default?: number }> }>;
  return parts[part]?.properties?.[key]?.default ?? Number.NaN;
}

describe('the page on what the figures of footfall mean', () => {
  const rows = trackedText('docs/footfall.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));

  test.each(PARAMETERS)('has $setting with its default', ({ setting }) => {
    const row = rows.find((line) => line.includes(`\`${setting}\``)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    expect(cells).toContain(durationWords(defaultMs(setting)).replace(/ 00 (?:s|min)$/u, ''));
  });
});
