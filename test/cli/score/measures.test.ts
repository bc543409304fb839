import { describe, expect, it } from 'vitest';
import { measure } from '../../../cli/score/measures.ts';
import type { Quarter, Told, ToldStay, ToldVisit } from '../../../cli/score/told.ts';
import type { Truth } from '../../../cli/score/truth.ts';

const MINUTE_MS = 60_000;
const visit = (subject: string, fromMin: number, toMin: number): ToldVisit => ({
  subject,
  fromMs: fromMin * MINUTE_MS,
  toMs: toMin * MINUTE_MS,
});
const stay = (subject: string, zone: string, fromMin: number, toMin: number): ToldStay => ({
  ...visit(subject, fromMin, toMin),
  zone,
  dwellMs: (toMin - fromMin) * MINUTE_MS,
});
const quarter = (fromMin: number, mean: number, entered = 0, passersBy?: number): Quarter =>
  ({
    from: new Date(fromMin * MINUTE_MS).toISOString(),
    occupancy: { mean, max: 1, zones: [] },
    entered: { devices: entered, randomized: 0 },
    ...(passersBy !== undefined && { passersBy: { devices: passersBy, randomized: 0 } }),
  }) as unknown as Quarter;

const truth: Truth = {
  visits: [visit('ada', 0, 10), visit('ben', 20, 30)],
  stays: [stay('ada', 'wine', 0, 6), stay('ada', 'bakery', 6, 10), stay('ben', 'wine', 20, 30)],
  entered: Array.from({ length: 20 }, () => 0),
  passersBy: Array.from({ length: 80 }, () => 0),
};
const told = (more: Partial<Told>): Told => ({ visits: truth.visits, stays: truth.stays, quarters: [], ...more });

describe('a score card', () => {
  it('finds no fault with a shop that tells everything as it was', () => {
    const quarters = [quarter(0, 10 / 15, 20, 80), quarter(15, 10 / 15)];
    expect(measure(told({ quarters }), truth)).toEqual({
      zoneAccuracy: 1,
      visitPrecision: 1,
      visitRecall: 1,
      visitStartErrorS: 0,
      visitEndErrorS: 0,
      dwellErrorShare: 0,
      occupancyError: 0,
      occupancyBias: 0,
      captureErrorPoints: 0,
      devicesPerEntrant: 1,
      pathError: 0,
    });
  });

  it('counts each second that was told to be in another zone, and what that does to the dwell', () => {
    const stays = [stay('ada', 'wine', 0, 8), stay('ada', 'bakery', 8, 10), stay('ben', 'wine', 20, 30)];
    const { zoneAccuracy, dwellErrorShare, pathError } = measure(told({ stays }), truth);
    expect(zoneAccuracy).toBeCloseTo(18 / 20, 9);
    expect(dwellErrorShare).toBeCloseTo(4 / 20, 9);
    expect(pathError).toBe(0);
  });

  it('asks of a visit to share half of its time with the true one', () => {
    const visits = [visit('ada', 0, 6), visit('ben', 20, 24), visit('ben', 26, 30)];
    const found = measure(told({ visits }), truth);
    expect(found).toMatchObject({ visitRecall: 1 / 2, visitStartErrorS: 0, visitEndErrorS: 240 });
    expect(found.visitPrecision).toBeCloseTo(1 / 3, 9);
  });

  it('never takes the visit of one for that of another', () => {
    expect(measure(told({ visits: [visit('eve', 0, 10)] }), truth)).toMatchObject({ visitRecall: 0, visitPrecision: 0 });
  });

  it('tells how far the people inside are off, and to which side', () => {
    const quarters = [quarter(0, 10 / 15 + 0.5), quarter(15, 10 / 15 - 0.1)];
    const { occupancyError, occupancyBias } = measure(told({ quarters }), truth);
    expect(occupancyError).toBeCloseTo(0.3, 9);
    expect(occupancyBias).toBeCloseTo(0.2, 9);
  });

  it('tells the capture in points, and nothing where nobody listens to the street', () => {
    expect(measure(told({ quarters: [quarter(0, 0, 30, 70)] }), truth).captureErrorPoints).toBeCloseTo(10, 9);
    const deaf = measure(told({ quarters: [quarter(0, 0, 30)] }), truth);
    expect(deaf.captureErrorPoints).toBeNull();
    expect(deaf.devicesPerEntrant).toBe(1.5);
  });

  it('compares ways by their shares, pass-throughs left out', () => {
    // True: out→wine twice, wine→bakery, bakery→out, wine→out.
    const pass = { ...stay('ada', 'dairy', 6, 7), dwellMs: 5000 };
    const stays = [stay('ada', 'wine', 0, 6), pass, stay('ada', 'bakery', 7, 10), stay('ben', 'wine', 20, 30)];
    expect(measure(told({ stays }), truth).pathError).toBe(0);
    const other = [stay('ada', 'wine', 0, 10), stay('ben', 'wine', 20, 30)];
    // Told: out→wine 2/4, wine→out 2/4 against 2/5, 1/5, 1/5 and 1/5.
    expect(measure(told({ stays: other }), truth).pathError).toBeCloseTo((0.1 + 0.3 + 0.2 + 0.2) / 2, 9);
  });

  it('leaves out what was before the moment from which it scores', () => {
    const wrong = [stay('ada', 'dairy', 0, 10), stay('ben', 'wine', 20, 30)];
    expect(measure(told({ stays: wrong }), truth, 15 * MINUTE_MS)).toMatchObject({
      zoneAccuracy: 1,
      visitRecall: 1,
      dwellErrorShare: 0,
      pathError: 0,
    });
    expect(measure(told({ stays: wrong }), truth).zoneAccuracy).toBe(0.5);
  });

  it('takes who comes back after minutes for gone and come', () => {
    const twice = [stay('ada', 'wine', 0, 5), stay('ada', 'wine', 10, 12)];
    const one: Truth = { ...truth, stays: twice };
    expect(measure(told({ stays: twice }), one).pathError).toBe(0);
    expect(measure(told({ stays: [stay('ada', 'wine', 0, 12)] }), one).pathError).toBe(0);
    expect(measure(told({ stays: [stay('ada', 'wine', 0, 5), stay('ada', 'dairy', 10, 12)] }), one).pathError).toBeGreaterThan(0.4);
  });

  it('says nothing of a day that told nothing', () => {
    expect(measure({ visits: [], stays: [], quarters: [] }, { visits: [], stays: [], entered: [], passersBy: [] })).toMatchObject({
      zoneAccuracy: null,
      visitPrecision: null,
      visitRecall: null,
      dwellErrorShare: null,
      occupancyError: null,
      captureErrorPoints: null,
      pathError: null,
    });
  });
});
