import { describe, expect, it } from 'vitest';
import { midnights } from '../../../cloud/footfall/midnights.ts';

const endOf = (text: string): number => Date.parse(text);

describe("the midnights that part a shop's days", () => {
  it('are its own, and move with summer time', () => {
    expect(midnights('Europe/Paris', endOf('2026-03-30T12:00:00Z'), 3)).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
  });

  it('do not count the one that a period ends with: nobody comes in it any more', () => {
    expect(midnights('Asia/Kathmandu', endOf('2026-05-03T18:15:00Z'), 1)).toEqual(['2026-05-02T18:15:00.000Z']);
  });

  it('go on where a day begins at one in the morning', () => {
    // Beirut sets its clocks forward at midnight.
    expect(midnights('Asia/Beirut', endOf('2026-03-29T12:00:00Z'), 2)).toEqual(['2026-03-27T22:00:00.000Z', '2026-03-28T22:00:00.000Z']);
  });

  it('are those of UTC where nobody knows the time zone', () => {
    expect(midnights('Moon/Tycho', endOf('2026-05-03T12:00:00Z'), 2)).toEqual(['2026-05-02T00:00:00.000Z', '2026-05-03T00:00:00.000Z']);
  });
});
