import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ShowMessage } from '../../../contract/messages.ts';
import { subjects } from '../../../contract/subjects.ts';
import { CHROMIUM, type OpenOptions, useBrowser } from '../../support/browser.ts';
import { openShop, type ShopPage } from '../../support/shop-page.ts';
import { tool } from '../../support/tools.ts';
import { builtWebApp } from '../../support/web-build.ts';

const SHOW = subjects.screenShow('demo', 'garden-1');
const EVENT = subjects.screenEvent('demo', 'garden-1');
const GARDEN = { id: 'garden', name: 'Garden & Balcony' };
const SESSION = { shop: { id: 'demo', name: 'Marktplatz 1' }, role: 'screen', id: 'garden-1', zone: GARDEN } as const;
const LONG_MS = 600_000;

const idOf = (digit: string): string => digit.repeat(32);

function offer(deliveryId: string, title: string, showMs = LONG_MS, more: Partial<ShowMessage['offer']> = {}): ShowMessage {
  // Years before the clock of the page: only the difference of the instants may count.
  const showAt = Date.UTC(2019, 0, 1, 12);
  const at = (afterMs: number): string => new Date(showAt + afterMs).toISOString();
  return { deliveryId, offer: { id: 'rose', title, ...more }, zone: GARDEN, showAt: at(0), deadlineAt: at(4000), expiresAt: at(showMs) };
}

describe.skipIf(!tool('nats-server') || !CHROMIUM)('the screen of a department', () => {
  const { folder } = builtWebApp('screen');
  const browser = useBrowser();

  async function hang(options: OpenOptions = {}): Promise<{ shop: ShopPage; page: Page }> {
    const shop = await openShop(folder, SESSION, SHOW, EVENT);
    const page = await browser.open(shop.url, options);
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
    return { shop, page };
  }

  const nextEvent = async (shop: ShopPage): Promise<unknown> => (await shop.said.next()).value;
  const title = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true });

  it('welcomes to its department, and greets the edge', async () => {
    const { page } = await hang();
    await page.getByRole('heading', { level: 1, name: 'Garden & Balcony' }).waitFor();
    await page.getByText('Marktplatz 1').waitFor();
  });

  it('shows an offer that is pushed, and reports it once it was seen', async () => {
    const { shop, page } = await hang();
    shop.push(SHOW, offer(idOf('a'), 'Roses, second pot free', LONG_MS, { text: 'Only today, in the greenhouse.', badge: '2 for 1' }));
    await title(page, 'Roses, second pot free').waitFor();
    await page.getByText('Only today, in the greenhouse.').waitFor();
    await page.getByText('2 for 1').waitFor();
    expect(await nextEvent(shop)).toMatchObject({ type: 'shown', deliveryId: idOf('a') });
  });

  it('shows a hostile text as the text it is', async () => {
    const { shop, page } = await hang();
    const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
    shop.push(SHOW, offer(idOf('a'), hostile, LONG_MS, { text: '<b>bold</b> & <a href="javascript:alert(1)">', badge: '<i>−20 %</i>' }));
    await title(page, hostile).waitFor();
    await page.getByText('<i>−20 %</i>').waitFor();
    expect(await page.locator('article img, article script, article b, article a, article i').count()).toBe(0);
  });

  it('sets a text that runs from right to left from right to left', async () => {
    const { shop, page } = await hang();
    shop.push(SHOW, offer(idOf('a'), 'خصم عشرون بالمئة على الورود'));
    const heading = title(page, 'خصم عشرون بالمئة على الورود');
    await heading.waitFor();
    expect(await heading.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  });

  it.each([
    ['a landscape kiosk', { width: 1920, height: 1080 }],
    ['a portrait kiosk', { width: 1080, height: 1920 }],
    ['a shelf tablet', { width: 1024, height: 600 }],
  ])('keeps the longest texts without a space inside the display of %s', async (_name, viewport) => {
    const { shop, page } = await hang({ viewport });
    const longest = 'W'.repeat(120);
    shop.push(SHOW, offer(idOf('a'), longest, LONG_MS, { text: 'm'.repeat(400), badge: 'M'.repeat(24) }));
    await title(page, longest).waitFor();
    await nextEvent(shop);
    for (const part of ['.offer__title', '.offer__text', '.offer__badge span']) {
      const box = await page.locator(part).boundingBox();
      expect(box?.x, part).toBeGreaterThanOrEqual(0);
      expect(box?.y, part).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), part).toBeLessThanOrEqual(viewport.width);
      expect((box?.y ?? 0) + (box?.height ?? 0), part).toBeLessThanOrEqual(viewport.height);
    }
  });

  it('takes an offer down when its time is over, whatever the clock of the kiosk says', async () => {
    const { shop, page } = await hang();
    shop.push(SHOW, offer(idOf('a'), 'Gone in a moment', 900));
    // Who looks by himself may come too late on a busy machine.
    expect(await nextEvent(shop)).toMatchObject({ type: 'shown', deliveryId: idOf('a') });
    await title(page, 'Gone in a moment').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Garden & Balcony' }).waitFor();
  });

  it('shows the newest of several offers in a row', async () => {
    const { shop, page } = await hang();
    for (const [index, digit] of ['a', 'b', 'c'].entries()) shop.push(SHOW, offer(idOf(digit), `Offer ${index + 1}`));
    await title(page, 'Offer 3').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
  });

  it('ignores what is not an offer, and keeps what it shows', async () => {
    const { shop, page } = await hang();
    shop.push(SHOW, offer(idOf('a'), 'Still here'));
    await nextEvent(shop);
    shop.push(SHOW, '{"not json');
    shop.push(SHOW, { deliveryId: 'nonsense' });
    shop.push(SHOW, { ...offer(idOf('b'), 'No time at all'), expiresAt: '2019-99-99T00:00:00Z' });
    shop.push(SHOW, offer(idOf('c'), 'The next real one'));
    expect(await nextEvent(shop)).toMatchObject({ type: 'shown', deliveryId: idOf('c') });
    await title(page, 'The next real one').waitFor();
  });

  it('tells a touch once, and says thanks', async () => {
    const { shop, page } = await hang();
    shop.push(SHOW, offer(idOf('a'), 'Touch me'));
    expect(await nextEvent(shop)).toMatchObject({ type: 'shown' });
    await page.getByRole('button', { name: 'I am interested' }).click();
    expect(await nextEvent(shop)).toMatchObject({ type: 'touched', deliveryId: idOf('a') });
    await page.getByText('Ask us, we are right here.').waitFor();
    await page.getByRole('button', { name: 'I am interested' }).click();
    await page.getByRole('button', { name: 'Not for me' }).click();
    expect(await nextEvent(shop)).toMatchObject({ type: 'dismissed', deliveryId: idOf('a') });
    await title(page, 'Touch me').waitFor({ state: 'detached' });
  });

  const refuse = async (more: Partial<ShowMessage['offer']> = {}, options: OpenOptions = {}) => {
    const hung = await hang(options);
    hung.shop.push(SHOW, offer(idOf('a'), 'Ten per cent off pots', LONG_MS, more));
    expect(await nextEvent(hung.shop)).toMatchObject({ type: 'shown' });
    await hung.page.getByRole('button', { name: 'Not for me' }).click();
    expect(await nextEvent(hung.shop)).toMatchObject({ type: 'dismissed', deliveryId: idOf('a') });
    await title(hung.page, 'Ten per cent off pots').waitFor({ state: 'detached' });
    return hung;
  };
  const POTS = { category: 'garden-pots', brand: 'terra_cotta' };

  it.each([
    ['Only this offer', 'offer'],
    ['Nothing of garden pots', 'category'],
    ['Nothing by terra cotta', 'brand'],
    ['No offers at all', 'all'],
  ])('takes "%s" with one tap, and back with another', async (words, scope) => {
    const { shop, page } = await refuse(POTS);
    await page.getByRole('button', { name: words, exact: true }).click();
    expect(await nextEvent(shop)).toMatchObject({ type: 'not-interested', deliveryId: idOf('a'), scope });
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await nextEvent(shop)).toMatchObject({ type: 'undone', deliveryId: idOf('a') });
    await page.getByRole('heading', { name: 'All as it was before.' }).waitFor();
  });

  it('asks of no category and no brand where the shop names none', async () => {
    const { page } = await refuse();
    expect(await page.getByRole('dialog').getByRole('listitem').allTextContents()).toEqual(['Only this offer', 'No offers at all']);
  });

  it('is refused by the keyboard alone, too', async () => {
    const { shop, page } = await refuse(POTS);
    await page.getByRole('button', { name: 'Only this offer' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await nextEvent(shop)).toMatchObject({ type: 'not-interested', scope: 'category' });
    await page.keyboard.press('Enter');
    expect(await nextEvent(shop)).toMatchObject({ type: 'undone' });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('goes on with the next offer while it asks what else should go', async () => {
    const { shop, page } = await refuse(POTS);
    shop.push(SHOW, offer(idOf('b'), 'The next one'));
    expect(await nextEvent(shop)).toMatchObject({ type: 'shown', deliveryId: idOf('b') });
    await page.getByRole('button', { name: 'No offers at all' }).click();
    expect(await nextEvent(shop)).toMatchObject({ type: 'not-interested', deliveryId: idOf('a'), scope: 'all' });
    await page.getByRole('button', { name: 'Close' }).click();
    await title(page, 'The next one').waitFor();
  });

  it.each([
    ['a landscape kiosk', { width: 1920, height: 1080 }],
    ['a portrait kiosk', { width: 1080, height: 1920 }],
    ['a shelf tablet', { width: 1024, height: 600 }],
  ])('asks with buttons that a finger hits, all inside the display of %s', async (_name, viewport) => {
    const { page } = await refuse({ category: 'w'.repeat(64), brand: 'm'.repeat(64) }, { viewport });
    await page.getByRole('dialog').evaluate((element) => Promise.all(element.getAnimations().map((animation) => animation.finished)));
    for (const button of await page.getByRole('dialog').getByRole('button').all()) {
      const box = await button.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
    }
  });

  it('says hello again after an outage, keeps its content meanwhile, and answers again for a delivery that is sent again', async () => {
    const { shop, page } = await hang({ expected: /WebSocket connection to/u });
    shop.push(SHOW, offer(idOf('a'), 'Stays through the outage'));
    const shown = await nextEvent(shop);
    await shop.nats.stop();
    await page.getByText('Offline, reconnecting…').waitFor();
    await title(page, 'Stays through the outage').waitFor();
    shop.nats.start();
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
    await page.getByText('Offline, reconnecting…').waitFor({ state: 'detached' });
    shop.push(SHOW, offer(idOf('a'), 'Stays through the outage'));
    expect(await nextEvent(shop)).toEqual(shown);
  });

  it('gets itself new credentials when the old ones end', async () => {
    const shop = await openShop(folder, SESSION, SHOW, EVENT);
    shop.limitCredentials(2000);
    await browser.open(shop.url);
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
    shop.limitCredentials(LONG_MS);
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
  });

  it('asks in small print for a fresh link where the shop does not know it', async () => {
    const shop = await openShop(folder, SESSION, SHOW, EVENT);
    shop.pair(false);
    const page = await browser.open(shop.url, { expected: /401/u });
    await page.getByText('Not paired').waitFor();
    shop.pair(true);
    expect(await nextEvent(shop)).toMatchObject({ type: 'hello' });
  });
});
