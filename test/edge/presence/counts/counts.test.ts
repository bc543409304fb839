import { describe, expect, it } from 'vitest';
import { checker } from '../../../../contract/check.ts';
import { FootfallQuarter } from '../../../../contract/facts/footfall-facts.ts';
import { instantText } from '../../../../contract/instant.ts';
import { COUNTED_SITE, CountedShop, TEN_MS } from '../../../support/counted-shop.ts';

const PHONE = 'rpa:5f0000000001';
const OTHER = 'ble:ac0000000002';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

describe('a quarter of an hour', () => {
  it('counts a visitor once inside, once as having come in, and in each zone where it stayed', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'street', 20);
    shop.carry(PHONE, 'bakery', 60);
    shop.carry(PHONE, 'wine', 60);
    const quarter = shop.finish();
    expect(checker(FootfallQuarter)(quarter)).toMatchObject({ ok: true });
    expect(quarter).toMatchObject({
      from: instantText(TEN_MS),
      revision: 1,
      grade: 'scanners',
      zones: [
        { zone: 'bakery', devices: 1, randomized: 1 },
        { zone: 'wine', devices: 1, randomized: 1 },
      ],
      inside: { devices: 1, randomized: 1 },
      entered: { devices: 1, randomized: 1 },
      passersBy: { devices: 0, randomized: 0 },
      excluded: [],
      sightings: 420,
      late: 0,
      tooLate: 0,
      scanners: 3,
    });
    expect(quarter.definition).toMatchObject({ passerByMs: 3000, opensAt: '09:00', timezone: 'Europe/Paris', tills: ['tills'] });
    expect('doorIn' in quarter).toBe(false);
  });

  it('is told two minutes after its end, and not again when nothing more is known', () => {
    const shop = new CountedShop();
    shop.pass(16 * 60 + 59);
    expect(shop.told).toEqual([]);
    shop.pass(11);
    expect(shop.told).toMatchObject([{ from: instantText(TEN_MS), inside: { devices: 0 } }]);
    shop.pass(14 * 60);
    expect(shop.told).toHaveLength(1);
    shop.pass(2 * 60);
    expect(shop.told).toHaveLength(2);
  });

  it('has come in once, however many quarters it stays', () => {
    const shop = new CountedShop();
    shop.carry(OTHER, 'street', 20);
    shop.carry(OTHER, 'wine', 20 * 60);
    shop.pass(13 * 60);
    expect(shop.told).toMatchObject([
      { inside: { devices: 1, randomized: 0 }, entered: { devices: 1 } },
      { inside: { devices: 1 }, entered: { devices: 0 } },
    ]);
  });

  it('takes an address that is first heard inside for one that has changed there, and not for somebody who came in', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'wine', 60);
    shop.carry(PHONE, 'street', 30);
    shop.carry(PHONE, 'wine', 60);
    expect(shop.finish()).toMatchObject({ inside: { devices: 1 }, entered: { devices: 0 }, passersBy: { devices: 0 } });
  });

  it('takes whoever it hears for the first time for one who came in where no scanner stands outside', () => {
    const shop = new CountedShop({ site: { ...COUNTED_SITE, scanners: COUNTED_SITE.scanners.slice(0, 2) } });
    shop.carry(PHONE, 'wine', 60);
    expect(shop.finish()).toMatchObject({ inside: { devices: 1 }, entered: { devices: 1 } });
  });

  it('knows who came in though the street was told late, and takes back who had been inside before', () => {
    const shop = new CountedShop();
    shop.pass(20);
    shop.carry(PHONE, 'wine', 60);
    shop.carry(OTHER, 'street', 20);
    shop.carry(OTHER, 'wine', 60);
    shop.pass(130);
    expect(shop.counts.running()).toMatchObject({ inside: 2, entered: 1 });
    for (const ago of [275, 285]) shop.heard(PHONE, 'street', { delayMs: ago * 1000 });
    for (const ago of [215, 218]) shop.heard(OTHER, 'wine', { delayMs: ago * 1000 });
    shop.pass(130);
    expect(shop.counts.running()).toMatchObject({ inside: 2, entered: 1 });
    shop.carry(OTHER, 'wine', 10);
    shop.pass(240);
    expect(shop.finish()).toMatchObject({ inside: { devices: 2 }, entered: { devices: 1 } });
  });

  it('counts who is heard outside only, for three seconds, as a passer-by', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'street', 8);
    shop.carry(OTHER, 'street', 2);
    expect(shop.finish()).toMatchObject({
      passersBy: { devices: 1, randomized: 1 },
      inside: { devices: 0 },
      entered: { devices: 0 },
      excluded: [{ reason: 'too-brief', devices: 1 }],
    });
  });

  it('takes one stray packet inside for that', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'street', 15);
    shop.carry(PHONE, 'bakery', 4);
    shop.carry(PHONE, 'street', 15);
    expect(shop.finish()).toMatchObject({ passersBy: { devices: 1 }, inside: { devices: 0 } });
  });

  it('takes a passer-by back who comes in a little later, with a revision where that quarter was told', () => {
    const shop = new CountedShop({ now: TEN_MS + 14 * MINUTE_MS });
    shop.pass(60, () => shop.heard(PHONE, 'street'));
    shop.pass(150, () => shop.heard(PHONE, 'street'));
    expect(shop.told).toMatchObject([{ revision: 1, passersBy: { devices: 1 } }]);
    shop.carry(PHONE, 'bakery', 30);
    shop.pass(6 * 60);
    expect(shop.told).toMatchObject([{ revision: 1 }, { revision: 2, passersBy: { devices: 0 }, entered: { devices: 0 } }]);
    expect(shop.finish()).toMatchObject({ passersBy: { devices: 0 }, entered: { devices: 1 } });
  });

  it('counts a device that moves too fast for two slots in a zone where it was heard last', () => {
    const shop = new CountedShop();
    shop.pass(10, () => shop.heard(PHONE, 'bakery'));
    shop.pass(10, () => shop.heard(PHONE, 'wine'));
    expect(shop.finish().zones).toEqual([{ zone: 'wine', devices: 1, randomized: 1 }]);
  });

  it('says nothing of passers-by where no scanner stands outside', () => {
    const scanners = COUNTED_SITE.scanners.slice(0, 2);
    const shop = new CountedShop({ site: { ...COUNTED_SITE, scanners } });
    shop.carry(PHONE, 'bakery', 20);
    const quarter = shop.finish();
    expect('passersBy' in quarter).toBe(false);
    expect(quarter).toMatchObject({ inside: { devices: 1 }, zones: [{ zone: 'bakery' }] });
  });

  it('counts nobody where the shop wants no counters of strangers, and says so', () => {
    const shop = new CountedShop({ site: { ...COUNTED_SITE, settings: { footfall: { anonymous: 'off' } } } });
    shop.carry(PHONE, 'bakery', 60);
    const quarter = shop.finish();
    expect(quarter).toMatchObject({ definition: { anonymous: 'off' }, inside: { devices: 0 }, sightings: 0 });
    expect('passersBy' in quarter).toBe(false);
  });
});

describe('what is in no count', () => {
  it('leaves out badges and printers of the list, and says how many', () => {
    const shop = new CountedShop();
    shop.pass(60, () => {
      shop.heard('ble:dd0000000001', 'bakery', { as: 'staff' });
      shop.heard('ble:dd0000000002', 'wine', { as: 'staff' });
      shop.heard('ble:dd0000000003', 'wine', { as: 'fixture' });
    });
    expect(shop.finish()).toMatchObject({
      inside: { devices: 0 },
      sightings: 0,
      excluded: [
        { reason: 'listed-staff', devices: 2 },
        { reason: 'listed-fixture', devices: 1 },
      ],
    });
  });

  it('leaves out what never leaves, once that is known', () => {
    const shop = new CountedShop();
    for (let minute = 0; minute < 260; minute += 1) {
      shop.heard(OTHER, 'wine');
      shop.pass(60);
    }
    expect(shop.told[0]).toMatchObject({ inside: { devices: 1 }, excluded: [] });
    expect(shop.told.at(-1)).toMatchObject({ inside: { devices: 0 }, excluded: [{ reason: 'never-leaves', devices: 1 }] });
  });

  it('takes who is inside a closed shop for one who works there, and who is outside for nobody', () => {
    const shop = new CountedShop({ now: TEN_MS - HOUR_MS - 5 * MINUTE_MS });
    shop.pass(10 * 60, () => {
      shop.heard(OTHER, 'wine');
      shop.heard(PHONE, 'street');
    });
    shop.finish();
    // At nine the shop opened: the one still works there, the other is one who walks past.
    expect(shop.told).toMatchObject([
      { excluded: [{ reason: 'outside-hours', devices: 2 }], passersBy: { devices: 0 } },
      { excluded: [{ reason: 'outside-hours', devices: 1 }], passersBy: { devices: 1 }, inside: { devices: 0 } },
    ]);
  });
});

describe('time', () => {
  it('counts what comes late, and tells the quarter again', () => {
    const shop = new CountedShop({ now: TEN_MS + 14 * MINUTE_MS });
    shop.pass(4 * 60);
    expect(shop.told).toMatchObject([{ revision: 1, inside: { devices: 0 } }]);
    shop.pass(20, () => shop.heard(PHONE, 'bakery', { delayMs: 230_000 }));
    shop.pass(5 * 60);
    expect(shop.told.slice(1)).toMatchObject([{ revision: 2, inside: { devices: 1 }, sightings: 60, late: 60, tooLate: 0 }]);
  });

  it('does not count a device twice for what another scanner tells late of the same seconds', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'bakery', 60);
    shop.pass(180);
    shop.pass(60, () => shop.heard(PHONE, 'wine', { delayMs: 240_000 }));
    expect(shop.finish()).toMatchObject({ inside: { devices: 1 }, zones: [{ zone: 'bakery' }], sightings: 180, late: 0, tooLate: 180 });
  });

  it('counts for nothing what is older than a device is remembered, and says how much that was', () => {
    const shop = new CountedShop();
    shop.finish();
    shop.heard(PHONE, 'bakery', { delayMs: 16 * MINUTE_MS });
    shop.pass(150);
    expect(shop.told.at(-1)).toMatchObject({ revision: 2, inside: { devices: 0 }, tooLate: 3 });
  });

  it('gives the same counts in whatever order the sightings of a minute come', () => {
    const quarterOf = (order: (a: number, b: number) => number) => {
      const shop = new CountedShop();
      shop.pass(60);
      for (const ago of Array.from({ length: 60 }, (_, second) => second).sort(order)) {
        shop.heard(PHONE, ago > 45 ? 'street' : ago > 15 ? 'bakery' : 'wine', { delayMs: ago * 1000 });
      }
      return shop.finish();
    };
    const inOrder = quarterOf((a, b) => b - a);
    expect(inOrder).toMatchObject({ inside: { devices: 1 }, zones: [{ zone: 'bakery' }, { zone: 'wine' }] });
    expect(quarterOf((a, b) => a - b)).toEqual(inOrder);
    expect(quarterOf((a, b) => ((a * 7) % 60) - ((b * 7) % 60))).toEqual(inOrder);
  });

  it('forgets a device five minutes after it was last heard, and takes it for another then', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'bakery', 30);
    expect(shop.telemetry.value('aislegate_anonymous_devices')).toBe(1);
    shop.pass(311);
    expect(shop.telemetry.value('aislegate_anonymous_devices')).toBe(0);
    shop.carry(PHONE, 'bakery', 30);
    expect(shop.finish()).toMatchObject({ inside: { devices: 2 } });
  });

  it('forgets all of them when the shop closes, and when its clock is set back', () => {
    const shop = new CountedShop({ now: TEN_MS + 10 * HOUR_MS - 30_000 });
    shop.pass(20, () => shop.heard(PHONE, 'bakery'));
    shop.pass(70);
    expect(shop.telemetry.value('aislegate_anonymous_devices')).toBe(0);
    expect(shop.finish()).toMatchObject({ inside: { devices: 1 } });
    shop.heard(PHONE, 'bakery');
    shop.now -= HOUR_MS;
    shop.pass(10);
    expect(shop.telemetry.value('aislegate_anonymous_devices')).toBe(0);
  });

  it('skips the quarters that nobody listened in', () => {
    const shop = new CountedShop();
    shop.pass(60);
    shop.now += 3 * HOUR_MS;
    shop.pass(20);
    expect(shop.told.map(({ from }) => from)).toEqual([instantText(TEN_MS)]);
    shop.finish();
    expect(shop.told.map(({ from }) => from)).toEqual([instantText(TEN_MS), instantText(TEN_MS + 3 * HOUR_MS)]);
  });
});

describe('doors and scanners', () => {
  it('adds up what the door counters told of the quarter, and keeps it with their fact', () => {
    const shop = new CountedShop();
    const change = shop.counts.door({ t: shop.now, in: 4, out: 1 });
    expect(change.changes).toMatchObject([{ key: `footfall/${TEN_MS}`, value: { doorIn: 4, doorOut: 1 } }]);
    shop.counts.door({ t: shop.now + 1, in: 2, out: 0 });
    shop.counts.door({ t: shop.now + 2, in: 9, out: 9 }).undo();
    expect(shop.finish()).toMatchObject({ doorIn: 6, doorOut: 1 });
    // A quiet quarter of a shop with a counter has none; a shop without says nothing.
    expect(shop.finish()).toMatchObject({ doorIn: 0, doorOut: 0 });
  });

  it('tells a quarter again where a counter that was cut off tells later, and leaves be what is not kept', () => {
    const shop = new CountedShop();
    shop.finish();
    shop.counts.door({ t: TEN_MS, in: 3, out: 3 });
    expect(shop.counts.door({ t: TEN_MS - 80 * HOUR_MS, in: 3, out: 3 }).changes).toEqual([]);
    shop.pass(150);
    expect(shop.told).toMatchObject([{}, { revision: 2, from: instantText(TEN_MS), doorIn: 3 }]);
  });

  it('counts the sightings of those who are known with the others, and asks not who they were', () => {
    const shop = new CountedShop();
    shop.counts.known({ t: shop.now, rx: shop.now });
    shop.counts.known({ t: shop.now, rx: shop.now + 200_000 });
    shop.counts.known({ t: shop.now - 50 * HOUR_MS, rx: shop.now });
    shop.counts.anonymous({ device: 'd', t: shop.now, rx: shop.now, anchor: 'a-strangers' });
    expect(shop.finish()).toMatchObject({ sightings: 2, late: 1, inside: { devices: 0 } });
  });

  it('says how many scanners were heard', () => {
    const shop = new CountedShop();
    for (const scanner of ['b1', 'b1', 'w1', 'a-strangers']) shop.counts.scannerHeard(scanner, shop.now);
    expect(shop.finish()).toMatchObject({ scannersHeard: 2, scanners: 3 });
  });
});

describe('a restart', () => {
  it('goes on with what was counted, and takes nobody for having come in who may have been there', () => {
    const shop = new CountedShop();
    shop.carry(PHONE, 'street', 20);
    shop.carry(PHONE, 'bakery', 60);
    shop.counts.scannerHeard('b1', shop.now);
    shop.pass(180);
    const again = shop.restarted();
    again.carry(PHONE, 'bakery', 60);
    again.pass(120);
    again.carry(OTHER, 'street', 20);
    again.carry(OTHER, 'wine', 60);
    expect(again.finish()).toMatchObject({ revision: 1, inside: { devices: 3 }, entered: { devices: 2 }, scannersHeard: 1 });
  });

  it('tells what it had not told, with a revision above those that were told', () => {
    const shop = new CountedShop();
    shop.finish();
    const again = shop.restarted();
    again.counts.door({ t: TEN_MS, in: 1, out: 0 });
    again.pass(150);
    expect(again.told).toMatchObject([{ from: instantText(TEN_MS), revision: 2, doorIn: 1 }]);
  });

  it('forgets quarters when no log can change them any more', () => {
    const shop = new CountedShop();
    shop.pass(60);
    shop.restarted();
    expect([...shop.disk.keys()]).toContain(`footfall/${TEN_MS}`);
    shop.now += 50 * HOUR_MS;
    shop.pass(20);
    shop.restarted();
    expect([...shop.disk.keys()]).not.toContain(`footfall/${TEN_MS}`);
  });

  it('tells anew what could not be written', () => {
    const shop = new CountedShop();
    shop.pass(17 * 60 - 10);
    shop.now += 10_000;
    expect(shop.counts.advance(shop.now)).toBe(true);
    shop.counts.due().undo();
    shop.pass(150);
    expect(shop.told).toMatchObject([{ from: instantText(TEN_MS) }]);
  });
});

it('says what is going on, for whoever looks after the shop', () => {
  const shop = new CountedShop();
  shop.carry(PHONE, 'bakery', 60);
  shop.pass(130, () => shop.heard(OTHER, 'wine', { as: 'staff' }));
  shop.pass(130);
  expect(shop.counts.running()).toEqual({ from: TEN_MS, inside: 1, entered: 0, passersBy: 0, excluded: 1 });
});

it.each(['constructor', '__proto__', 'toString'])('counts in a zone that is called %s, over a restart, and nowhere else', (id) => {
  const [, ...zones] = COUNTED_SITE.zones;
  const [, ...scanners] = COUNTED_SITE.scanners;
  const site = { ...COUNTED_SITE, zones: [{ id, name: 'Bakery' }, ...zones], scanners: [{ id: 'b1', zone: id }, ...scanners] };
  const before = new CountedShop({ site });
  before.carry(OTHER, 'bakery', 60);
  before.pass(200);
  expect(before.restarted().finish().zones).toEqual([{ zone: id, devices: 1, randomized: 0 }]);
  expect('devices' in {}).toBe(false);
  expect('devices' in Object).toBe(false);
});
