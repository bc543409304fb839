import { expect, it } from 'vitest';
import { armOf } from '../../../contract/offers/holdout.ts';

const members = Array.from({ length: 20_000 }, (_, n) => n.toString(16).padStart(32, '0'));
const record = (holdoutShare: number, holdoutSalt = '0123456789abcdef') => ({ holdoutShare, holdoutSalt });
const heldOut = (share: number, salt?: string) => members.filter((subject) => armOf(subject, record(share, salt)) === 'holdout');

it('shows nothing to the share of members that headquarters says, within chance', () => {
  // Four standard deviations of 20,000 draws.
  expect(Math.abs(heldOut(0.1).length - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.09));
  expect([heldOut(0).length, members.filter((subject) => armOf(subject, undefined) === 'treated').length]).toEqual([0, 20_000]);
});

it('always gives a member the same arm, and keeps those who remain when the share shrinks', () => {
  expect(heldOut(0.1)).toEqual(heldOut(0.1));
  const tenth = new Set(heldOut(0.1));
  expect(heldOut(0.05).every((subject) => tenth.has(subject))).toBe(true);
});

it('draws the members anew with another salt', () => {
  const before = new Set(heldOut(0.1));
  const both = heldOut(0.1, 'fedcba9876543210').filter((subject) => before.has(subject));
  expect(Math.abs(both.length - 200)).toBeLessThan(4 * Math.sqrt(20_000 * 0.01));
});
