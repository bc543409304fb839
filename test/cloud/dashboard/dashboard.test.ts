import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CHROMIUM, type OpenOptions, useBrowser } from '../../support/browser.ts';
import { contentSecurityPolicy, servePages } from '../../support/page-server.ts';
import { builtWebApp } from '../../support/web-build.ts';
import { type MadeUpHeadquarters, madeUpHeadquarters } from './made-up-headquarters.ts';

describe.skipIf(!CHROMIUM)('the dashboard of headquarters', () => {
  const { folder } = builtWebApp('dashboard');
  const browser = useBrowser();

  async function look(prepare: (headquarters: MadeUpHeadquarters) => void = () => undefined, options: OpenOptions = {}) {
    const headquarters = madeUpHeadquarters(Date.now());
    prepare(headquarters);
    const url = await servePages(folder, contentSecurityPolicy(), headquarters.api);
    return { headquarters, page: await browser.open(url, options) };
  }

  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it('shows the figures of a shop, with what is counted beside the footfall and how fresh it is', async () => {
    const { page } = await look();
    await page.getByText(/^Last heard \d+ s ago$/u).waitFor();
    const footfall = card(page, 'Footfall per 15 minutes');
    await footfall.getByText('Visits of consented members').waitFor();
    await footfall.getByRole('img', { name: /^Entries and occupancy per 15 minutes: \d+ entries.*776 in, 768 out\.$/u }).waitFor();
    await footfall.getByText('Conversion 25 %: 192 receipts / 776 people in through the doors.').waitFor();
    await footfall.getByText('conversion = receipts / people in').waitFor();
    await card(page, 'Zones')
      .getByRole('img', { name: /Home kitchen 1 h 17 min in 17 stays/u })
      .waitFor();
    const tiles = await page.locator('.tile').allInnerTexts();
    expect(tiles[0]).toMatch(/^In the shop now\s+2\s/u);
    expect(tiles[3]).toMatch(/^Offers shown\s+24\s/u);
    expect(tiles[4]).toMatch(/^Pickup wait\s+57 s\s+1 customer waiting now/u);
  });

  it('opens a visit to its path, by keyboard as well', async () => {
    const { page } = await look();
    const open = card(page, 'Visits')
      .getByRole('button', { name: /^Stays of visit/u })
      .nth(2);
    await open.focus();
    await page.keyboard.press('Enter');
    const stays = card(page, 'Visits').getByRole('list', { name: 'Zone stays' }).getByRole('listitem');
    await stays.first().waitFor();
    expect(await stays.count()).toBe(3);
    expect(await open.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    await stays.first().waitFor({ state: 'detached' });
  });

  it('says of a visit that still goes on that it does', async () => {
    const { page } = await look();
    const visits = card(page, 'Visits');
    await visits.getByText('In the shop').first().waitFor();
    await visits
      .getByRole('button', { name: /^Stays of visit/u })
      .first()
      .click();
    await visits.getByText('No finished stay yet').waitFor();
  });

  it('explains a decision in plain words: candidates, scores, refusals, propensity', async () => {
    const { page } = await look();
    await card(page, 'Decisions').getByRole('button', { name: 'Why?' }).first().click();
    const why = page.getByRole('dialog', { name: 'Why “linen-2for1”?' });
    await why.getByText('The model expects the most of it among 3 allowed offers.').waitFor();
    await why.getByText('already shown during this visit').waitFor();
    await why.getByText('8.4 %').waitFor();
    await why.getByText('93 %').waitFor();
    await why.getByText('offer-ranker 2026-03-01 4f2a91c0').waitFor();
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'hidden' });
  });

  it('explains why nothing was shown', async () => {
    const { page } = await look();
    await card(page, 'Decisions')
      .getByRole('row', { name: /nothing shown/u })
      .getByRole('button', { name: 'Why?' })
      .click();
    const why = page.getByRole('dialog', { name: 'Why nothing?' });
    await why.getByText('Nothing was shown: a rule ruled out every offer.').waitFor();
    await why.getByText('meant for another department, no screen in this department').first().waitFor();
    await why.getByRole('button', { name: 'Close' }).click();
    await why.waitFor({ state: 'hidden' });
  });

  it('lists the offers that were seen and the pickups', async () => {
    const { page } = await look();
    await card(page, 'Offers shown').getByRole('cell', { name: 'fashion-1' }).first().waitFor();
    const pickups = card(page, 'Pickups');
    for (const state of ['Waiting', 'Served', 'Not taken']) await pickups.getByText(state, { exact: true }).first().waitFor();
    await card(page, 'Visits').getByRole('button', { name: 'Show 6 earlier visits' }).click();
    expect(
      await card(page, 'Visits')
        .getByRole('button', { name: /^Stays of visit/u })
        .count(),
    ).toBe(14);
  });

  it('changes shop and period, and says so where a shop has nothing yet', async () => {
    const { page, headquarters } = await look();
    await page.getByRole('combobox', { name: 'Shop' }).selectOption('seestrasse');
    await page.getByText('No visits in this period').first().waitFor();
    await page.getByText('Never heard').waitFor();
    await page.getByText('7 days').click();
    await expect.poll(() => headquarters.asked.some((path) => isAWeekAgo(path))).toBe(true);
    expect(page.url()).toContain('?shop=seestrasse');
  });

  it('asks again by itself, and shows what has changed', async () => {
    const { page, headquarters } = await look();
    await page.getByText(/^Last heard/u).waitFor();
    headquarters.shops = headquarters.shops.map((shop) => ({ ...shop, present: 7 }));
    await page.locator('.tile', { hasText: 'In the shop now' }).getByText('7', { exact: true }).waitFor();
  });

  it('welcomes a headquarters that has no shop yet', async () => {
    const { page } = await look((headquarters) => {
      headquarters.shops = [];
    });
    await page.getByText('No shop has reported yet').waitFor();
  });

  it('says what is wrong when headquarters fails, keeps the old figures in sight, and recovers', async () => {
    const { page, headquarters } = await look(undefined, { expected: /503/u });
    await page.getByText('Visits of consented members').waitFor();
    headquarters.failure = { status: 503, body: { code: 'HQ_DATABASE', message: 'The database refused: it is starting.' } };
    const trouble = page.getByRole('alert');
    await trouble.getByText('The database refused: it is starting.').waitFor();
    await page.getByText('Visits of consented members').waitFor();
    headquarters.failure = undefined;
    await trouble.getByRole('button', { name: 'Try again' }).click();
    await trouble.waitFor({ state: 'detached' });
  });

  it('says what is wrong when headquarters fails from the beginning', async () => {
    const { page } = await look(
      (headquarters) => {
        headquarters.failure = { status: 500, body: 'not ours' };
      },
      { expected: /500/u },
    );
    await page.getByRole('alert').getByText('The server answered 500').waitFor();
  });

  it.each([390, 768, 1440, 2560])('fits a display that is %i pixels wide without scrolling sideways', async (width) => {
    const { page } = await look(undefined, { viewport: { width, height: 900 } });
    await card(page, 'Offers shown').getByRole('table').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});

/** Whether the page asked for a period that began about seven days ago. */
function isAWeekAgo(path: string): boolean {
  const from = Date.parse(new URL(path, 'http://page').searchParams.get('from') ?? '');
  return Math.abs(Date.now() - 7 * 24 * 3_600_000 - from) < 60_000;
}
