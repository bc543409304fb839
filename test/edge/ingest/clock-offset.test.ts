import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockOffset, createClockOffset } from '../../../edge/ingest/clock-offset.ts';

const RX = Date.UTC(2026, 2, 29, 0, 30);
const HOUR_MS = 3_600_000;

/** A source whose clock is `offsetMs` ahead sends once a second; what its observations of that moment are taken for. */
function live(clock: ClockOffset, fromS: number, toS: number, offsetMs: number, isExact = false): (number | undefined)[] {
  const errors: (number | undefined)[] = [];
  for (let s = fromS; s < toS; s += 1) {
    const sentAt = RX + s * 1000;
    const rx = sentAt + 40 + (s % 7) * 30;
    clock.learn(sentAt + offsetMs, rx, isExact);
    const t = clock.correct(sentAt + offsetMs, rx);
    errors.push(t === undefined ? undefined : t - sentAt);
  }
  return errors;
}
const worst = (errors: readonly (number | undefined)[]) => Math.max(...errors.map((error) => Math.abs(error ?? Number.POSITIVE_INFINITY)));

describe('an honest clock', () => {
  it('is believed as it is: late, in batches, or coarse by less than a second', () => {
    const clock = createClockOffset();
    clock.learn(RX, RX + 30, false);
    expect([clock.correct(RX - 60_000, RX), clock.correct(RX - 5, RX), clock.correct(RX + 900, RX)]).toEqual([RX - 60_000, RX - 5, RX]);
    expect(clock.offsetMs()).toBe(0);
  });

  it('is believed when it brings what happened an hour ago, for it is known to be right', () => {
    const clock = createClockOffset();
    live(clock, 0, 5, 0);
    expect(clock.correct(RX - HOUR_MS, RX + 5000)).toBe(RX - HOUR_MS);
  });

  it('is not taken for a wrong one because a gateway that was cut off catches up', () => {
    const clock = createClockOffset();
    live(clock, 0, 60, 0);
    // A quarter of an hour in a minute, oldest first.
    for (let s = 0; s < 60; s += 1) clock.learn(RX + 60_000 + s * 15_000, RX + 960_000 + s * 1000, false);
    expect(clock.offsetMs()).toBe(0);
  });
});

describe('a wrong clock', () => {
  it('is known at once when it is ahead: nothing is heard before it happened', () => {
    const clock = createClockOffset();
    expect(worst(live(clock, 0, 30, HOUR_MS))).toBeLessThan(250);
    expect(clock.offsetMs()).toBeCloseTo(HOUR_MS, -3);
  });

  it.each([
    ['an hour behind', -HOUR_MS],
    ['in 1970, as a board that has not asked for the time yet', 30_000 - RX],
  ])('is known after ten seconds when it is %s', (_title, offsetMs) => {
    const clock = createClockOffset();
    expect(live(clock, 0, 10, offsetMs).every((error) => error === undefined)).toBe(true);
    expect(worst(live(clock, 11, 60, offsetMs))).toBeLessThan(250);
  });

  it('is known at once when the source says when it sent the message', () => {
    expect(worst(live(createClockOffset(), 0, 5, -HOUR_MS, true))).toBeLessThan(250);
  });

  it.each([
    ['is set right', -HOUR_MS, 0],
    ['is set right from far ahead', 5 * HOUR_MS, 0],
    ['loses the summer hour', 0, -HOUR_MS],
    ['gains the summer hour', 0, HOUR_MS],
    ['starts in 1970 again', 30_000 - RX, -RX],
    ['goes from ahead to behind', HOUR_MS, -HOUR_MS],
  ])('is learned anew within ten seconds when it %s', (_title, before, after) => {
    const clock = createClockOffset();
    live(clock, 0, 300, before);
    expect(worst(live(clock, 300, 330, after).slice(12))).toBeLessThan(250);
  });

  it('spoils nothing for longer than that when it was wrong once', () => {
    const clock = createClockOffset();
    live(clock, 0, 100, 0);
    clock.learn(RX + 50 * HOUR_MS, RX + 100_000, false);
    expect(worst(live(clock, 101, 130, 0).slice(12))).toBeLessThan(250);
  });

  it('is followed when it drifts', () => {
    const clock = createClockOffset();
    const errors: (number | undefined)[] = [];
    for (let minute = 0; minute < 120; minute += 1) {
      errors.push(...live(clock, minute * 60, minute * 60 + 60, HOUR_MS - minute * 50).slice(-1));
    }
    expect(worst(errors)).toBeLessThan(500);
  });

  it('by a few seconds ahead shifts all that the source says, and not only what is ahead', () => {
    const clock = createClockOffset();
    live(clock, 0, 60, 30_000);
    expect(clock.correct(RX + 60_000 + 10_000, RX + 60_000 + 15_000)).toBeCloseTo(RX + 40_000, -3);
  });

  it('is doubted anew when our own clock was set back meanwhile', () => {
    const clock = createClockOffset();
    clock.learn(RX - HOUR_MS, RX, false);
    for (let s = 0; s <= 10; s += 1) clock.learn(RX - 3 * HOUR_MS + s * 1000, RX - 2 * HOUR_MS + s * 1000, false);
    expect(clock.offsetMs()).toBe(-HOUR_MS);
  });
});

it('is within the slowest delivery of the truth, wherever the clock stands and jumps to', () => {
  const offset = fc.integer({ min: -400 * 24 * HOUR_MS, max: 400 * 24 * HOUR_MS }).filter((ms) => ms > 1000 || ms < -105_000);
  fc.assert(
    fc.property(
      fc.array(offset, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 5 }),
      (offsets, delays) => {
        const clock = createClockOffset();
        let s = 0;
        for (const offsetMs of offsets) {
          for (let second = 0; second < 40; second += 1, s += 1) {
            const sentAt = RX + s * 1000;
            const rx = sentAt + (delays[s % delays.length] ?? 0);
            clock.learn(sentAt + offsetMs, rx, false);
            const t = clock.correct(sentAt + offsetMs, rx);
            if (t !== undefined) expect(t).toBeLessThanOrEqual(rx);
            if (second > 20) expect(Math.abs((t ?? 0) - sentAt)).toBeLessThanOrEqual(16_000);
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});
