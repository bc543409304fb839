import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { createPresence, type PresenceParts } from '../../../edge/presence/presence.ts';

const T = Date.UTC(2026, 5, 1, 10);
const ZONES: Readonly<Record<string, string>> = { b1: 'bakery', b2: 'bakery', w1: 'wine' };

function presence(parts: Partial<PresenceParts> = {}) {
  let ids = 0;
  return createPresence({
    settings: { meanMs: 3000, marginDb: 3, confirmMs: 3000, leaveAfterMs: 60_000 },
    zoneOf: (scanner) => ZONES[scanner],
    id: () => `id-${++ids}`,
    ...parts,
  });
}

const heard = (anchor: string, atMs: number, rssiDbm: number): Sighting => ({
  t: T + atMs,
  rx: T + atMs,
  anchor,
  mobile: 'ble:dd8800003777',
  radio: 'ble',
  rssiDbm,
});

/** A second-by-second story: what each scanner hears in which seconds. */
function live(shop: ReturnType<typeof presence>, seconds: readonly [from: number, to: number, levels: Readonly<Record<string, number>>][]) {
  const events: PresenceEvent[] = [];
  for (const [from, to, levels] of seconds) {
    for (let s = from; s < to; s += 0.5) {
      for (const [anchor, rssiDbm] of Object.entries(levels)) events.push(...shop.observe('s1', heard(anchor, s * 1000, rssiDbm)));
    }
  }
  return events;
}
const told = (events: readonly PresenceEvent[]) =>
  events.map((event) => `${event.type} ${'zone' in event ? event.zone : ''} ${(event.t - T) / 1000}`.replace('  ', ' '));

it('opens a visit when the first zone has led for a second, counted from when the shopper was first heard', () => {
  expect(told(live(presence(), [[0, 5, { b1: -60, w1: -80 }]]))).toEqual(['visit-opened bakery 0', 'zone-entered bakery 2']);
});

it('does not open a visit on a single packet', () => {
  const shop = presence();
  shop.observe('s1', heard('b1', 0, -60));
  expect(shop.advance(T + 30_000)).toEqual([]);
});

it('changes zone only after the other has been 3 dB stronger for three seconds', () => {
  const events = live(presence(), [
    [0, 10, { b1: -60, w1: -80 }],
    [10, 25, { b1: -80, w1: -60 }],
  ]);
  expect(told(events).slice(2)).toEqual(['zone-left bakery 15', 'zone-entered wine 15']);
});

it('does not flap for a shopper half way between two zones', () => {
  const events = live(presence(), [
    [0, 10, { b1: -60, w1: -61 }],
    [10, 60, { b1: -62, w1: -60 }],
  ]);
  expect(told(events)).toEqual(['visit-opened bakery 0', 'zone-entered bakery 2']);
});

it('counts a zone by its strongest scanner, however many others hear badly', () => {
  expect(told(live(presence(), [[0, 5, { b1: -60, b2: -95, w1: -70 }]]))[0]).toContain('bakery');
});

it('gives way to any zone that is heard when its own no longer is', () => {
  const events = live(presence(), [
    [0, 10, { b1: -60 }],
    [10, 25, { w1: -90 }],
  ]);
  expect(told(events).slice(2)).toEqual(['zone-left bakery 16', 'zone-entered wine 16']);
});

it('closes the visit of a silent shopper where it was last heard', () => {
  const shop = presence();
  live(shop, [[0, 10, { b1: -60 }]]);
  const events = shop.advance(T + 80_000);
  expect(told(events)).toEqual(['zone-left bakery 9.5', 'visit-closed 9.5']);
  expect(events[1]).toMatchObject({ openedAt: T, zones: 1, stays: 1 });
  expect(shop.openVisits()).toEqual([]);
});

it('forgets a passer-by who was never in a zone without a visit', () => {
  const shop = presence();
  shop.observe('s1', heard('cellar', 0, -60));
  expect(shop.advance(T + 300_000)).toEqual([]);
  expect(shop.visitOf('s1')).toBeUndefined();
});

it('counts zones once and stays each time', () => {
  const shop = presence();
  live(shop, [
    [0, 10, { b1: -60, w1: -80 }],
    [10, 20, { b1: -80, w1: -60 }],
    [20, 30, { b1: -60, w1: -80 }],
  ]);
  expect(shop.advance(T + 200_000)).toContainEqual(expect.objectContaining({ type: 'visit-closed', zones: 2, stays: 3 }));
});

it('ends a visit at once when told to dismiss the subject', () => {
  const shop = presence();
  live(shop, [[0, 10, { b1: -60 }]]);
  expect(told(shop.dismiss('s1'))).toEqual(['zone-left bakery 9.5', 'visit-closed 9.5']);
  expect(shop.dismiss('s1')).toEqual([]);
});

it('keeps a visit alive by sightings without a strength, which say nothing of the zone', () => {
  const shop = presence();
  live(shop, [[0, 10, { b1: -60 }]]);
  const { rssiDbm: _, ...weak } = heard('b1', 50_000, 0);
  shop.observe('s1', weak);
  expect(shop.advance(T + 90_000)).toEqual([]);
  expect(shop.visitOf('s1')?.zone).toBe('bakery');
});

describe('after a restart', () => {
  const visit = {
    subject: 's1',
    visitId: 'v',
    openedAt: T,
    lastHeardAt: T + 10_000,
    zone: 'bakery',
    stayId: 'y',
    enteredAt: T,
    zones: ['bakery'],
    stays: 1,
  };

  it('goes on with a visit whose shopper is still there', () => {
    const shop = presence({ resumed: [visit] });
    const events = live(shop, [[20, 40, { w1: -60 }]]);
    expect(told(events)).toEqual(['zone-left bakery 23', 'zone-entered wine 23']);
    expect(shop.visitOf('s1')?.visitId).toBe('v');
  });

  it('closes a visit whose shopper left meanwhile, at the last sign of life', () => {
    const shop = presence({ resumed: [visit] });
    shop.advance(T + 100_000);
    expect(told(shop.advance(T + 101_000))).toEqual(['zone-left bakery 10', 'visit-closed 10']);
  });

  it('opens another visit for a shopper who left and came back meanwhile', () => {
    const shop = presence({ resumed: [visit] });
    const events = live(shop, [[300, 305, { w1: -60 }]]);
    expect(told(events)).toEqual(['zone-left bakery 10', 'visit-closed 10', 'visit-opened wine 300', 'zone-entered wine 302']);
  });
});

describe('whatever the radio brings', () => {
  const packets = fc.array(
    fc.record({
      subject: fc.constantFrom('s1', 's2'),
      anchor: fc.constantFrom('b1', 'b2', 'w1', 'cellar'),
      gapMs: fc.nat(20_000),
      rssiDbm: fc.integer({ min: -100, max: -40 }),
    }),
    { maxLength: 200 },
  );
  function play(list: readonly { subject: string; anchor: string; gapMs: number; rssiDbm: number }[]) {
    const shop = presence();
    const events: PresenceEvent[] = [];
    let at = 0;
    for (const { subject, anchor, gapMs, rssiDbm } of list) {
      at += gapMs;
      events.push(...shop.observe(subject, heard(anchor, at, rssiDbm)));
    }
    return [...events, ...shop.advance(T + at + 120_000)];
  }

  it('the same sightings give the same visits', () => {
    fc.assert(
      fc.property(packets, (list) => {
        expect(play(list)).toEqual(play(list));
      }),
      { numRuns: 100 },
    );
  });

  it('every visit that opens closes once, its stays follow each other without gap or overlap, and none lasts less than nothing', () => {
    fc.assert(
      fc.property(packets, (list) => {
        const events = play(list);
        for (const opened of events.filter((event) => event.type === 'visit-opened')) {
          const own = events.filter((event) => event.visitId === opened.visitId);
          expect(own.filter((event) => event.type === 'visit-closed')).toHaveLength(1);
          const stays = own.filter((event) => event.type === 'zone-left');
          stays.forEach((stay, i) => {
            expect(stay.t).toBeGreaterThanOrEqual(stay.enteredAt);
            if (i > 0) expect(stay.enteredAt).toBe(stays[i - 1]?.t);
          });
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('when the clock of the shop is put right after it was ahead', () => {
  const HOUR_MS = 3_600_000;
  const visiting = () => {
    const shop = presence();
    live(shop, [[0, 20, { b1: -60 }]]);
    shop.advance(T + 20_000);
    return shop;
  };

  it('ends the visit of who leaves after that, with its true length', () => {
    const shop = visiting();
    shop.advance(T - HOUR_MS + 20_000);
    const events = shop.advance(T - HOUR_MS + 100_000);
    expect(told(events)).toEqual(['zone-left bakery -3580.5', 'visit-closed -3580.5']);
    expect(events.map((event) => event.type === 'visit-closed' && event.t - event.openedAt)).toContain(19_500);
  });

  it('goes on following who walks through the zones', () => {
    const shop = visiting();
    shop.advance(T - HOUR_MS + 20_000);
    const events = live(shop, [[-3580, -3560, { w1: -60 }]]);
    expect(told(events)).toContain('zone-entered wine -3576');
  });

  it('ends a visit that was open when the process stopped', () => {
    const [visit] = visiting().openVisits();
    const shop = presence({ resumed: visit ? [visit] : [] });
    shop.advance(T - HOUR_MS);
    expect(shop.advance(T - HOUR_MS + 70_000).map(({ type }) => type)).toEqual(['zone-left', 'visit-closed']);
  });

  it('leaves everything as it is where the difference is a small correction', () => {
    const shop = visiting();
    shop.advance(T + 17_000);
    expect(shop.openVisits()).toMatchObject([{ openedAt: T }]);
  });
});
