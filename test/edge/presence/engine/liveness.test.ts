import { expect, it } from 'vitest';
import { Liveness } from '../../../../edge/presence/engine/liveness.ts';

it('a scanner is broken that heard nobody for five minutes in which others heard somebody', () => {
  const liveness = new Liveness(2);
  for (let s = 0; s <= 400; s += 1) {
    liveness.heard(0, s * 1000);
    expect(liveness.isAlive(0)).toBe(true);
    expect(liveness.isAlive(1)).toBe(s < 300);
  }
  liveness.heard(1, 400_500);
  expect(liveness.isAlive(1)).toBe(true);
});

it('no scanner is broken by a night in which nobody was there', () => {
  const liveness = new Liveness(2);
  liveness.heard(1, 0);
  liveness.heard(0, 1000);
  liveness.heard(0, 40_000_000);
  expect([0, 1].map(liveness.isAlive)).toEqual([true, true]);
});

it('what is told late counts for the scanner that told it', () => {
  const liveness = new Liveness(2);
  for (let s = 0; s <= 299; s += 1) liveness.heard(0, s * 1000);
  liveness.heard(1, 1000);
  liveness.heard(0, 300_000);
  expect(liveness.isAlive(1)).toBe(true);
});

it('of a scanner that never heard anybody nobody knows whether it works', () => {
  const liveness = new Liveness(2);
  for (let s = 0; s <= 10; s += 1) liveness.heard(0, s * 1000);
  expect([0, 1].map(liveness.isHearing)).toEqual([true, false]);
  liveness.heard(1, 11_000);
  expect(liveness.isHearing(1)).toBe(true);
});
