import { it } from 'vitest';
import { useBrowser } from '../../support/browser.ts';
import { contentSecurityPolicy, servePages } from '../../support/page-server.ts';
import { builtWebApp } from '../../support/web-build.ts';
import { madeUpHeadquarters } from './made-up-headquarters.ts';

const { folder } = builtWebApp('dashboard');
const browser = useBrowser();
it('x', async () => {
  const hq = madeUpHeadquarters(Date.now());
  const url = await servePages(folder, contentSecurityPolicy(), hq.api);
  const page = await browser.open(url, { viewport: { width: 1440, height: 900 }, expected: /500/ });
  await page.getByText('Last heard').waitFor();
  await page.waitForTimeout(900);
  await page.screenshot({ path: '/tmp/h3/dash-1440.png' });
  await page
    .getByRole('button', { name: /Stays of visit/ })
    .nth(2)
    .click();
  await page.screenshot({ path: '/tmp/h3/dash-full.png', fullPage: true });
  await page.getByRole('button', { name: 'Why?' }).nth(0).click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: '/tmp/h3/dash-why.png' });
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(700);
  await page.screenshot({ path: '/tmp/h3/dash-390.png', fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1440, height: 900 });
  hq.failure = { status: 500, body: {} };
  await page.getByRole('alert').waitFor();
  await page.waitForTimeout(700);
  await page.screenshot({ path: '/tmp/h3/dash-dark.png' });
}, 60000);
