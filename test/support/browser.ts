import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { tool } from './tools.ts';

export const CHROMIUM = tool('chromium') ?? tool('chromium-browser') ?? tool('google-chrome');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenOptions extends BrowserContextOptions {
  /** Complaints that the test provokes on purpose, as a browser words them. */
  expected?: RegExp;
  /** Runs in the page before its own scripts. */
  before?: () => void;
}

/**
 * One real Chromium for the test file, a fresh profile for each page. A test fails when its page logs an error, throws, or breaks
 * its content security policy.
 */
export function useBrowser(): { open(url: string, options?: OpenOptions): Promise<Page> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ headless: true, args: ARGUMENTS, ...(CHROMIUM ? { executablePath: CHROMIUM } : {}) });
  });
  afterAll(async () => browser?.close());

  return {
    async open(url, { expected, before, ...options } = {}) {
      if (!browser) throw new Error('the browser is started by beforeAll: open pages inside tests');
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      onTestFinished(async () => {
        await context.close();
        expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
      });
      if (before) await page.addInitScript(before);
      await page.goto(url);
      return page;
    },
  };
}
