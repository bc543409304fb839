import { expect, it } from 'vitest';
import { Silence } from '../../../../edge/presence/engine/silence.ts';

const settings = { absentAfterMs: 30_000, leaveAfterMs: 600_000 };
const after = (...gaps: number[]): number => {
  const silence = new Silence(settings);
  let t = 0;
  for (const gapMs of [0, ...gaps]) {
    t += gapMs;
    silence.heard(t);
  }
  return silence.ageMs;
};
const every = (gapMs: number, untilMs: number): number[] => Array.from({ length: untilMs / gapMs }, () => gapMs);

it('who advertises each second is silent after what the shop says', () => {
  expect(after(...every(1000, 60_000))).toBe(30_000);
});

it('who is told of once a minute is silent after he was missed twice', () => {
  expect(after(60_000, 60_000)).toBe(152_000);
});

it('who sends bursts is silent after his pauses, and not after the bursts', () => {
  expect(after(...Array.from({ length: 10 }, () => [100, 100, 100, 45_000]).flat())).toBeGreaterThan(110_000);
});

it('one long gap of somebody who advertises each second is soon forgotten', () => {
  expect(after(60_000, ...every(1000, 600_000))).toBe(30_000);
});

it('who left and came back has no rhythm of hours', () => {
  expect(after(1000, 3_600_000, 1000)).toBe(30_000);
});

it('what is told late of the past changes nothing', () => {
  const silence = new Silence(settings);
  for (const t of [10_000, 5000, 11_000]) silence.heard(t);
  expect([silence.heardAt, silence.ageMs, silence.isSilentAt(40_999), silence.isSilentAt(41_000)]).toEqual([11_000, 30_000, false, true]);
});
