import { expect, it } from 'vitest';
import type { ScreenResponse } from '../../../../edge/domain/delivery.ts';
import { createFeedback } from '../../../../edge/offers/feedback/create-feedback.ts';
import { followResponse } from '../../../../edge/offers/feedback/follow-response.ts';

const T = Date.UTC(2026, 5, 1);
const ANNA = 'a'.repeat(32);
const WINE = { id: 'red', category: 'wine' };
const OTHER = { id: 'white', category: 'wine' };
const of = (response: ScreenResponse['response'], about?: ScreenResponse['about']): ScreenResponse => ({
  response,
  t: T,
  deliveryId: 'd',
  decisionId: 'c',
  visitId: 'v',
  subject: ANNA,
  offer: WINE,
  ...(about && { about }),
});

it('gives each of the answers its own effect, and a touch none', () => {
  const said = createFeedback({ saved: [] });
  expect(followResponse(said, of('touched'))).toEqual([]);
  followResponse(said, of('ignored'));
  expect([said.weightOf(ANNA, WINE, T), said.weightOf(ANNA, OTHER, T), said.refusalOf(ANNA, WINE, T)]).toEqual([0.5, 0.8, undefined]);
  followResponse(said, of('dismissed'));
  expect([said.refusalOf(ANNA, WINE, T), said.refusalOf(ANNA, OTHER, T)]).toEqual(['DISMISSED', undefined]);
  followResponse(said, of('not-interested', { scope: 'category', of: 'wine' }));
  expect([said.refusalOf(ANNA, WINE, T), said.refusalOf(ANNA, OTHER, T)]).toEqual(['NOT_INTERESTED', 'NOT_INTERESTED']);
  followResponse(said, of('undone', { scope: 'category', of: 'wine' }));
  followResponse(said, of('undone'));
  expect([said.refusalOf(ANNA, WINE, T), said.refusalOf(ANNA, OTHER, T)]).toEqual([undefined, undefined]);
});
