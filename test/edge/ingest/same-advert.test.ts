import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../../contract/sighting.ts';
import { createKnownDevices } from '../../../edge/ingest/known-devices.ts';
import { isRepeated } from '../../../edge/ingest/same-advert.ts';

const T = 1_700_000_000_000;
const TAG = 'ibeacon:426c7565-4368-6172-6d42-6561636f6e73-1-7';
const URL_TAG = 'eddystone-url:https://shop.example/tag';
const NODE = 'mqtt/espresense';
const GATEWAY = 'mqtt/openmqttgateway';

/** A scanner's ear: whether what a path tells at a second counts. */
function ear() {
  const devices = createKnownDevices({ perSecond: 1000, burst: 1000 });
  return (path: string, second: number, fields: Partial<Sighting> = {}, scanner = 0): boolean => {
    const t = T + second * 1000;
    devices.turn(fields.rx ?? t);
    const sighting: Sighting = { t, rx: t, anchor: 'bakery', mobile: 'ble:dd8800003777', radio: 'ble', rssiDbm: -60, ...fields };
    return !isRepeated(devices.of(scanner, sighting, path), path, sighting);
  };
}

describe('one advert that comes by two paths', () => {
  it('counts once, whatever strength each reports', () => {
    const counts = ear();
    expect([counts(NODE, 0), counts(GATEWAY, 0.2, { rssiDbm: -63 }), counts(NODE, 1), counts(GATEWAY, 1.2)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    ['the beacon beside the address', { mobile: TAG, also: ['ble:dd8800003777'] }, { mobile: 'ble:dd8800003777' }],
    ['the address beside the beacon', { mobile: 'ble:dd8800003777' }, { mobile: TAG, also: ['ble:dd8800003777'] }],
    ['the beacon without an address', { mobile: TAG, also: ['ble:dd8800003777'] }, { mobile: TAG }],
    ['another beacon of the same sender', { mobile: URL_TAG, also: [TAG] }, { mobile: TAG }],
    ['the kind of a random address', { mobile: 'ble:4d8800003777' }, { mobile: 'rpa:4d8800003777' }],
    ['the other kind of a random address', { mobile: 'nrpa:0d8800003777' }, { mobile: 'ble:0d8800003777' }],
  ])('is known as one where a path gives %s', (_title, one, other) => {
    const counts = ear();
    expect([counts(NODE, 0, one), counts(GATEWAY, 0.1, other), counts(NODE, 1, one), counts(GATEWAY, 1.1, other)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('is not confused with another sender of the same payload', () => {
    const counts = ear();
    expect([
      counts(NODE, 0, { mobile: URL_TAG, also: ['ble:dd8800003777'] }),
      counts(GATEWAY, 0.1, { mobile: URL_TAG, also: ['ble:dd8800003999'] }),
    ]).toEqual([true, true]);
  });

  it('is heard by each scanner for itself', () => {
    const counts = ear();
    expect([counts(NODE, 0, {}, 0), counts(GATEWAY, 0, {}, 1)]).toEqual([true, true]);
  });

  it('goes on by the other path when the one that led falls silent, and does not go back and forth', () => {
    const counts = ear();
    counts(NODE, 0);
    const byGateway = Array.from({ length: 20 }, (_, second) => counts(GATEWAY, second));
    expect(byGateway.lastIndexOf(false)).toBe(10);
    expect([counts(NODE, 19.5), counts(GATEWAY, 20)]).toEqual([false, true]);
  });

  it('counts the live path alone where a cloud posts the same minute later', () => {
    const counts = ear();
    for (let second = 0; second <= 60; second += 2) counts(NODE, second);
    const rx = T + 62_000;
    const posted = Array.from({ length: 12 }, (_, i) => counts('http/meraki-v3', 2 + i * 5, { rx }));
    expect(posted.some(Boolean)).toBe(false);
  });

  it('counts what the other path heard before the leader came', () => {
    const counts = ear();
    counts(NODE, 100);
    expect([counts(GATEWAY, 50, { rx: T + 101_000 }), counts(GATEWAY, 95, { rx: T + 101_000 }), counts(NODE, 101)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is one path at a time: no two of them count within ten seconds of each other', () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 6000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const counts = ear();
        let now = 0;
        let last: { path: string; now: number } | undefined;
        for (const [path, passed] of steps) {
          now += passed;
          if (!counts(path, now / 1000)) continue;
          if (last && last.path !== path) expect(now - last.now).toBeGreaterThan(10_000);
          last = { path, now };
        }
      }),
    );
  });
});

describe('one path', () => {
  it('tells two readings when it tells two, however alike', () => {
    const counts = ear();
    expect([counts(NODE, 0), counts(NODE, 0), counts(NODE, 0.1)]).toEqual([true, true, true]);
  });

  it('tells once what it sends again: the same time by its own clock, the same strength', () => {
    const counts = ear();
    const sent = (second: number, rssiDbm?: number) => counts(NODE, second, { rx: T + 90_000, ...(rssiDbm !== undefined && { rssiDbm }) });
    expect([sent(1), sent(2), sent(1), sent(2), sent(2, -61), sent(3)]).toEqual([true, true, false, false, true, true]);
    expect(counts(NODE, 3, { rx: T + 90_000, sourceT: 5 })).toBe(true);
    expect(counts(NODE, 4, { rx: T + 90_000, sourceT: 5 })).toBe(false);
  });

  it('remembers no more than its last readings', () => {
    const counts = ear();
    const sent = (second: number) => counts(NODE, second, { rx: T + 90_000 });
    for (let second = 0; second < 17; second += 1) sent(second);
    expect([sent(16), sent(1), sent(0)]).toEqual([false, false, true]);
  });
});

it('lets another path take over soon where our clock was set back by an hour', () => {
  const counts = ear();
  expect([counts(NODE, 3600), counts(NODE, 0), counts(GATEWAY, 1)]).toEqual([true, true, false]);
  expect([counts(GATEWAY, 11), counts(GATEWAY, 12)]).toEqual([true, true]);
});
