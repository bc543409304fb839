import { describe, expect, it } from 'vitest';
import { timeReader } from '../../../../models/offer-log/importers/time-format.ts';

describe('times as tills write them', () => {
  it.each([
    ['rfc3339', 'UTC', '2026-03-01T09:30:00+01:00', Date.UTC(2026, 2, 1, 8, 30)],
    ['unix-s', 'UTC', '1772443200', 1_772_443_200_000],
    ['unix-s', 'UTC', '1772443200.25', 1_772_443_200_250],
    ['unix-ms', 'UTC', '1772443200001', 1_772_443_200_001],
    ['yyyyMMdd HHmmss', 'UTC', '20260301 093000', Date.UTC(2026, 2, 1, 9, 30)],
    ['yyyy-MM-ddTHH:mm:ss', 'America/New_York', '2026-07-01T09:30:00', Date.UTC(2026, 6, 1, 13, 30)],
    ['MM/dd/yyyy', 'Asia/Kolkata', '03/01/2026', Date.UTC(2026, 1, 28, 18, 30)],
  ])('%s in %s', (format, zone, text, ms) => {
    expect(timeReader(format, zone)?.(text)).toBe(ms);
  });

  it('are read on both sides of the nights on which clocks are changed', () => {
    const read = timeReader('yyyy-MM-dd HH:mm', 'Europe/Zurich');
    expect(['2026-03-29 01:59', '2026-03-29 03:00', '2026-10-25 01:59', '2026-10-25 03:00'].map((text) => read?.(text))).toEqual([
      Date.UTC(2026, 2, 29, 0, 59),
      Date.UTC(2026, 2, 29, 1, 0),
      Date.UTC(2026, 9, 24, 23, 59),
      Date.UTC(2026, 9, 25, 2, 0),
    ]);
  });

  it.each([
    ['yyyy-MM-dd', '2026-02-30'],
    ['yyyy-MM-dd', '01.02.2026'],
    ['yyyy-MM-dd HH:mm', '2026-02-01 24:00'],
    ['unix-s', '-5'],
    ['unix-ms', '99999999999999999'],
    ['rfc3339', '2026-02-01'],
  ])('%s does not make a moment of what is none', (format, text) => {
    expect(timeReader(format, 'UTC')?.(text)).toBeUndefined();
  });

  it.each([['dd.MM'], ['yyyy'], ['yyyy-MM-dd dd'], ['soon']])('%s is no form of a time', (format) => {
    expect(timeReader(format, 'UTC')).toBeUndefined();
  });
});
