import { expect, it } from 'vitest';
import { createOfferHistory } from '../../../edge/offers/history.ts';

let now = 1_790_000_000_000;

it('forgets whom nothing was shown for long, some at a time, and nobody else', () => {
  const history = createOfferHistory(
    [{ key: 'shown/of-an-older-version', value: { visitId: 'v1', pushed: [], counts: { o1: 3 } } }],
    () => now,
  );
  for (let n = 0; n < 1001; n++) history.expose(`s${n}`, 'o1');
  now += 1000;
  history.expose('s1', 'o2');
  expect(history.forgetAged(now - 1000)).toEqual([]);
  const first = history.forgetAged(now);
  expect(first).toHaveLength(1000);
  expect(first[0]).toEqual({ key: 'shown/of-an-older-version', value: undefined });
  expect(history.forgetAged(now)).toEqual([{ key: 'shown/s1000', value: undefined }]);
  expect([history.countOf('s0', 'o1'), history.countOf('s1', 'o1'), history.countOf('s1', 'o2')]).toEqual([0, 1, 1]);
});

it('remembers what was pushed in this visit and forgets it in the next', () => {
  const history = createOfferHistory([], () => now);
  history.push('s1', 'v1', 'o1');
  history.push('s1', 'v1', 'o2');
  expect([...history.pushedIn('s1', 'v1')]).toEqual(['o1', 'o2']);
  expect(history.pushedIn('s1', 'v2').size).toBe(0);
  history.push('s1', 'v2', 'o3');
  expect([...history.pushedIn('s1', 'v2')]).toEqual(['o3']);
});

it.each(['constructor', '__proto__'])('counts an offer that is called %s like any other', (offer) => {
  const history = createOfferHistory([], () => now);
  expect(history.countOf('s1', offer)).toBe(0);
  history.expose('s1', offer);
  const { key, value } = history.expose('s1', offer);
  expect(createOfferHistory([{ key, value: JSON.parse(JSON.stringify(value)) }], () => now).countOf('s1', offer)).toBe(2);
});

it('counts exposures over all visits, and comes back from what it saved', () => {
  const history = createOfferHistory([], () => now);
  history.expose('s1', 'o1');
  history.push('s1', 'v1', 'o1');
  const { key, value } = history.expose('s1', 'o1');
  const again = createOfferHistory([{ key, value: value ?? {} }], () => now);
  expect([again.countOf('s1', 'o1'), again.countOf('s1', 'o2'), again.countOf('s2', 'o1')]).toEqual([2, 0, 0]);
  expect([...again.pushedIn('s1', 'v1')]).toEqual(['o1']);
});
