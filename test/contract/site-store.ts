import { describe, expect, it } from 'vitest';
import type { Site } from '../../contract/site.ts';
import type { SiteStore } from '../../edge/ports/site-store.ts';

const SITE: Site = {
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  zones: [{ id: 'wine', name: 'Wine' }],
  scanners: [{ id: 'ceiling-1', zone: 'wine' }],
};

/** What any keeper of the site must do; run on the fake and on the file. */
export function siteStoreContract(name: string, open: () => SiteStore): void {
  describe(`${name} as a site store`, () => {
    it('holds no site before one is written', async () => {
      expect(await open().read()).toBeUndefined();
    });

    it('gives back the site that was written last', async () => {
      const store = open();
      await store.write(SITE);
      const renamed = { ...SITE, shop: { ...SITE.shop, name: 'Lyon Part-Dieu' } };
      await store.write(renamed);
      expect(await store.read()).toEqual(renamed);
    });

    it('refuses a site whose scanner stands in a zone that does not exist, and keeps the old one', async () => {
      const store = open();
      await store.write(SITE);
      const wrong = { ...SITE, scanners: [{ id: 'ceiling-1', zone: 'cheese' }] };
      await expect(store.write(wrong)).rejects.toThrow('scanners.0.zone "cheese" is not one of the zones');
      expect(await store.read()).toEqual(SITE);
    });
  });
}
