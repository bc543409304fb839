import { expect, test } from 'vitest';
import { PACKETS_AT_ONCE, PACKETS_PER_S, Pace } from '../../../../edge/adapters/aedes/pace.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';

const spend = (pace: Pace, packets: number, bytes = 100): void => {
  for (let n = 0; n < packets; n += 1) pace.spend(bytes);
};

test('a connection may say much at once, and waits for what is beyond that', () => {
  const pace = new Pace(new VirtualClock(0));
  spend(pace, PACKETS_AT_ONCE);
  expect(pace.waitMs()).toBe(0);
  spend(pace, PACKETS_PER_S / 2);
  expect(pace.waitMs()).toBe(500);
});

test('on average it may say so many packets a second, however long it was silent before', async () => {
  const clock = new VirtualClock(0);
  const pace = new Pace(clock, 100, 200);
  await clock.advance(3_600_000);
  let said = 0;
  for (let second = 0; second < 60; second += 1) {
    while (pace.waitMs() === 0) {
      pace.spend(10);
      said += 1;
    }
    await clock.advance(1000);
  }
  expect(said).toBeGreaterThanOrEqual(200 + 59 * 100);
  expect(said).toBeLessThanOrEqual(200 + 60 * 100 + 60);
});

test('large packets count as many', () => {
  const pace = new Pace(new VirtualClock(0), 100, 100);
  spend(pace, 10, 40_960);
  expect(pace.waitMs()).toBe(100);
});

test('a clock that is set back makes nobody wait for years', async () => {
  let now = 1_000_000;
  const pace = new Pace({ nowMs: () => now }, 100, 100);
  spend(pace, 150);
  now = 0;
  expect(pace.waitMs()).toBe(500);
  now = 500;
  expect(pace.waitMs()).toBe(0);
});
