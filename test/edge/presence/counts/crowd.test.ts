import { expect, it } from 'vitest';
import type { AnonymousSighting } from '../../../../edge/domain/anonymous-sighting.ts';
import { createCrowd, MOST_DEVICES } from '../../../../edge/presence/counts/crowd.ts';
import type { Device } from '../../../../edge/presence/counts/device.ts';

const T = Date.UTC(2026, 5, 1, 8);
const NOBODY = { decide: () => {}, settle: () => {} };
const heard = (device: string, t: number, rx = t, randomized?: boolean): AnonymousSighting => ({
  device,
  t,
  rx,
  anchor: 'b1',
  ...(randomized !== undefined && { randomized }),
});

it('stays as large as it may be, whatever is sent', () => {
  const crowd = createCrowd(NOBODY);
  for (let device = 0; device < MOST_DEVICES + 10; device += 1) crowd.observe(heard(`d${device}`, T), 0, -60);
  expect([crowd.size(), crowd.refused()]).toEqual([MOST_DEVICES, 10]);
  // Who is known already is heard on.
  expect(crowd.observe(heard('d1', T + 1000), 0, -60)).toBe(true);
  crowd.advance(T + 420_000);
  crowd.advance(T + 430_000);
  expect(crowd.size()).toBe(0);
});

it('holds a hundred thousand addresses an hour in the five minutes of a twelfth of them', () => {
  const crowd = createCrowd(NOBODY);
  let most = 0;
  for (let second = 0; second < 1800; second += 1) {
    const now = T + second * 1000;
    for (let one = 0; one < 28; one += 1) crowd.observe(heard(`d${second}-${one}`, now), one % 3, -60);
    crowd.advance(now);
    most = Math.max(most, crowd.size());
  }
  expect(most).toBeLessThan(8800);
  expect(crowd.refused()).toBe(0);
});

it('decides ten seconds of a device by all that is heard of them for two minutes, whoever knows its kind of address', () => {
  const decided: [slot: number, levels: number, isRandomized: boolean][] = [];
  const decide = (device: Device, slot: { index: number; heard(): readonly object[] }): void => {
    decided.push([slot.index - T / 10_000, slot.heard().length, device.isRandomized]);
  };
  const crowd = createCrowd({ ...NOBODY, decide });
  crowd.observe(heard('d', T), 0, -60);
  crowd.advance(T + 129_999);
  expect(crowd.observe(heard('d', T + 9999, T + 129_999, true), 1, -70)).toBe(true);
  expect(crowd.observe(heard('d', T + 10_000, T + 129_999), 1, -70)).toBe(true);
  expect(decided).toEqual([]);
  crowd.advance(T + 130_000);
  expect(decided).toEqual([[0, 2, true]]);
  expect(crowd.observe(heard('d', T + 9999, T + 130_000), 2, -70)).toBe(false);
  crowd.advance(T + 140_000);
  expect(decided).toHaveLength(2);
});
