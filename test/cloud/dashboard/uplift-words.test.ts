import { describe, expect, it } from 'vitest';
import {
  amountWords,
  holdoutWords,
  placed,
  reachOf,
  readingOf,
  signedWords,
  upliftDefinition,
} from '../../../cloud/dashboard/uplift-words.ts';
import type { UpliftMetric, UpliftRow } from '../../../contract/http/offer-routes.ts';

const spend: UpliftMetric = {
  metric: 'spend',
  treated: 10.5,
  holdout: 10,
  difference: 0.5,
  low: 0.1,
  high: 0.9,
  smallestDetectable: 0.57,
  reading: 'more',
};
const row: UpliftRow = {
  about: 'all',
  population: 'assigned',
  members: { treated: 900, holdout: 100 },
  ratio: { expected: 0.1, actual: 0.1, chance: 1, isBroken: false },
  exposures: 1,
  redemptions: 1,
  suppressed: false,
  metrics: [spend],
};
const MEASURED = { smallestArm: 30, holdoutShare: 0.1 };
const reading = (metric: Partial<UpliftMetric>) => readingOf({ ...row, metrics: [{ ...spend, ...metric }] }, MEASURED);

describe('what is said of uplift', () => {
  it('is yes only where the interval says so, with the interval and without the cost', () => {
    expect(reading({})).toEqual({
      title: 'Yes, as far as spend goes',
      text: expect.stringContaining('between +0.10 and +0.90 at 95 %. What the offers cost is not taken off.'),
    });
  });

  it('is no where members spend less', () => {
    expect(reading({ reading: 'less', low: -2, high: -1 })).toEqual({
      title: 'No',
      text: expect.stringContaining('between −2.00 and −1.00'),
    });
  });

  it('is never that offers do nothing: it says how small an effect would have been missed', () => {
    const { title, text } = reading({ reading: 'unclear', low: -0.1, smallestDetectable: 1.2 });
    expect(title).toBe('It cannot be told apart from chance');
    expect(text).toContain('Only one of 1.20 or more');
    expect(text).toContain('no proof');
  });

  it('is nothing of too few members, and a warning where members are missing', () => {
    expect(readingOf({ ...row, suppressed: true }, MEASURED).title).toBe('Nobody can tell yet');
    expect(readingOf(undefined, MEASURED).text).toContain('30 members');
    const broken = readingOf({ ...row, ratio: { expected: 0.1, actual: 0.071, chance: 1e-9, isBroken: true } }, MEASURED);
    expect([broken.title, broken.text]).toEqual(['Do not read these figures', expect.stringContaining('10 % of the members and is 7.1 %')]);
  });

  it('is that nothing is measured where everybody is shown offers, and how to begin', () => {
    const { title, text } = readingOf({ ...row, suppressed: true }, { ...MEASURED, holdoutShare: 0 });
    expect(title).toBe('This is not being measured');
    expect(text).toContain('offers serve --holdout 0.1');
  });

  it('goes by the figure that is adjusted by the weeks before, where there is one', () => {
    const adjusted = { difference: 0.4, low: 0.2, high: 0.6, smallestDetectable: 0.3, explained: 0.5 };
    expect(reading({ adjusted }).text).toContain('between +0.20 and +0.60');
    expect(reachOf({ ...spend, adjusted })).toBeCloseTo(0.69);
  });

  it('begins with how many members are shown nothing, and since when', () => {
    expect(holdoutWords({ holdoutShare: 0.1, drawnSince: '2026-04-01T10:00:00.000Z' })).toBe(
      '10 % of the members are shown none, drawn on 2026-04-01.',
    );
    expect(holdoutWords({ holdoutShare: 0, drawnSince: '2026-04-01T10:00:00.000Z' })).toBe('All members are shown offers.');
  });

  it('comes with how the comparison is made', () => {
    const uplift = {
      from: '2026-04-01T00:00:00Z',
      to: '2026-04-29T00:00:00Z',
      drawnSince: '',
      holdoutShare: 0.1,
      smallestArm: 30,
      rows: [],
    };
    expect(upliftDefinition(uplift)).toMatch(/^10 % of the members.*over 28 days/u);
  });
});

it('writes amounts as people read them', () => {
  expect([amountWords('spend', 12.349), amountWords('visits', 0.0123), amountWords('conversion', 0.0123)]).toEqual([
    '12.35',
    '0.012',
    '1.2 %',
  ]);
  expect([signedWords('spend', -1.5), signedWords('conversion', 0.001), signedWords('conversion', 0.0001)]).toEqual([
    '−1.50',
    '+0.1 points',
    '0.0 points',
  ]);
});

it('puts an interval on a scale around nothing', () => {
  expect(placed({ low: -1, difference: 0, high: 1 }, 2)).toEqual({ low: 0.25, difference: 0.5, high: 0.75 });
  expect(placed({ low: 0, difference: 0, high: 9 }, 0)).toEqual({ low: 0.5, difference: 0.5, high: 1 });
});
