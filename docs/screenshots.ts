import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Takes the pictures of the documentation from the demo shop: `node --import tsx docs/screenshots.ts`. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Shoppers of the demo stay up to a quarter of an hour, and two must have left. */
const PATIENCE_MS = 1_200_000;
const LINK = /^\s*(.+?)\s{2,}(https?:\/\/\S+)$/u;
const SIZES = {
  screen: { width: 1920, height: 1080 },
  staff: { width: 390, height: 844 },
  dashboard: { width: 1440, height: 1000 },
} as const;

/** Other ports than the defaults: a shop may be running. */
const PORTS = {
  'hq-nats': 24_223,
  'hq-leaf': 27_422,
  nats: 24_222,
  'nats-websocket': 24_280,
  'hq-http': 28_090,
  mqtt: 28_830,
  http: 28_080,
};
const ports = Object.entries(PORTS).flatMap(([name, port]) => [`--${name}-port`, String(port)]);

const data = mkdtempSync(join(tmpdir(), 'aislegate-screenshots-'));
const shop = spawn(process.execPath, [join(ROOT, 'bin/aislegate.mjs'), 'up', '--data', data, ...ports], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

async function linksOf(output: NodeJS.ReadableStream): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for await (const line of createInterface({ input: output })) {
    const [, name, url] = LINK.exec(line) ?? [];
    if (name && url) links.set(name, url);
    // The last one is told to whoever edits rules.
    if (name?.startsWith('dashboard,')) return links;
  }
  throw new Error('the shop did not open');
}

async function open(browser: Browser, kind: keyof typeof SIZES, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[kind],
    deviceScaleFactor: kind === 'staff' ? 2 : 1,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  return page;
}

/** A rule as a marketer writes it, with what it will do told beneath. */
async function ruleBeingWritten(page: Page): Promise<Page> {
  await page.getByRole('link', { name: 'Rules and budgets' }).click();
  await page.getByRole('button', { name: 'New' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Bread in the morning');
  await dialog.getByRole('button', { name: 'Add a selection' }).click();
  await page.keyboard.type('bakery');
  await dialog.getByRole('combobox', { name: 'Further condition' }).selectOption('Hours');
  await dialog.getByRole('button', { name: 'Add a condition' }).click();
  const hours = dialog.getByRole('group', { name: 'Hours' });
  await hours.getByLabel('From', { exact: true }).fill('07:00');
  await hours.getByLabel('Until', { exact: true }).fill('10:30');
  await dialog.getByText('only between 07:00 and 10:30').waitFor();
  return page;
}

const save = (page: Page, name: string) => page.screenshot({ path: join(ROOT, `docs/images/${name}.png`) });

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const links = await linksOf(shop.stdout);
  const urls = (kind: string): string[] => [...links].filter(([name]) => name.startsWith(kind)).map(([, url]) => url);
  const screens = await Promise.all(urls('screen').map((url) => open(browser, 'screen', url)));
  const staff = await open(browser, 'staff', urls('staff')[0] ?? '');
  const offered = screens.map(async (page) => {
    await page.getByRole('button', { name: 'Not for me' }).waitFor();
    return page;
  });
  await save(await Promise.any(offered), 'screen');
  await staff.getByRole('button', { name: /on it/iu }).first().waitFor();
  await save(staff, 'staff');
  const dashboard = await open(browser, 'dashboard', urls('dashboard')[0] ?? '');
  // A day with finished visits and answered pickups says more than an empty one.
  await staff.getByRole('button', { name: /on it/iu }).first().click();
  await dashboard.getByText(/over [2-9] finished visits/u).waitFor();
  await save(dashboard, 'dashboard');
  await save(await ruleBeingWritten(await open(browser, 'dashboard', urls('dashboard,')[0] ?? '')), 'rules');
} finally {
  await browser.close();
  shop.kill('SIGINT');
  await new Promise((resolve) => shop.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
