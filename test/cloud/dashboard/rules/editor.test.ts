import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../cloud/ports/database.ts';
import type { RuleRow } from '../../../../contract/http/rule-routes.ts';
import { CHROMIUM, type OpenOptions, useBrowser } from '../../../support/browser.ts';
import { addFact } from '../../../support/derived-rows.ts';
import { hqDatabase } from '../../../support/hq-database.ts';
import { hqServer } from '../../../support/hq-server.ts';
import { asAdmin } from '../../../support/served.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { builtWebApp } from '../../../support/web-build.ts';

const BREAD = {
  ...{ type: 'rule', id: 'bread', name: 'Bread in the morning', about: { categories: ['bakery'] }, effect: 'require' },
  when: { hours: { from: '07:00', until: '11:00' }, subjects: ['0f'.repeat(16)] },
};
const CALM = { type: 'cap', id: 'calm', name: 'Calm', about: {}, perDay: 5 };

describe.skipIf(!CHROMIUM)('the editor of rules at headquarters', () => {
  const { folder } = builtWebApp('dashboard');
  const browser = useBrowser();
  let database: Database;
  beforeAll(async () => {
    database = await hqDatabase();
    await addFact(database, 'lyon-3', 1, '2026-11-22T08:00:00Z');
  });
  afterAll(() => database.close());

  /** Headquarters with two rules, and the page as a link opens it: for Marta, who may edit, or to look only. */
  async function look({ editor = 'marta', ...options }: OpenOptions & { editor?: string | undefined } = {}) {
    await database.query('delete from config');
    const webFolder = tempFolder();
    symlinkSync(folder, join(webFolder, 'dashboard'));
    const hq = await hqServer(database, webFolder);
    const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
      (await hq.server.inject({ method, url, headers: asAdmin, ...(payload && { payload }) })).json();
    const rules = async (): Promise<RuleRow[]> => (await ask('GET', '/api/rules')).rows;
    const put = (record: typeof BREAD | typeof CALM, version?: string) =>
      ask('PUT', `/api/rules/all/${record.type}/${record.id}${version === undefined ? '' : `?version=${version}`}`, record);
    for (const record of [BREAD, CALM]) await put(record);
    const open = async (by?: string): Promise<Page> => {
      const { url } = await ask('POST', '/api/links', { target: 'dashboard', ...(by !== undefined && { editor: by }) });
      const page = await browser.open(url, options);
      await page.getByRole('link', { name: 'Rules and budgets' }).click();
      await page.getByRole('row', { name: /Bread in the morning/u }).waitFor();
      return page;
    };
    const page = await open(editor === '' ? undefined : editor);
    const dialog = page.getByRole('dialog');
    return { ...hq, page, dialog, rules, put };
  }

  it('changes a rule: what it will do is told while it is written, and the list and the shops have it', async () => {
    const { page, dialog, buckets, audit } = await look();
    await page.getByRole('button', { name: 'Edit “Bread in the morning”' }).click();
    await dialog.getByLabel('Until', { exact: true }).fill('10:30');
    await dialog.getByRole('combobox', { name: 'Further condition' }).selectOption('Basket worth at least');
    await dialog.getByRole('button', { name: 'Add a condition' }).click();
    await dialog.getByText('with a basket of … or more').waitFor();
    await page.keyboard.type('20');
    await dialog.getByText('only between 07:00 and 10:30, and for 1 named member, and with a basket of 20 or more.').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('“Bread in the morning” is stored.').waitFor();
    await page.getByRole('row', { name: /between 07:00 and 10:30.* basket of 20 or more/u }).waitFor();
    expect(buckets.get('config', 'all.rule-bread')).toEqual({
      ...BREAD,
      when: { ...BREAD.when, hours: { from: '07:00', until: '10:30' }, minimumSpend: 20 },
    });
    expect(audit.entries.at(-1)).toMatchObject({ action: 'rule-changed', by: 'marta', what: 'rule', place: 'all', outcome: 'done' });
    const pressed = page.getByRole('button', { name: 'Edit “Bread in the morning”' });
    expect(await pressed.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('makes a new rule for one shop, of every kind of condition', async () => {
    const { page, dialog, rules } = await look();
    await page.getByRole('button', { name: 'New' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Käse am Abend');
    expect(await dialog.getByLabel('Id', { exact: true }).inputValue()).toBe('kase-am-abend');
    await dialog.getByLabel('For', { exact: true }).selectOption('lyon-3');
    await dialog.getByRole('button', { name: 'Add a selection' }).click();
    await page.keyboard.type('cheese, dairy');
    await dialog.getByLabel('Effect', { exact: true }).selectOption('never show where the conditions hold');
    const add = async (condition: string): Promise<void> => {
      await dialog.getByRole('combobox', { name: 'Further condition' }).selectOption(condition);
      await dialog.getByRole('button', { name: 'Add a condition' }).click();
    };
    await add('Period');
    await dialog.getByRole('group', { name: 'Period' }).getByLabel('From', { exact: true }).fill('2026-12-01T09:00');
    await add('Hours');
    await dialog.getByRole('group', { name: 'Hours' }).getByLabel('From', { exact: true }).fill('17:00');
    await dialog.getByRole('group', { name: 'Hours' }).getByLabel('Until', { exact: true }).fill('20:00');
    await add('Weekdays');
    await dialog.getByLabel('Friday', { exact: true }).check();
    await add('Opening hours');
    await add('First purchase');
    await dialog.getByLabel('First purchase', { exact: true }).selectOption('nothing of the brand');
    await add('Stock of at least');
    await page.keyboard.type('3');
    await add('Tiers');
    await dialog.getByRole('button', { name: 'Remove Tiers' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Käse am Abend.*lyon-3/u }).waitFor();
    const from = await page.evaluate(() => new Date('2026-12-01T09:00').toISOString());
    expect((await rules()).find(({ scope }) => scope === 'lyon-3')?.record).toEqual({
      ...{ type: 'rule', id: 'kase-am-abend', name: 'Käse am Abend', about: { categories: ['cheese', 'dairy'] }, effect: 'forbid' },
      when: {
        ...{ period: { from }, hours: { from: '17:00', until: '20:00' }, weekdays: [5], shopOpen: true },
        ...{ firstPurchase: 'brand', stockAtLeast: 3 },
      },
    });
  });

  it('says beside the field what is wrong with it, and stores nothing until it is right', async () => {
    const { page, dialog, rules } = await look({ expected: /422/u });
    await page.getByRole('button', { name: 'New' }).click();
    await dialog.getByText('Cap', { exact: true }).click();
    await dialog.getByText('It limits nothing yet: add a limit.').waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('Quiet');
    await dialog.getByRole('button', { name: 'Add a selection' }).click();
    await dialog.getByLabel('Categories', { exact: true }).fill('bakery, naïve');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('the 2. one must be letters, digits, _ and -; at most 64').waitFor();
    const categories = dialog.getByLabel('Categories', { exact: true });
    expect(await categories.getAttribute('aria-invalid')).toBe('true');
    expect(await categories.evaluate((input) => input === document.activeElement)).toBe(true);
    await categories.fill('bakery');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Most on a day is missing, and so is every other limit').waitFor();
    await dialog.getByRole('combobox', { name: 'Further limit' }).selectOption('Seconds between two');
    await dialog.getByRole('button', { name: 'Add a limit' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('needs a whole number').waitFor();
    expect(await rules()).toHaveLength(2);
    await dialog.getByLabel('Seconds between two', { exact: true }).fill('90');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Quiet.*at most 90 s between two/u }).waitFor();
  });

  it('refuses who was too late, shows what is there now, and takes the change made to that', async () => {
    const { page, dialog, rules, put } = await look({ expected: /409/u });
    await page.getByRole('button', { name: 'Edit “Calm”' }).click();
    const [{ version } = { version: '' }] = (await rules()).filter(({ record }) => record.id === 'calm');
    await put({ ...CALM, perDay: 2 }, version);
    await dialog.getByLabel('Most on a day', { exact: true }).fill('9');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('Somebody changed or removed it since it was read here.').waitFor();
    await dialog.getByRole('button', { name: 'Show what is there now' }).click();
    await expect.poll(() => dialog.getByLabel('Most on a day', { exact: true }).inputValue()).toBe('2');
    await dialog.getByLabel('Most on a day', { exact: true }).fill('3');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Calm.*at most 3 on a day/u }).waitFor();
  });

  it('duplicates a rule under another id, and does not lose it to a slip of the keyboard', async () => {
    const { page, dialog, rules } = await look();
    await page.getByRole('button', { name: 'Duplicate “Calm”' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Calmer');
    await page.keyboard.press('Escape');
    await dialog.getByText('What was changed here is lost when this is closed.').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Calmer/u }).waitFor();
    expect((await rules()).map(({ record }) => record.id).sort()).toEqual(['bread', 'calm', 'calmer']);
  });

  it('deletes a rule after a question that is answered by keyboard', async () => {
    const { page, buckets } = await look();
    await page.getByRole('button', { name: 'Delete “Calm”' }).press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Delete “Calm”?' });
    await question.getByText('Every offer: at most 5 on a day. It is for all shops').waitFor();
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(buckets.keys('config')).toContain('all.cap-calm');
    await page.keyboard.press('Enter');
    await question.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('“Calm” is deleted.').waitFor();
    await page.getByRole('row', { name: /Calm/u }).waitFor({ state: 'detached' });
    expect(buckets.keys('config')).toEqual(['all.rule-bread']);
  });

  it('finds rules by any of their words', async () => {
    const { page } = await look();
    await page.getByRole('searchbox', { name: 'Search' }).fill('bakery morning');
    await page.getByRole('status').getByText('1 of 2 found').waitFor();
    await page.getByRole('row', { name: /Calm/u }).waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /Bread in the morning/u }).count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search' }).fill('nonsense');
    await page.getByText('Nothing found').waitFor();
  });

  it('has nothing to press for a browser that may only look, whose requests are refused', async () => {
    const { page, buckets } = await look({ editor: '', expected: /403/u });
    await page.getByText('To look at; who may edit opens an editor link.').waitFor();
    for (const name of [/^New/u, /^Edit/u, /^Duplicate/u, /^Delete/u]) expect(await page.getByRole('button', { name }).count()).toBe(0);
    const refused = await page.evaluate(
      async (body) => {
        const headers = { 'content-type': 'application/json' };
        const answers = [
          await fetch('/api/rules/all/cap/calm', { method: 'PUT', headers, body: JSON.stringify(body) }),
          await fetch('/api/rules/all/cap/calm', { method: 'DELETE' }),
        ];
        return Promise.all(answers.map(async (answer) => (await answer.json()).code));
      },
      { ...CALM, perDay: 9 },
    );
    expect(refused).toEqual(['API_READ_ONLY', 'API_READ_ONLY']);
    expect(buckets.get('config', 'all.cap-calm')).toEqual(CALM);
  });

  it.each([390, 1440])('fits a display that is %i pixels wide', async (width) => {
    const { page, dialog } = await look({ viewport: { width, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.getByRole('button', { name: 'Edit “Bread in the morning”' }).click();
    await dialog.getByLabel('Name', { exact: true }).waitFor();
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  });
});
