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
    expect(tiles[3]).toMatch(/^Offers shown\s+21\s/u);
    expect(tiles[4]).toMatch(/^Pickup wait\s+57 s\s+1 customer waiting now/u);
  });

  it('lists what the shop obeys in words, and what it may spend', async () => {
    const { page } = await look();
    await page.getByRole('link', { name: 'Rules and budgets' }).click();
    await page.getByText('Offers of categories bakery: only between 07:00 and 11:00.').waitFor();
    await page.getByText('Every offer: at most 5 on a day, 60 s between two.').waitFor();
    await page.getByText('31.5').waitFor();
    expect([await page.getByText('Of another shop').count(), await page.getByText('autumn').count()]).toEqual([0, 0]);
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

  it('says of a visit that still goes on that it does, and of others that they were revised or count for nothing', async () => {
    const { page } = await look();
    const visits = card(page, 'Visits');
    await visits.getByText('In the shop').first().waitFor();
    await visits
      .getByRole('button', { name: /^Stays of visit/u })
      .first()
      .click();
    await visits.getByText('No finished stay yet').waitFor();
    await visits.getByText('revised', { exact: true }).waitFor();
    await visits.getByText('not counted', { exact: true }).waitFor();
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
    await why.getByText('ruled out by headquarters (mornings-only)').first().waitFor();
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

  it('shows every figure of footfall beside its formula, and how sure it is', async () => {
    const { page } = await look();
    await page.getByRole('link', { name: 'Footfall' }).click();
    const capture = card(page, 'Capture rate');
    await capture.getByText('25 %').waitFor();
    await capture.getByText('capture rate = entries / (entries + passers-by)').waitFor();
    await card(page, 'Known visitors').getByText('bounces / ended visits: 11 / 94; a bounce is a visit shorter than 1 min').waitFor();
    await card(page, 'Devices').getByText('87 % of them had addresses that change.').waitFor();
    await card(page, 'How sure').getByText('7.0 %').waitFor();
    await card(page, 'How sure').getByText('5 devices: staff, by the list of the site file').waitFor();
    await card(page, 'Definitions and parameters').getByText('presence.leaveAfterMs').waitFor();
    await card(page, 'Zones')
      .getByRole('row', { name: /Electronics fewer than 5 visits: not told 190 –/u })
      .waitFor();
    expect(page.url()).toContain('?shop=marktplatz&page=footfall');
  });

  it('shows the ways through the shop and the queues, and leads back', async () => {
    const { page } = await look();
    await page.getByRole('link', { name: 'Paths and queues' }).click();
    const ways = card(page, 'From zone to zone');
    await ways.getByRole('row', { name: /^Came in 62 % 58/u }).waitFor();
    await ways.getByText('6.0 % of all steps are not shown.').waitFor();
    expect(await card(page, 'Most frequent ways').getByRole('listitem').allInnerTexts()).toHaveLength(3);
    await card(page, 'Queues at the tills').getByRole('row', { name: 'Tills 41 2 min 14 s 5 min 12 s' }).waitFor();
    await page.goBack();
    await card(page, 'Pickups').waitFor();
    expect(await page.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBe('page');
  });

  it('says why a shop has no footfall, no ways and no queues', async () => {
    const { page } = await look();
    await page.getByRole('combobox', { name: 'Shop' }).selectOption('seestrasse');
    await page.getByRole('link', { name: 'Footfall' }).click();
    await page.getByText('No footfall in this period').waitFor();
    await page.getByRole('link', { name: 'Paths and queues' }).click();
    await page.getByText('No paths in this period').waitFor();
    await page.getByText('No queues in this period').waitFor();
  });

  it('tells nothing of too few visits, and says so', async () => {
    const { page } = await look((headquarters) => {
      const { footfall, paths } = headquarters;
      headquarters.paths = { ...paths, visits: 7, transitions: [], paths: [], suppressedShare: 1 };
      const { parameters, capture: _needsAScannerOutside, ...rest } = footfall;
      headquarters.footfall = {
        ...rest,
        ...(parameters ? { parameters: { ...parameters, tills: [] } } : {}),
        visits: { ...footfall.visits, visits: 7 },
        queues: [],
      };
    });
    await page.getByRole('link', { name: 'Paths and queues' }).click();
    await page.getByText('Too few visits').waitFor();
    await page.getByText('No way was taken by 10 visits or more.').waitFor();
    await page.getByText('No tills in the site file').waitFor();
    await page.getByRole('link', { name: 'Footfall' }).click();
    await page.getByText('Only 7 visits: one more or less moves every share by 14 %.').waitFor();
    await page.getByText('It needs a scanner outside the door').waitFor();
  });

  it('asks for no scanner outside before the shop has told its first 15 minutes', async () => {
    const { page } = await look((headquarters) => {
      const { parameters: _comeWithThem, capture: _comesWithThem, ...rest } = headquarters.footfall;
      headquarters.footfall = rest;
    });
    await page.getByRole('link', { name: 'Footfall' }).click();
    await card(page, 'Capture rate').getByText('The shop tells it with its first 15 minutes').waitFor();
  });

  it.each(['light', 'dark'] as const)('can be read by everybody on its heat map, in the %s', async (colorScheme) => {
    const { page } = await look(undefined, { colorScheme });
    await page.getByRole('link', { name: 'Paths and queues' }).click();
    await page.getByRole('cell', { name: '62 % 58' }).waitFor();
    expect(await page.evaluate(leastContrast, '.heat__cell:not(:empty)')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['footfall', 'paths'])('reaches what its %s page hides by keyboard', async (name) => {
    const { page } = await look(undefined, { viewport: { width: 390, height: 800 } });
    await page.goto(`${page.url()}?page=${name}`);
    const frame = page.locator('.table-frame[tabindex="0"]');
    await frame.focus();
    await page.keyboard.press('ArrowRight');
    expect(await frame.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it.each([390, 768, 1440, 2560])('fits a display that is %i pixels wide without scrolling sideways', async (width) => {
    const { page } = await look(undefined, { viewport: { width, height: 900 } });
    await card(page, 'Offers shown').getByRole('table').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});

describe.skipIf(!CHROMIUM)('the page of offers', () => {
  const { folder } = builtWebApp('dashboard');
  const browser = useBrowser();

  async function look(options: OpenOptions = {}) {
    const headquarters = madeUpHeadquarters(Date.now());
    const url = await servePages(folder, contentSecurityPolicy(), headquarters.api);
    return browser.open(`${url}?page=offers`, options);
  }

  it('says whether showing offers pays, with the interval, the smallest effect that could be found, and what it does not tell', async () => {
    const page = await look();
    const uplift = page.getByRole('region', { name: 'Does showing offers pay?' });
    await uplift.getByText('Yes, as far as spend goes').waitFor();
    await uplift.getByText('spend 0.41 more per week, between +0.13 and +0.69 at 95 %').waitFor();
    await uplift.getByText('Smallest that could be found: 0.40.').waitFor();
    await uplift.getByText('18210 with offers, 2001 without').waitFor();
    await uplift.getByText('What was redeemed is no measure').waitFor();
    const byOffer = page.getByRole('region', { name: 'By campaign and offer' });
    await byOffer.getByRole('row', { name: /^linen-2for1 205 12 too few members$/u }).waitFor();
  });

  it('tells what became of each offer, by what ordered it, and what changed there', async () => {
    const page = await look();
    const results = page.getByRole('region', { name: 'What became of the offers' });
    await results.getByRole('row', { name: 'linen-2for1 spring model 214 205 31 128 9 4 12' }).waitFor();
    await results.getByRole('row', { name: /model, noted only 21 0/u }).waitFor();
    await page.getByText('Fallback began, too slow').waitFor();
  });

  it.each([1440, 390])('fits a display of %i pixels', async (width) => {
    const page = await look({ viewport: { width, height: 1400 } });
    await page.getByText('Yes, as far as spend goes').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});

/** Whether the page asked for a period that began about seven days ago. */
function isAWeekAgo(path: string): boolean {
  const from = Date.parse(new URL(path, 'http://page').searchParams.get('from') ?? '');
  return Math.abs(Date.now() - 7 * 24 * 3_600_000 - from) < 60_000;
}

/** The least contrast of text on its ground among elements, as WCAG 2.2 reckons it. Runs in the page. */
function leastContrast(selector: string): number {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (colour: string): number => {
    if (!canvas) return Number.NaN;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return Math.min(
    ...[...document.querySelectorAll(selector)].map((element) => {
      const { color, backgroundColor } = getComputedStyle(element);
      const [dark = 0, light = 0] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    }),
  );
}
