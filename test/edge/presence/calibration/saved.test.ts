import { expect, it } from 'vitest';
import { offsetsOf } from '../../../../edge/presence/calibration/saved.ts';
import { shopWith } from '../../../support/walks.ts';

it('takes a scanner that came since for one like the others, whatever it is called', () => {
  const [listener] = shopWith().listeners;
  if (!listener) throw new Error('no scanner');
  const shop = { ...shopWith(), listeners: ['b1', 'new', 'constructor', '__proto__'].map((id) => ({ ...listener, id })) };
  expect(offsetsOf(shop, { learntAt: 0, minutes: 1, tags: 0, offsetsDb: { b1: 4 } })).toEqual([4, 0, 0, 0]);
});
