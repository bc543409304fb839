import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idOf, siteOf } from '../../../cli/init/draft.ts';
import { isName } from '../../../contract/scalars.ts';
import { parseSite } from '../../../edge/config/site.ts';

describe('a new shop from answers', () => {
  it('is a valid site with screens and scanners in their zones', () => {
    const zones = [
      { name: 'Käse & Wein', scanners: ['a', 'b'], screens: 2 },
      { name: 'Kasse', scanners: [], screens: 0 },
    ];
    const site = parseSite(siteOf({ name: 'Laden', id: 'laden', timezone: 'Europe/Berlin', zones, device: 'Telefon' }));
    expect(site.zones.map(({ id }) => id)).toEqual(['kase-wein', 'kasse']);
    expect(site.scanners).toEqual([
      { id: 'a', zone: 'kase-wein' },
      { id: 'b', zone: 'kase-wein' },
    ]);
    expect(site.screens?.map(({ id }) => id)).toEqual(['kase-wein-screen-1', 'kase-wein-screen-2']);
  });

  it('makes an id of any name', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => isName(idOf(name))));
  });
});
