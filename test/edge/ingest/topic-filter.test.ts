import { expect, it } from 'vitest';
import { firstPlusLevel, matchesFilter } from '../../../edge/ingest/topic-filter.ts';

const matches = (filter: string, topic: string) => matchesFilter(filter.split('/'), topic.split('/'));

it.each([
  ['my/minew/+', 'my/minew/door', true],
  ['my/minew/+', 'my/minew', false],
  ['my/minew/+', 'my/minew/door/left', false],
  ['my/#', 'my/minew/door', true],
  ['my/#', 'my', true],
  ['my/#', 'mine/minew', false],
  ['+/scan', 'door/scan', true],
  ['my/gw', 'my/gw', true],
])('%s on %s: %s', (filter, topic, expected) => {
  expect(matches(filter, topic)).toBe(expected);
});

it('takes the first + for the scanner', () => {
  expect(firstPlusLevel(['a', '+', '+'], ['a', 'door', 'x'])).toBe('door');
  expect(firstPlusLevel(['a', '#'], ['a', 'door'])).toBeUndefined();
});
