import { describe, expect, it } from 'vitest';
import { FALLBACK_WORDS, rankerLines, staleLines } from '../../../cli/offers/ranker-lines.ts';
import { FALLBACKS } from '../../../contract/facts/offer-facts.ts';
import type { RankerStatus } from '../../../contract/http/ranker-routes.ts';

const status: RankerStatus = { serves: 'count-rule', orderedToCountRule: false, head: { snapshots: [], lessons: 3 } };

describe('what orders the offers, in words', () => {
  it('says why the count rule does, for every reason', () => {
    for (const fallback of FALLBACKS) expect(rankerLines({ ...status, fallback })[0]).toContain(FALLBACK_WORDS[fallback]);
    expect(rankerLines(status)).toEqual(['The count rule orders the offers.', 'Model: none.', 'Lessons: 3.']);
  });

  it('says which model does, and what the shop learnt on top', () => {
    const model = { version: '2026-05-01-abc', source: 'headquarters' as const, knownUntil: '2026-05-01T00:00:00.000Z' };
    const served = {
      ...status,
      serves: 'model' as const,
      model,
      head: { snapshots: ['head-3'], served: 'head-3', shadow: 'head-4', lessons: 900 },
    };
    expect(rankerLines(served)).toEqual([
      'The model orders the offers.',
      'Model: 2026-05-01-abc, with what the shop has learnt on top (head-3).',
      'Lessons: 900; on trial: head-4.',
    ]);
    expect(rankerLines({ ...served, head: status.head })[1]).toContain('as it came');
  });
});

it('says to whoever publishes a model that shops will not serve it for its age', () => {
  const until = '2026-05-01T00:00:00.000Z';
  expect(staleLines(until, Date.parse('2026-10-28T00:00:00Z'))).toEqual([]);
  expect(staleLines(until, Date.parse('2026-10-28T00:00:01Z'))[0]).toContain('ends on 2026-05-01: shops leave a model');
  expect(staleLines(undefined, 0)).toEqual([]);
});
