import { describe, expect, it } from 'vitest';
import { Follower, type Step } from '../../../../edge/presence/visits/follower.ts';
import { fakePresenceEngine } from '../../../fakes/presence-engine.ts';
import { SCANNER_ZONES } from '../../../support/walks.ts';

const T = 1_750_000_000_000;
const engine = fakePresenceEngine(SCANNER_ZONES);
const follower = (): Follower => new Follower(engine.track(), engine.stepMs);
const steps = (one: Follower, untilS: number, tooLate: (t: number) => void = () => {}): Step[] => [
  ...one.steps(T + untilS * 1000, ({ t }) => tooLate((t - T) / 1000)),
];
const turns = (list: readonly Step[]): unknown[] =>
  list.flatMap(({ from, zone }) => (from === undefined ? [] : [[zone, (from - T) / 1000]]));

describe('who is followed', () => {
  it('is in a zone since it was heard, and no longer than it was heard', () => {
    const one = follower();
    for (let s = 0; s < 5; s += 1) one.hear({ t: T + s * 1000 + 200, anchor: 'b1', rssiDbm: -60 });
    const list = Array.from({ length: 60 }, (_, s) => steps(one, s)).flat();
    expect(turns(list)).toEqual([
      ['bakery', 0.2],
      [undefined, 4.2],
    ]);
    expect(one.heardAt).toBe(T + 4200);
    expect(one.heardForMs).toBe(4000);
  });

  it('gives the engine nothing from the future', () => {
    const one = follower();
    one.hear({ t: T + 500, anchor: 'b1', rssiDbm: -60 });
    one.hear({ t: T + 1500, anchor: 'w1', rssiDbm: -40 });
    expect(steps(one, 1).at(-1)?.zone).toBe('bakery');
    expect(one.aheadFrom).toBe(T + 1500);
    expect(steps(one, 2).at(-1)?.zone).toBe('wine');
    expect(one.aheadFrom).toBe(Number.POSITIVE_INFINITY);
  });

  it('is gone through second by second when it comes late and all at once', () => {
    const one = follower();
    for (let s = 0; s < 60; s += 1) one.hear({ t: T + s * 1000, anchor: s < 30 ? 'b1' : 'w1', rssiDbm: -60 }, T + 60_000);
    const list = steps(one, 60);
    expect(list).toHaveLength(61);
    expect(list.filter(({ isPast }) => isPast)).toHaveLength(60);
    expect(turns(list)).toEqual([
      ['bakery', 0],
      ['wine', 32],
    ]);
    // The next minute is still on its way: nothing is said of it until it is there, or should have been.
    expect([steps(one, 90), steps(one, 120)]).toEqual([[], []]);
    expect(turns(steps(one, 151))).toEqual([[undefined, 59]]);
  });

  it('hands back what comes too late for the engine', () => {
    const one = follower();
    one.hear({ t: T + 40_000, anchor: 'b1', rssiDbm: -60 });
    const late: number[] = [];
    steps(one, 40);
    one.hear({ t: T + 5000, anchor: 'b1', rssiDbm: -60 }, T + 40_000);
    steps(one, 41, (s) => late.push(s));
    expect(late).toEqual([5]);
  });

  it('stays where it was after a restart, until it says otherwise or is silent', () => {
    const one = follower();
    one.resume('wine', T, 30_000);
    expect(turns([...steps(one, 10), ...steps(one, 29)])).toEqual([]);
    expect(turns(steps(one, 30))).toEqual([[undefined, 0]]);
    const other = follower();
    other.resume('wine', T, 30_000);
    other.hear({ t: T + 9500, anchor: 'b1', rssiDbm: -60 });
    expect(turns(steps(other, 10))).toEqual([['bakery', 10]]);
  });

  it('is where it holds its card at once', () => {
    const one = follower();
    expect(one.place('tills', T)).toBe(T);
    expect(one.zone).toBe('tills');
    expect(turns(steps(one, 1))).toEqual([]);
  });
});
