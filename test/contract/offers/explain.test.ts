import { expect, it } from 'vitest';
import { explainDecision, type TellableDecision } from '../../../contract/offers/explain.ts';

const NO_NAMES = { offer: () => undefined, rule: () => undefined };
const NAMES = {
  offer: (id: string) => ({ red: 'A good red', white: 'white' })[id],
  rule: (id: string) => ({ r1: 'No alcohol before ten' })[id],
};

function decision(more: Partial<TellableDecision> = {}): TellableDecision {
  return {
    decisionId: 'de'.repeat(16),
    visitId: '1a'.repeat(16),
    zone: 'wine',
    screen: 'wine-screen',
    decidedAt: '2026-06-01T09:00:00.000Z',
    trigger: 'zone',
    ranker: 'model',
    model: '2026-05-01-abc',
    arm: 'treated',
    audience: 1,
    exploreShare: 0.05,
    candidates: [
      { offer: 'red', score: 0.1234, value: 0.5678, propensity: 0.96 },
      { offer: 'white', score: 0.05, value: -0.1, propensity: 0 },
    ],
    refused: [],
    chosen: 'red',
    explored: false,
    propensity: 0.96,
    contributions: [
      {
        offer: 'red',
        parts: [
          { name: 'the hour', logOdds: -0.2 },
          { name: 'bought it before', logOdds: 1.25 },
        ],
      },
      { offer: 'white', parts: [] },
    ],
    ...more,
  };
}

it('tells a decision from what brought it about to what could not be shown', () => {
  const refused: TellableDecision['refused'] = [
    { reason: 'OTHER_ZONE', offers: Array.from({ length: 12 }, (_, at) => `o${at}`) },
    { reason: 'RULE', rule: 'r1', offers: ['rose'] },
  ];
  expect(explainDecision(decision({ refused }), NAMES)).toEqual([
    '2026-06-01T09:00:00.000Z: the member came into the zone (zone wine, screen wine-screen).',
    'Chosen: A good red [red]: the best by what is known; in 96 % of such moments it is the one.',
    'Ordered by the model 2026-05-01-abc.',
    'Could be shown: 2 offers, the best first.',
    '  A good red [red]: taken by 12.3 %, worth 0.568, shown in 96 % of such moments',
    '  white: taken by 5 %, worth -0.1, shown in 0 % of such moments',
    'What spoke for and against A good red [red], in log-odds:',
    '  for it (+1.25): bought it before',
    '  against it (−0.2): the hour',
    'Could not be shown:',
    '  meant for another department: o0, o1, o2, o3, o4, o5, o6, o7, o8, o9 and 2 more',
    '  ruled out by headquarters (No alcohol before ten [r1]): rose',
  ]);
});

it('says why nothing was shown', () => {
  const { chosen: _, ...none } = decision({ propensity: 1 });
  expect(explainDecision(none, NO_NAMES)[1]).toBe('Nothing was shown: none of 2 offers was worth more than showing nothing.');
  expect(explainDecision({ ...none, candidates: [], contributions: [] }, NO_NAMES)[1]).toBe('Nothing was shown: no offer could be.');
});

it('says that an offer was chosen to learn, for several, without a screen, or only to see what not showing it does', () => {
  const { screen: _, ...without } = decision({ explored: true, arm: 'holdout', audience: 3, trigger: 'basket', propensity: 0.01 });
  const lines = explainDecision(without, NO_NAMES);
  expect(lines.slice(0, 3)).toEqual([
    '2026-06-01T09:00:00.000Z: the basket changed (zone wine, which has no screen).',
    'Chosen for 3 members who could see the screen.',
    'Chosen, and not shown, for the member is one of those who show what showing does: red: ' +
      'not the best by what is known, and chosen to learn from it: in 1 % of such moments it is the one.',
  ]);
});

it('says what ordered the offers, and why it was not the model', () => {
  const ordered = (more: Partial<TellableDecision>): string | undefined => explainDecision(decision(more), NO_NAMES)[2];
  expect(ordered({ head: 'h-3', shadow: 'h-4' })).toBe(
    'Ordered by the model 2026-05-01-abc, with what the shop learnt (h-3); h-4 is on trial beside it.',
  );
  expect(ordered({ ranker: 'count-rule', fallback: 'stale' })).toBe('Ordered by the count rule, for the model is too old.');
  const byRule = explainDecision(decision({ ranker: 'count-rule' }), NO_NAMES);
  expect(byRule[4]).toBe('  red: such offers are taken by 12.3 %, worth 0.568, shown in 96 % of such moments');
});

it('tells of many offers the best ten', () => {
  const candidates = Array.from({ length: 11 }, (_, at) => ({ offer: `o${at}`, score: 0.1, value: 1, propensity: 0 }));
  const lines = explainDecision(decision({ candidates, contributions: [] }), NO_NAMES);
  expect(lines.at(-1)).toBe('  and 1 more');
  expect(lines).toHaveLength(15);
});
