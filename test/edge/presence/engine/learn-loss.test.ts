import { describe, expect, it } from 'vitest';
import { shopOf } from '../../../../edge/config/shop.ts';
import { learnLoss, learnSinceSurvey } from '../../../../edge/presence/engine/learn-loss.ts';
import type { Heard } from '../../../../edge/presence/engine/presence-engine.ts';
import { GROUPS, PLACES, PLAN } from '../../../support/engine-sites.ts';

const EXPONENT = 2.4;
/** The second scanner reads 6 dB too much. */
const OFFSETS = [0, 6, 0, 0];

function heardAt(x: number, y: number, t: number): Heard[] {
  return PLACES.map((at, index) => {
    const distanceM = Math.max(0.5, Math.hypot(x - at.x, y - at.y, 1));
    return { t, anchor: at.id, rssiDbm: Math.round(-60 - 10 * EXPONENT * Math.log10(distanceM) + (OFFSETS[index] ?? 0)) };
  });
}

/** Up and down the shop for five minutes. */
const WALK = Array.from({ length: 600 }, (_, half) => {
  const along = Math.abs((half % 80) - 40) / 2;
  const across = 1 + Math.abs((half % 28) - 14) / 2.4;
  return heardAt(along, across, half * 500);
}).flat();

describe('the path loss of a shop', () => {
  it('is learnt from somebody who walks through it, and what a scanner reads too much with it', () => {
    const loss = learnLoss(shopOf(PLAN), new Map([['ble:dd8800003777', WALK]]));
    const [own = 0, ...others] = [1, 0, 2, 3].map((scanner) => loss?.offsetsDb[scanner] ?? 0);
    expect(own - Math.max(...others)).toBeGreaterThan(2);
    expect(loss?.exponent).toBeGreaterThan(1);
    expect(loss?.exponent).toBeLessThan(4);
  });

  it('is learnt from the beacons of the shop that its scanners hear: their places are known', () => {
    const beacons = [
      { id: 'altbeacon:0118-1', x: 4, y: 4 },
      { id: 'altbeacon:0118-2', x: 10, y: 2 },
      { id: 'altbeacon:0118-3', x: 16, y: 6 },
    ];
    const heard = beacons.map(({ id, x, y }) => [id, Array.from({ length: 60 }, (_, s) => heardAt(x, y, s * 1000)).flat()] as const);
    const loss = learnLoss(shopOf({ ...PLAN, beacons }), new Map(heard));
    expect(loss?.offsetsDb[1]).toBeGreaterThan(1);
    expect(loss?.offsetsDb).toHaveLength(PLACES.length + beacons.length);
  });

  it('stays what is usual where nobody was heard, or not how strongly, or by strangers', () => {
    const nobody = learnLoss(shopOf(PLAN), new Map());
    const useless = [
      { t: 0, anchor: 'w1' },
      { t: 0, anchor: 'w1', rssiDbm: 127 },
      { t: 0, anchor: 'neighbour', rssiDbm: -50 },
    ];
    expect(learnLoss(shopOf(PLAN), new Map([['ble:dd8800003777', useless]]))).toEqual(nobody);
    expect(nobody?.offsetsDb).toEqual([0, 0, 0, 0]);
  });

  it('is not asked for where there is no plan', () => {
    expect(learnLoss(shopOf(GROUPS), new Map([['ble:dd8800003777', WALK]]))).toBeUndefined();
  });
});

describe('a survey of a year ago', () => {
  const survey = Array.from({ length: 40 }, (_, point) => ({ x: (point % 10) * 2 + 1, y: Math.floor(point / 10) * 2 + 1 })).flatMap(
    ({ x, y }) =>
      heardAt(x, y, 0).map(({ rssiDbm = 0 }, scanner) => {
        const dbm = rssiDbm - (OFFSETS[scanner] ?? 0);
        return { x, y, scanner, meanDbm: dbm, p50Dbm: dbm, p90Dbm: dbm };
      }),
  );

  it('is right again where traffic tells which scanner was replaced by one that reads too much', () => {
    const changes = learnSinceSurvey(shopOf(PLAN), survey, new Map([['ble:dd8800003777', WALK]])) ?? [];
    const [own = 0, ...others] = [1, 0, 2, 3].map((scanner) => changes[scanner] ?? 0);
    expect(own - Math.max(...others)).toBeGreaterThan(3);
  });

  it('is of no use without the plan', () => {
    expect(learnSinceSurvey(shopOf(GROUPS), survey, new Map())).toBeUndefined();
  });
});
