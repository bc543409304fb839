import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scorePresence, type Trail } from '../../../cli/presence/score.ts';

const ZONES: Readonly<Record<string, string | undefined>> = { a: 'a', b: 'b', o: 'out' };
const trail = (decided: string, truth: string): Trail => ({
  decided: [...decided].map((letter) => ZONES[letter]),
  truth: [...truth].map((letter) => ZONES[letter] ?? 'out'),
});

describe('the score of decided zones', () => {
  it('is the share of seconds that are right, of all mobiles together', () => {
    expect(scorePresence([trail('aab', 'aaa'), trail('b', 'b')], 1000)).toMatchObject({ seconds: 4, accuracy: 0.75 });
  });

  it('counts a second in which nothing is decided yet as wrong, and the first decision as no change', () => {
    expect(scorePresence([trail('--aa', 'aaaa')], 1000)).toMatchObject({ accuracy: 0.5, changesPerMinute: 0 });
  });

  it('counts moves to and from out as changes, per minute', () => {
    expect(scorePresence([trail('aaoob', 'aaabb')], 1000)).toMatchObject({ changesPerMinute: 24, trueChangesPerMinute: 12 });
  });

  it('calls what is decided beyond the true changes false, per hour, and never less than none', () => {
    expect(scorePresence([trail('abab', 'aabb')], 1000).falseChangesPerHour).toBe(1800);
    expect(scorePresence([trail('aaaa', 'aabb')], 1000).falseChangesPerHour).toBe(0);
  });

  it('counts no change from one mobile to the next', () => {
    expect(scorePresence([trail('aa', 'aa'), trail('bb', 'bb')], 1000).changesPerMinute).toBe(0);
  });

  it('lags by the shift that fits best, in steps of a tenth of a second at a door', () => {
    expect(scorePresence([trail('aaaaaabbbb', 'aaabbbbbbb')], 1000).lagSeconds).toBe(3);
    expect(scorePresence([trail('aaaaaabbbb', 'aaabbbbbbb')], 100)).toMatchObject({ seconds: 1, lagSeconds: 0.3 });
  });

  it('has no lag where somebody stands, whatever is wrong at first', () => {
    expect(scorePresence([trail('-bbaaaaa', 'aaaaaaaa')], 1000).lagSeconds).toBe(0);
  });

  it('measures the dwell by zone: too much in one, too little in another, out left aside', () => {
    expect(scorePresence([trail('aaabbo', 'aabbbb')], 1000).dwellErrorShare).toBeCloseTo((1 + 2) / 6);
    expect(scorePresence([trail('abab', 'baba')], 1000).dwellErrorShare).toBe(0);
    expect(scorePresence([trail('aao', 'ooo')], 1000).dwellErrorShare).toBeNull();
  });
});

describe('whatever is decided', () => {
  const zone = fc.constantFrom('a', 'b', 'c', 'out');
  const trails = fc.array(
    fc
      .array(fc.tuple(fc.option(zone, { nil: undefined }), zone), { minLength: 1, maxLength: 50 })
      .map((steps): Trail => ({ decided: steps.map(([decided]) => decided), truth: steps.map(([, truth]) => truth) })),
    { minLength: 1, maxLength: 4 },
  );

  it('its shares are shares, and nothing is negative', () => {
    fc.assert(
      fc.property(trails, fc.constantFrom(100, 1000), (some, stepMs) => {
        const score = scorePresence(some, stepMs);
        expect(score.accuracy).toBeLessThanOrEqual(1);
        expect(score.lagSeconds).toBeLessThanOrEqual(30);
        for (const figure of Object.values(score)) expect(figure ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('the truth itself is perfect', () => {
    fc.assert(
      fc.property(trails, (some) => {
        const score = scorePresence(
          some.map(({ truth }) => ({ decided: truth, truth })),
          1000,
        );
        expect(score).toMatchObject({ accuracy: 1, falseChangesPerHour: 0, lagSeconds: 0 });
        expect(score.changesPerMinute).toBe(score.trueChangesPerMinute);
        expect(score.dwellErrorShare ?? 0).toBe(0);
      }),
    );
  });

  it('the order of the mobiles changes nothing', () => {
    fc.assert(
      fc.property(trails, (some) => {
        expect(scorePresence([...some].reverse(), 1000)).toEqual(scorePresence(some, 1000));
      }),
    );
  });
});
