import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { StaffAlert } from '../../../contract/messages.ts';
import { subjects } from '../../../contract/subjects.ts';
import { CHROMIUM, type OpenOptions, useBrowser } from '../../support/browser.ts';
import { openShop, type ShopPage } from '../../support/shop-page.ts';
import { tool } from '../../support/tools.ts';
import { builtWebApp } from '../../support/web-build.ts';

const ALERT = subjects.staffAlert('demo');
const EVENT = subjects.staffEvent('demo', 'phone-1');
const SESSION = { shop: { id: 'demo', name: 'Marktplatz 1' }, role: 'staff', id: 'phone-1', name: "Kim's phone" } as const;
const PHONE: OpenOptions = { viewport: { width: 390, height: 844 } };

const idOf = (digit: string): string => digit.repeat(32);

function alert(digit: string, state: StaffAlert['state'], more: Partial<StaffAlert> = {}): StaffAlert {
  return {
    alertId: idOf(digit),
    kind: 'pickup',
    state,
    title: 'A pickup customer is here',
    orderNumber: `A-10${digit}`,
    zone: 'Garden',
    raisedAt: '2026-03-02T09:30:00.000Z',
    expiresAt: '2026-03-02T09:45:00.000Z',
    ...more,
  };
}

/** Counts the tones that the page strikes. */
function countTones(): void {
  const strike = OscillatorNode.prototype.start;
  const counted = globalThis as typeof globalThis & { tones: number };
  counted.tones = 0;
  OscillatorNode.prototype.start = function (when) {
    counted.tones += 1;
    strike.call(this, when);
  };
}

/** Remembers every heading that the page ever has: who looks by himself may come too late for one that goes by itself. */
function rememberHeadings(): void {
  const remembered = globalThis as typeof globalThis & { headings: string[] };
  remembered.headings = [];
  const look = () => remembered.headings.push(...[...document.querySelectorAll('h2')].map(({ textContent }) => textContent ?? ''));
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

describe.skipIf(!tool('nats-server') || !CHROMIUM)('the phone of a member of staff', () => {
  const { folder } = builtWebApp('staff');
  const browser = useBrowser();
  const typeOf = (event: unknown): unknown => (event as { type?: unknown }).type;
  const nextEvent = async (shop: ShopPage): Promise<unknown> => (await shop.said.next()).value;

  async function pickUp(options: OpenOptions = {}): Promise<{ shop: ShopPage; page: Page }> {
    const shop = await openShop(folder, SESSION, ALERT, EVENT);
    const page = await browser.open(shop.url, { ...PHONE, ...options });
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
    return { shop, page };
  }

  it('says so when nobody is waiting', async () => {
    const { page } = await pickUp();
    await page.getByText('Nobody is waiting').waitFor();
    await page.getByText('Online').waitFor();
    await page.getByText("Kim's phone").waitFor();
  });

  it('rings for a customer who walks in, and offers to turn the sound on where the browser holds it back', async () => {
    const { shop, page } = await pickUp({ before: countTones });
    shop.push(ALERT, alert('1', 'ringing'));
    await page.getByRole('heading', { name: 'A pickup customer is here' }).waitFor();
    await page.waitForFunction(() => document.title.startsWith('(1) Pickup waiting'));
    await page.getByRole('alert').filter({ hasText: 'A pickup customer is here' }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Turn on sound' }).click();
    await page.getByRole('button', { name: 'Sound is on', pressed: true }).waitFor();
    await page.waitForFunction(() => Number(Reflect.get(globalThis, 'tones')) >= 4);
    await page.getByRole('button', { name: 'Sound is on' }).click();
    await page.getByRole('button', { name: 'Sound is off', pressed: false }).waitFor();
  });

  it('tells the shop who takes it, until the shop has answered', async () => {
    const { shop, page } = await pickUp();
    shop.push(ALERT, alert('1', 'ringing'));
    await page.getByRole('button', { name: "I'm on it" }).click();
    await page.getByText('Telling the others…').waitFor();
    const told = await nextEvent(shop);
    expect(told).toMatchObject({ type: 'acknowledged', alertId: idOf('1') });
    expect(await nextEvent(shop)).toEqual(told);
    shop.push(ALERT, alert('1', 'acknowledged', { acknowledgedBy: "Kim's phone" }));
    await page.getByText("You're on it").waitFor();
    await page.waitForFunction(() => document.title === 'Aislegate staff');
  });

  it('shows that a colleague is on it, and where the customer went', async () => {
    const { shop, page } = await pickUp();
    shop.push(ALERT, alert('1', 'ringing'));
    await page.getByText('Garden').waitFor();
    shop.push(ALERT, alert('1', 'acknowledged', { acknowledgedBy: "Alex's phone", zone: 'Tills' }));
    await page.getByText("Alex's phone is on it").waitFor();
    await page.getByText('Tills').waitFor();
    expect(await page.getByRole('button', { name: "I'm on it" }).count()).toBe(0);
  });

  it('forgets an alert that is over, because the shop says so or because its time has passed', async () => {
    const { shop, page } = await pickUp({ before: rememberHeadings });
    shop.push(ALERT, alert('1', 'ringing'));
    shop.push(ALERT, alert('2', 'ringing', { title: 'Short wait', expiresAt: '2026-03-02T09:30:01.200Z' }));
    await page.waitForFunction(() => (Reflect.get(globalThis, 'headings') as string[]).includes('Short wait'));
    shop.push(ALERT, alert('1', 'expired'));
    await page.getByText('Nobody is waiting').waitFor();
  });

  it('puts who waits longest on top, and those already served below', async () => {
    const { shop, page } = await pickUp();
    shop.push(ALERT, alert('1', 'acknowledged', { acknowledgedBy: 'Alex', raisedAt: '2026-03-02T09:00:00Z' }));
    shop.push(ALERT, alert('2', 'ringing', { raisedAt: '2026-03-02T09:32:00Z' }));
    shop.push(ALERT, alert('3', 'ringing', { raisedAt: '2026-03-02T09:31:00Z' }));
    await page.getByText('A-102', { exact: true }).waitFor();
    await page.getByText('A-103', { exact: true }).waitFor();
    expect(await page.locator('.alert__order').allTextContents()).toEqual(['A-103', 'A-102', 'A-101']);
  });

  it('shows hostile names as the text they are', async () => {
    const { shop, page } = await pickUp();
    shop.push(ALERT, alert('1', 'ringing', { title: '<img src=x onerror=alert(1)>', customer: '<b>Bo</b>' }));
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor();
    await page.getByText('<b>Bo</b>').waitFor();
    expect(await page.locator('.alert img, .alert b').count()).toBe(0);
  });

  it('warns while it cannot ring, keeps a tap that was made meanwhile, and tells it when the shop is back', async () => {
    const { shop, page } = await pickUp({ expected: /WebSocket connection to/u });
    shop.push(ALERT, alert('1', 'ringing'));
    await page.getByRole('button', { name: "I'm on it" }).waitFor();
    await shop.nats.stop();
    await page.getByText('No connection to the shop').waitFor();
    await page.getByRole('button', { name: "I'm on it" }).click();
    shop.nats.start();
    // Which comes first is chance: the tap is told again and again until the shop has answered.
    const told = [await nextEvent(shop)];
    while (!told.some((event) => typeOf(event) === 'hello') || !told.some((event) => typeOf(event) === 'acknowledged')) {
      told.push(await nextEvent(shop));
    }
    expect(told.find((event) => typeOf(event) === 'acknowledged')).toMatchObject({ alertId: idOf('1') });
    await page.getByText('No connection to the shop').waitFor({ state: 'detached' });
  });

  it('greets the shop again now and then, for the shop may have come back after its NATS server', async () => {
    const { shop } = await pickUp({
      before: () => {
        const every = globalThis.setInterval;
        globalThis.setInterval = ((handler: () => void, delayMs: number) =>
          every(handler, delayMs === 30_000 ? 50 : delayMs)) as typeof setInterval;
      },
    });
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
  });

  it('explains how to get paired where the shop does not know it', async () => {
    const shop = await openShop(folder, SESSION, ALERT, EVENT);
    shop.pair(false);
    const page = await browser.open(shop.url, { ...PHONE, expected: /401/u });
    await page.getByText('This phone is not paired').waitFor();
  });
});
