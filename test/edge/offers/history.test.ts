import { expect, it } from 'vitest';
import { createOfferHistory } from '../../../edge/offers/history.ts';

it('remembers what was pushed in this visit and forgets it in the next', () => {
  const history = createOfferHistory([]);
  history.push('s1', 'v1', 'o1');
  history.push('s1', 'v1', 'o2');
  expect([...history.pushedIn('s1', 'v1')]).toEqual(['o1', 'o2']);
  expect(history.pushedIn('s1', 'v2').size).toBe(0);
  history.push('s1', 'v2', 'o3');
  expect([...history.pushedIn('s1', 'v2')]).toEqual(['o3']);
});

it.each(['constructor', '__proto__'])('counts an offer that is called %s like any other', (offer) => {
  const history = createOfferHistory([]);
  expect(history.countOf('s1', offer)).toBe(0);
  history.expose('s1', offer);
  const { key, value } = history.expose('s1', offer);
  expect(createOfferHistory([{ key, value: JSON.parse(JSON.stringify(value)) }]).countOf('s1', offer)).toBe(2);
});

it('counts exposures over all visits, and comes back from what it saved', () => {
  const history = createOfferHistory([]);
  history.expose('s1', 'o1');
  history.push('s1', 'v1', 'o1');
  const { key, value } = history.expose('s1', 'o1');
  const again = createOfferHistory([{ key, value: value ?? {} }]);
  expect([again.countOf('s1', 'o1'), again.countOf('s1', 'o2'), again.countOf('s2', 'o1')]).toEqual([2, 0, 0]);
  expect([...again.pushedIn('s1', 'v1')]).toEqual(['o1']);
});
