import { describe, expect, it } from 'vitest';
import { POSITIONS_RECIPE } from '../../../../edge/presence/engine/grid-engine.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { learnFromTraffic } from '../../../../edge/presence/engine/self-calibration.ts';
import { distanceM } from '../../../../edge/presence/engine/signal-map.ts';
import { grid, scanners, someone, truth } from '../../../support/round-walks.ts';

const plan = { grid, scanners, recipe: POSITIONS_RECIPE };

const traffic = [0, 2, 4].map((start) => someone(start));
const worst = (learnt: readonly number[]): number =>
  Math.max(...learnt.map((offset, scanner) => Math.abs(offset - (truth.offsetsDb[scanner] ?? 0))));

describe('scanners that calibrate themselves on the traffic', () => {
  it('learn path loss and which of them reads too much, without being told where anybody was', () => {
    const { atOneMetreDbm, exponent, offsetsDb } = learnFromTraffic(plan, traffic);
    expect(worst(offsetsDb)).toBeLessThan(2);
    expect(offsetsDb.reduce((sum, offset) => sum + offset, 0)).toBeCloseTo(0, 9);
    expect(Math.abs(exponent - truth.exponent)).toBeLessThan(0.5);
    expect(Math.abs(atOneMetreDbm - truth.atOneMetreDbm)).toBeLessThan(4);
  });

  it('are not misled by phones that send more or less than the others', () => {
    const { offsetsDb, exponent } = learnFromTraffic(plan, [someone(0, 5), someone(2, -4), someone(4, 0), someone(1, -1)]);
    expect(worst(offsetsDb)).toBeLessThan(2);
    expect(Math.abs(exponent - truth.exponent)).toBeLessThan(0.5);
  });

  it('believe what is usual where nothing was heard, and are not upset by a scanner that is not in the plan', () => {
    const usual = { atOneMetreDbm: -60, exponent: 2, offsetsDb: [0, 0, 0, 0, 0, 0] };
    expect(learnFromTraffic(plan, [])).toEqual(usual);
    expect(learnFromTraffic(plan, [[]])).toEqual(usual);
    expect(learnFromTraffic(plan, [[{ t: 0, scanner: 9, rssiDbm: -50 }]])).toEqual(usual);
  });

  it('hear of a scanner that is silent nothing, and leave it near the others', () => {
    const { offsetsDb } = learnFromTraffic(
      plan,
      traffic.map((device) => device.filter(({ scanner }) => scanner !== 3)),
    );
    expect(Math.abs(offsetsDb[3] ?? 9)).toBeLessThan(1);
  });

  it('learn from a tag that hangs at a known place, however strongly it sends', () => {
    const at = { x: 4, y: 3 };
    const readings = scanners.map((position, scanner) => ({
      t: scanner,
      scanner,
      rssiDbm: expectedRssiDbm({ ...truth, exponent: 2 }, scanner, distanceM(position, at.x, at.y)) - 9,
    }));
    const { offsetsDb } = learnFromTraffic(plan, [], [{ ...at, readings }]);
    expect(worst(offsetsDb)).toBeLessThan(worst([0, 0, 0, 0, 0, 0]) / 1.5);
  });

  it('learn a day as fast as an hour: stretches are drawn from all of it', () => {
    const day = Array.from({ length: 200 }, (_, hour) =>
      someone(hour).map((reading) => ({ ...reading, t: reading.t + hour * 3_600_000 })),
    ).flat();
    expect(worst(learnFromTraffic(plan, [day]).offsetsDb)).toBeLessThan(2);
  });
});
