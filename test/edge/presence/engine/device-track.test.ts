import { describe, expect, it } from 'vitest';
import type { Heard } from '../../../../edge/presence/engine/presence-engine.ts';
import { BAKERY, DOOR, engineOf, GROUPS, levelsAt, PLACES, PLAN, stay, WINE } from '../../../support/engine-sites.ts';

describe('positions and zones that come ready-made', () => {
  const fix = (t: number, x: number, y: number, accuracyM?: number): Heard => ({
    t,
    anchor: 'w1',
    position: { x, y, ...(accuracyM !== undefined && { accuracyM }) },
  });

  it.each([
    ['drawn zones without places of scanners', { ...GROUPS, zones: [WINE, BAKERY] }],
    ['a plan with scanners on it', PLAN],
  ])('are believed in a shop of %s, against the access point that told them', (_, site) => {
    const track = engineOf(site).track();
    track.observe(fix(0, 16, 4, 2));
    track.decide(1000);
    track.observe(fix(60_000, 16, 4, 2));
    expect(track.decide(61_000)).toMatchObject({ zone: 'bakery', silent: false });
    track.observe(fix(120_000, 4, 4, 2));
    track.observe(fix(125_000, 4, 4, 2));
    expect(track.decide(126_000)).toMatchObject({ zone: 'wine' });
  });

  it('beside all zones are on no department', () => {
    const track = engineOf({ ...GROUPS, zones: [WINE, BAKERY] }).track();
    track.observe(fix(0, 10, 4, 1));
    expect(track.decide(1000)).toMatchObject({ zone: 'out' });
  });

  it('are the less sure the less accurate they are', () => {
    const sure = (accuracyM: number): number => {
      const track = engineOf({ ...GROUPS, zones: [WINE, BAKERY] }).track();
      track.observe(fix(0, 16, 4, accuracyM));
      return track.decide(1000).confidence;
    };
    expect(sure(1)).toBeGreaterThan(0.9);
    expect(sure(6)).toBeLessThan(0.8);
  });

  it('give way to the scanners when no more of them come', () => {
    const track = engineOf({ ...GROUPS, zones: [WINE, BAKERY] }).track();
    track.observe(fix(0, 16, 4, 1));
    track.decide(1000);
    expect(stay(track, 2, 120, { w1: -50, b1: -80 })).toMatchObject({ zone: 'wine' });
  });

  it('begin again where a card was held to a reader', () => {
    const track = engineOf({ ...GROUPS, zones: [WINE, BAKERY] }).track();
    track.observe(fix(0, 16, 4, 1));
    track.decide(1000);
    track.place('wine', 2000);
    track.observe(fix(2500, 10.5, 4, 3));
    expect([2000, 8000].map((t) => track.decide(t).zone)).toEqual(['wine', 'wine']);
  });

  it('that cannot be on this floor change nothing', () => {
    const track = engineOf(PLAN).track();
    stay(track, 0, 10, levelsAt(4, 4));
    track.observe(fix(11_000, 1e9, 4, 1));
    expect(track.decide(11_000)).toMatchObject({ zone: 'wine' });
  });

  it.each([
    [
      'groups of scanners',
      {
        ...GROUPS,
        scanners: [
          { id: 'w1', zone: 'wine' },
          { id: 'zone-bakery', zone: 'bakery' },
        ],
      },
    ],
    ['a plan', { ...PLAN, scanners: [...PLACES, { id: 'zone-bakery', zone: 'bakery' }] }],
  ])('as zones count for the department in a shop of %s', (_, site) => {
    const track = engineOf(site).track();
    for (const t of [0, 20_000]) {
      track.observe({ t, anchor: 'zone-bakery' });
      track.decide(t + 1000);
    }
    expect(track.decide(22_000)).toMatchObject({ zone: 'bakery', silent: false });
  });
});

describe('who holds a card to a reader', () => {
  it.each([
    ['groups of scanners', GROUPS],
    ['a plan', PLAN],
  ])('is there at once, whatever the radio says, and goes on from there: %s', (_, site) => {
    const track = engineOf(site).track();
    const elsewhere = site === PLAN ? levelsAt(4, 4) : { w1: -55, b1: -80 };
    stay(track, 0, 10, elsewhere);
    track.place('bakery', 10_500);
    expect(stay(track, 11, 11, elsewhere)).toEqual({ zone: 'bakery', confidence: 1, silent: false });
    expect(stay(track, 12, 60, elsewhere)).toMatchObject({ zone: 'wine' });
  });

  it('is there though no radio hears the phone, until that is long ago', () => {
    const track = engineOf(GROUPS).track();
    track.place('bakery', 500);
    expect(track.decide(1000)).toEqual({ zone: 'bakery', confidence: 1, silent: false });
    expect(track.decide(20_000)).toMatchObject({ zone: 'bakery', silent: false });
    expect(track.decide(40_000)).toEqual({ zone: undefined, confidence: 0, silent: true });
  });

  it('came in by the door, whatever that said', () => {
    const site = {
      ...GROUPS,
      zones: [...GROUPS.zones, { id: 'shop', name: 'Shop', kind: 'inside' }],
      scanners: [...GROUPS.scanners, ...DOOR],
    };
    const track = engineOf(site).track();
    stay(track, 0, 5, { street: -60, in: -60.5, b1: -70 });
    track.place('bakery', 5500);
    expect(stay(track, 6, 20, { b1: -60 })).toMatchObject({ zone: 'bakery' });
  });
});

describe('silence', () => {
  it('ends a stay after half a minute for a phone that was heard each second', () => {
    const track = engineOf(GROUPS).track();
    stay(track, 0, 60, { w1: -55 });
    expect(track.decide(89_000)).toMatchObject({ zone: 'wine', silent: false });
    expect(track.decide(90_000)).toEqual({ zone: undefined, confidence: 0, silent: true });
  });

  it('makes ever less sure of where somebody is', () => {
    const track = engineOf(GROUPS).track();
    stay(track, 0, 60, { w1: -55, b1: -80 });
    const sure = [61, 67, 75, 85].map((s) => track.decide(s * 1000).confidence);
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
    expect(sure.at(-1)).toBeLessThan(0.5);
  });

  it('is none for a phone that a cloud tells of once a minute', () => {
    const track = engineOf(GROUPS).track();
    for (let minute = 0; minute <= 5; minute += 1) {
      track.observe({ t: minute * 60_000, anchor: 'w1', rssiDbm: -60 });
      for (let s = 1; s <= 60; s += 1) {
        const { silent } = track.decide((minute * 60 + s) * 1000);
        if (minute > 0) expect(silent).toBe(false);
      }
    }
    expect(track.decide(5 * 60_000 + 160_000).silent).toBe(true);
  });

  it.each([1, 20, 45])('does not hide where a phone is of which the cloud tells %d s late', (ageS) => {
    const track = engineOf(GROUPS).track();
    const decided: (string | undefined)[] = [];
    for (let s = 0; s <= 400; s += 1) {
      if (s % 60 === ageS) track.observe({ t: (s - ageS) * 1000, anchor: s < 200 ? 'w1' : 'b1', rssiDbm: -60 });
      decided.push(track.decide(s * 1000).zone);
    }
    expect([decided[150], decided[350]]).toEqual(['wine', 'bakery']);
  });

  it('is over with the next advert, and what was before it is forgotten', () => {
    const track = engineOf(GROUPS).track();
    stay(track, 0, 60, { w1: -50, b1: -80 });
    track.decide(200_000);
    track.observe({ t: 300_000, anchor: 'b1', rssiDbm: -75 });
    expect(track.decide(301_000)).toMatchObject({ zone: 'bakery', silent: false });
  });

  it('of somebody who was never heard is silence', () => {
    expect(engineOf(GROUPS).track().decide(0)).toEqual({ zone: undefined, confidence: 0, silent: true });
  });
});

describe('a scanner that is broken', () => {
  it('says nothing about those whom it does not hear', () => {
    const scanners = [...['w1', 'w2'].map((id) => ({ id, zone: 'wine' })), ...['b1', 'b2'].map((id) => ({ id, zone: 'bakery' }))];
    const engine = engineOf({ ...GROUPS, scanners });
    const others = engine.track();
    // The half of the wine's scanners is dead for ten minutes.
    stay(others, 0, 600, { w1: -60, b1: -75, b2: -75 });
    expect(stay(engine.track(), 601, 620, { w1: -65, b1: -70, b2: -70 })).toMatchObject({ zone: 'wine' });
  });
});
