import { describe, expect, it } from 'vitest';
import { savedTracks } from '../../../edge/presence/visits/state.ts';
import { facts, TEN_MS, told, Walks } from '../../support/walks.ts';

const HOUR_S = 3600;

describe('a visit', () => {
  it('opens in the first zone, counted from when the shopper was first heard, and an offer may be decided at once', () => {
    expect(told(new Walks().live([[0, 5, 'b1']]))).toEqual(['visit-opened bakery 0', 'zone-entered bakery 2', 'zone-confirmed bakery 2']);
  });

  it('does not open on a single packet', () => {
    const shop = new Walks();
    shop.hear('anna', 'b1', 0.5);
    expect(shop.pass(60)).toEqual([]);
    expect(shop.presence.visitOf('anna')).toBeUndefined();
  });

  it('does not open for somebody who is only near, in no zone', () => {
    const shop = new Walks();
    shop.live([[0, 20, 'cellar']]);
    expect(shop.pass(700)).toEqual([]);
    expect(shop.presence.subjects()).toEqual([]);
  });

  it('is told with its stays when the shopper has been silent for ten minutes, and ends where she was last heard', () => {
    const shop = new Walks();
    shop.live([
      [0, 90, 'b1'],
      [90, 130, 'w1'],
    ]);
    shop.pass(800);
    expect(told(shop.events)).toEqual([
      'visit-opened bakery 0',
      'zone-entered bakery 2',
      'zone-confirmed bakery 2',
      'zone-left bakery 93',
      'zone-entered wine 93',
      'zone-confirmed wine 93',
      'stay bakery 0-93 dwell 93',
      'zone-left wine 129.5',
      'stay wine 93-129.5 dwell 36.5',
      'visit-closed 0-129.5 silent',
    ]);
    expect(shop.events.at(-1)).toMatchObject({
      visit: { revision: 1, supersedes: [], dwellMs: 129_500, unknownMs: 0, zones: 2, stays: 2, bounce: false },
    });
    expect(shop.presence.openVisits()).toEqual([]);
  });

  it('that a shopper is out of hearing for a while in does not count that while as dwell', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [200, 260, 'b1'],
    ]);
    shop.pass(900);
    expect(facts(shop.events)).toEqual([
      'visit-opened bakery 0',
      'stay bakery 0-59.5 dwell 59.5',
      'stay bakery 200-259.5 dwell 59.5',
      'visit-closed 0-259.5 silent',
    ]);
    expect(shop.events.at(-1)).toMatchObject({ visit: { dwellMs: 119_000, unknownMs: 140_500, zones: 1, stays: 2 } });
  });

  it('is kept open by a scanner that says nothing of zones', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [400, 420, 'cellar'],
      [900, 920, 'w1'],
    ]);
    expect(facts(shop.events)).toEqual(['visit-opened bakery 0', 'stay bakery 0-59.5 dwell 59.5']);
    expect(shop.presence.visitOf('anna')).toMatchObject({ zone: 'wine', openedAt: TEN_MS });
  });

  it('of less than a minute is a bounce, and one of four hours not that of a customer', () => {
    const shop = new Walks();
    shop.live([[0, 30, 'b1']]);
    shop.pass(700);
    expect(shop.events.at(-1)).toMatchObject({ visit: { bounce: true } });
    const employee = new Walks({ footfall: { staffAfterMs: 600_000 } });
    employee.live([[0, 610, 'b1']]);
    employee.pass(1300);
    expect(employee.events.at(-1)).toMatchObject({ visit: { bounce: false, excluded: 'long-stay' } });
  });

  it('ends at midnight, and who is still there begins another', () => {
    const shop = new Walks();
    // Paris is two hours ahead in summer.
    const midnight = 12 * HOUR_S;
    shop.pass(midnight - 100);
    shop.live([[midnight - 100, midnight + 100, 'b1']]);
    shop.pass(midnight + 800);
    expect(facts(shop.events)).toEqual([
      `visit-opened bakery ${midnight - 100}`,
      `stay bakery ${midnight - 100}-${midnight - 0.5} dwell 99.5`,
      `visit-closed ${midnight - 100}-${midnight - 0.5} midnight`,
      `visit-opened bakery ${midnight}`,
      `stay bakery ${midnight}-${midnight + 99.5} dwell 99.5`,
      `visit-closed ${midnight}-${midnight + 99.5} silent`,
    ]);
  });

  it('does not begin again at midnight for who was not heard after it', () => {
    const shop = new Walks();
    const midnight = 12 * HOUR_S;
    shop.pass(midnight - 100);
    shop.live([[midnight - 100, midnight - 5, 'b1']]);
    shop.pass(midnight + 800);
    expect(facts(shop.events).at(-1)).toBe(`visit-closed ${midnight - 100}-${midnight - 5.5} midnight`);
  });

  it('ends with two minutes outside, and not with one', () => {
    const shop = new Walks();
    shop.live([
      [0, 100, 'b1'],
      [100, 170, 'street'],
      [170, 300, 'w1'],
      [300, 450, 'street'],
    ]);
    expect(facts(shop.events)).toEqual([
      'visit-opened bakery 0',
      'stay bakery 0-103 dwell 103',
      'stay wine 173-303 dwell 130',
      'visit-closed 0-303 outside',
    ]);
    expect(shop.events.at(-1)).toMatchObject({ visit: { dwellMs: 233_000, unknownMs: 70_000 } });
  });

  it('is another one for who comes back from outside after that', () => {
    const shop = new Walks();
    shop.live([
      [0, 100, 'b1'],
      [100, 300, 'street'],
      [300, 400, 'b1'],
    ]);
    expect(facts(shop.events).slice(2)).toEqual(['visit-closed 0-103 outside', 'visit-opened bakery 303']);
  });

  it('never begins for who only walks by outside', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'street']]);
    expect(shop.pass(800)).toEqual([]);
  });

  it('ends at once when consent does, and nothing of it is remembered', () => {
    const shop = new Walks();
    shop.live([[0, 20, 'b1']]);
    expect(told(shop.presence.dismiss('anna'))).toEqual([
      'zone-left bakery 19.5',
      'stay bakery 0-19.5 dwell 19.5',
      'visit-closed 0-19.5 consent',
    ]);
    expect(shop.presence.dismiss('anna')).toEqual([]);
    expect(shop.presence.subjects()).toEqual([]);
    expect(shop.presence.changes()).toEqual([{ key: 'visit/anna', value: undefined }]);
  });
});

describe('a stay', () => {
  it('goes on for who looked into another zone for less than 20 s: the time there is not in it', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 75, 'w1'],
      [75, 120, 'b1'],
    ]);
    shop.pass(800);
    expect(facts(shop.events)).toEqual([
      'visit-opened bakery 0',
      'stay wine 63-78 dwell 15',
      'stay bakery 0-119.5 dwell 104.5',
      'visit-closed 0-119.5 silent',
    ]);
    expect(shop.events.at(-1)).toMatchObject({ visit: { dwellMs: 119_500, stays: 2 } });
  });

  it('is another one for who was away for longer', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 85, 'w1'],
      [85, 120, 'b1'],
    ]);
    shop.pass(800);
    expect(facts(shop.events).filter((line) => line.startsWith('stay bakery'))).toHaveLength(2);
  });

  it('is a pass-through, a visit or engaged by its dwell', () => {
    const shop = new Walks();
    shop.live([
      [0, 5, 'b1'],
      [5, 35, 'w1'],
      [35, 120, 't1'],
    ]);
    shop.pass(800);
    expect(shop.events.flatMap((event) => (event.type === 'stay-told' ? [[event.stay.zone, event.stay.kind]] : []))).toEqual([
      ['bakery', 'pass-through'],
      ['wine', 'visit'],
      ['tills', 'engaged'],
    ]);
  });

  it('says how sure it was, by time', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 120, { b1: -90 }],
    ]);
    shop.pass(800);
    const [stay] = shop.events.flatMap((event) => (event.type === 'stay-told' ? [event.stay] : []));
    expect(stay?.confidence).toBeCloseTo((0.95 * 62 + 0.5 * 57.5) / 119.5, 2);
  });
});

describe('an offer', () => {
  const confirmed = (shop: Walks): string[] => told(shop.events.filter(({ type }) => type === 'zone-confirmed'));

  it('waits until the zone is sure', () => {
    const shop = new Walks();
    shop.live([
      [0, 20, { b1: -90 }],
      [20, 40, 'b1'],
    ]);
    expect(confirmed(shop)).toEqual(['zone-confirmed bakery 21']);
  });

  it('is not decided where it never is', () => {
    const shop = new Walks();
    shop.live([[0, 60, { b1: -90 }]]);
    expect(confirmed(shop)).toEqual([]);
    expect(new Walks({ offers: { confidence: 0.4 } }).live([[0, 5, { b1: -90 }]]).map(({ type }) => type)).toContain('zone-confirmed');
  });

  it('is decided once per stay', () => {
    const shop = new Walks();
    shop.live([
      [0, 60, 'b1'],
      [60, 75, 'w1'],
      [75, 90, 'b1'],
      [90, 130, 'w1'],
      [130, 150, 'b1'],
    ]);
    expect(confirmed(shop)).toEqual(['zone-confirmed bakery 2', 'zone-confirmed wine 63', 'zone-confirmed bakery 133']);
  });
});

describe('what comes in batches, a minute late', () => {
  it('is gone through second by second when it comes', () => {
    const shop = new Walks();
    const scenes = [
      [0, 90, 'b1'],
      [90, 150, 'w1'],
      [150, 240, 'b1'],
    ] as const;
    for (let minute = 0; minute < 4; minute += 1) {
      shop.pass((minute + 1) * 60);
      for (const [from, to, anchor] of scenes) {
        shop.late([[Math.max(from, minute * 60), Math.min(to, (minute + 1) * 60), anchor]]);
      }
    }
    shop.pass(1000);
    expect(facts(shop.events)).toEqual([
      'visit-opened bakery 0',
      'stay bakery 0-93 dwell 93',
      'stay wine 93-153 dwell 60',
      'stay bakery 153-239.5 dwell 86.5',
      'visit-closed 0-239.5 silent',
    ]);
  });

  it('has offers decided on where the shopper is by now, and not on where she was', () => {
    const shop = new Walks();
    shop.pass(60);
    shop.late([
      [0, 30, 'b1'],
      [30, 60, 'w1'],
    ]);
    expect(told(shop.pass(62))).toEqual([
      'visit-opened bakery 0',
      'zone-entered bakery 1',
      'zone-left bakery 33',
      'zone-entered wine 33',
      'stay bakery 0-33 dwell 33',
      'zone-confirmed wine 61',
    ]);
  });
});

describe('after a restart', () => {
  function restarted(shop: Walks, atS: number): Walks {
    const saved = shop.presence
      .changes(true)
      .flatMap(({ key, value }) => (value ? [{ key, value: JSON.parse(JSON.stringify(value)) }] : []));
    return new Walks({}, { resumed: savedTracks(saved) }, atS);
  }

  it('goes on with the visit and the stay of a shopper who is still there', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    const again = restarted(shop, 70);
    again.live([
      [75, 90, 'b1'],
      [90, 110, 'w1'],
    ]);
    again.pass(900);
    expect(facts(again.events)).toEqual(['stay bakery 0-93 dwell 93', 'stay wine 93-109.5 dwell 16.5', 'visit-closed 0-109.5 silent']);
    expect(again.events.some(({ type }) => type === 'zone-confirmed')).toBe(true);
    expect(told(again.events)).not.toContain('zone-confirmed bakery 76');
  });

  it('closes the visit of a shopper who left meanwhile, where she was last heard', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    const again = restarted(shop, 2000);
    again.pass(2001);
    expect(facts(again.events)).toEqual(['stay bakery 0-59.5 dwell 59.5', 'visit-closed 0-59.5 silent']);
  });

  it('still knows what is over, and revises it', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    shop.pass(700);
    const again = restarted(shop, 800);
    again.late([[60, 120, 'b1']]);
    again.pass(830);
    expect(facts(again.events)).toEqual(['stay bakery 0-119.5 dwell 119 revision 2', 'visit-revised 0-119.5 silent revision 2']);
  });

  it('does not write down those who were not heard since', () => {
    const shop = new Walks();
    shop.live([[0, 60, 'b1']]);
    expect(shop.presence.changes()).toHaveLength(1);
    shop.pass(70);
    expect(shop.presence.changes()).toEqual([]);
    expect(shop.presence.changes(true)).toHaveLength(1);
  });
});
