import { describe, expect, it } from 'vitest';
import { periodStartMs } from '../../../cloud/dashboard/period.ts';
import {
  conversionWords,
  decisionWords,
  doorWords,
  durationWords,
  readable,
  reckonedWords,
  shareWords,
} from '../../../cloud/dashboard/words.ts';

describe('the words of the dashboard', () => {
  it.each([
    [0, '0'],
    [0.33, '0.3'],
    [3, '3'],
    [9.96, '10.0'],
    [27.6, '28'],
  ])('say %d passers-by, which were reckoned, as %s', (number, words) => {
    expect(reckonedWords(number)).toBe(words);
  });

  it.each([
    [0, '0 s'],
    [310, '310 ms'],
    [999.6, '1 s'],
    [42_400, '42 s'],
    [59_700, '1 min 00 s'],
    [204_000, '3 min 24 s'],
    [599_600, '10 min'],
    [1_260_000, '21 min'],
    [3_599_000, '1 h 00 min'],
    [5_760_000, '1 h 36 min'],
  ])('say %i ms as %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it.each([
    [0, '0 %'],
    [0.031, '3.1 %'],
    [0.9333, '93 %'],
    [1, '100 %'],
  ])('say a share of %d as %s', (share, words) => {
    expect(shareWords(share)).toBe(words);
  });

  it('make an id readable, whatever it is', () => {
    expect(readable('home-kitchen_2')).toBe('Home kitchen 2');
    expect(readable('--')).toBe('--');
  });

  it('tell each way a decision can come out apart', () => {
    const offer = (name: string) => ({ offer: name, score: 0.1, value: 0.1, propensity: 0.5 });
    const refused = [{ reason: 'OUT_OF_STOCK' as const, offers: ['c'] }];
    const decided: Parameters<typeof decisionWords>[0] = { explored: false, candidates: [], refused: [], arm: 'treated', ranker: 'model' };
    const words = [
      decisionWords(decided),
      decisionWords({ ...decided, refused }),
      decisionWords({ ...decided, candidates: [offer('a')] }),
      decisionWords({ ...decided, chosen: 'a', explored: true, candidates: [offer('a'), offer('b')] }),
      decisionWords({ ...decided, chosen: 'a', candidates: [offer('a')], refused }),
      decisionWords({ ...decided, chosen: 'a', candidates: [offer('a'), offer('b')] }),
      decisionWords({ ...decided, chosen: 'a', candidates: [offer('a'), offer('b')], ranker: 'count-rule' }),
      decisionWords({ ...decided, chosen: 'a', candidates: [offer('a'), offer('b')], arm: 'holdout' }),
    ];
    expect(new Set(words).size).toBe(words.length);
  });

  it('set receipts beside those who came, like beside like', () => {
    const formula = '';
    expect(conversionWords({ receipts: 46, per: 'door-entries', base: 200, share: 0.23, formula })).toBe(
      'Conversion 23 %: 46 receipts / 200 people in through the doors.',
    );
    expect(conversionWords({ receipts: 1, per: 'member-visits', base: 4, share: 0.25, formula })).toBe(
      'Conversion 25 %: 1 receipt of members / 4 visits of members.',
    );
    expect(conversionWords({ receipts: 2, per: 'door-entries', base: 0, formula })).toContain('Conversion –:');
    expect(conversionWords({ receipts: 0, per: 'member-visits', base: 0, formula })).toBeUndefined();
    expect(conversionWords({ receipts: 0, per: 'member-visits', base: 3, formula })).toBeUndefined();
    expect(conversionWords({ receipts: 0, per: 'door-entries', base: 3, share: 0, formula })).toContain('Conversion 0 %:');
  });

  it('say nothing of doors that do not count', () => {
    const quarter = { from: '2026-03-02T09:30:00Z', entries: 3, occupancy: 3, doorIn: 0, doorOut: 0, receipts: 0, provisional: false };
    expect(doorWords([quarter])).toBeUndefined();
    expect(doorWords([quarter, { ...quarter, doorIn: 5, doorOut: 4 }])).toBe('Through the doors: 5 in, 4 out.');
  });

  it('begin a day at midnight and a week seven days ago', () => {
    const now = new Date(2026, 2, 2, 9, 30).getTime();
    expect(periodStartMs('today', now)).toBe(new Date(2026, 2, 2).getTime());
    expect(now - periodStartMs('day', now)).toBe(24 * 3_600_000);
    expect(now - periodStartMs('week', now)).toBe(7 * 24 * 3_600_000);
  });
});
