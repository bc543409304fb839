import { describe, expect, it } from 'vitest';
import { savedTracks } from '../../../edge/presence/visits/state.ts';
import { facts, TEN_MS, told, Walks } from '../../support/walks.ts';

const HOUR_S = 3600;

describe('when the clock of the shop is put right after it was ahead', () => {
  const visiting = (): Walks => {
    const shop = new Walks();
    shop.live([[0, 100, 'b1']]);
    return shop;
  };
  const setBack = (shop: Walks, byS: number): void => {
    shop.now -= byS;
    shop.events.push(...shop.presence.advance(TEN_MS + shop.now * 1000));
  };

  it('ends the visit of who leaves after that, with its true length', () => {
    const shop = visiting();
    setBack(shop, HOUR_S);
    shop.pass(800 - HOUR_S);
    expect(facts(shop.events).at(-1)).toBe(`visit-closed ${-HOUR_S}-${99.5 - HOUR_S} silent`);
  });

  it('moves along what it told of the visit, and does not tell it again', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 100, 'w1'],
    ]);
    const before = shop.events.length;
    setBack(shop, HOUR_S);
    shop.pass(800 - HOUR_S);
    expect(facts(shop.events.slice(before)).filter((line) => line.startsWith('stay bakery'))).toEqual([]);
    expect(facts(shop.events).at(-1)).toBe(`visit-closed ${-HOUR_S}-${99.5 - HOUR_S} silent`);
  });

  it('goes on following who walks through the zones', () => {
    const shop = visiting();
    setBack(shop, HOUR_S);
    shop.live([[100 - HOUR_S, 120 - HOUR_S, 'w1']]);
    expect(told(shop.events)).toContain(`zone-entered wine ${100 - HOUR_S}`);
    expect(shop.presence.openVisits()).toHaveLength(1);
  });

  it('does not revise what was told by the wrong clock', () => {
    const shop = visiting();
    shop.pass(800);
    setBack(shop, HOUR_S);
    shop.live([[850 - HOUR_S, 900 - HOUR_S, 'b1']]);
    expect(shop.presence.openVisits()).toMatchObject([{ openedAt: TEN_MS + (850 - HOUR_S) * 1000 }]);
  });

  it('tells of the visits after a restart, though it remembers some that have not yet been', () => {
    const ahead = new Walks({}, {}, HOUR_S);
    ahead.live([[HOUR_S, HOUR_S + 100, 'b1']]);
    ahead.pass(HOUR_S + 1000);
    const saved = JSON.parse(JSON.stringify(ahead.presence.changes(true)));
    const right = new Walks({}, { resumed: savedTracks(saved) });
    right.live([[10, 100, 'w1']]);
    right.pass(1000);
    expect(facts(right.events)).toEqual(['visit-opened wine 10', 'stay wine 10-99.5 dwell 89.5', 'visit-closed 10-99.5 silent']);
  });

  it('leaves everything as it is where the difference is a small correction', () => {
    const shop = visiting();
    setBack(shop, 3);
    expect(shop.presence.openVisits()).toMatchObject([{ openedAt: TEN_MS }]);
  });
});
