import { describe, expect, it } from 'vitest';
import type { Clock } from '../../edge/ports/clock.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets `ms` of the clock's own time go by. */
  pass(ms: number): Promise<void>;
}

/** What every clock of the shop keeps, whether time really passes or is told to. */
export function describeClock(name: string, make: () => ClockUnderTest): void {
  describe(`${name} as a clock`, () => {
    it('goes forward by the time that passed', async () => {
      const { clock, pass } = make();
      const before = clock.nowMs();
      await pass(1000);
      expect(clock.nowMs() - before).toBeGreaterThanOrEqual(990);
    });

    it('runs a delayed task once, not before its time', async () => {
      const { clock, pass } = make();
      const before = clock.nowMs();
      const ranAfterMs: number[] = [];
      clock.after(500, () => void ranAfterMs.push(clock.nowMs() - before));
      expect(ranAfterMs).toEqual([]);
      await pass(2000);
      expect(ranAfterMs).toHaveLength(1);
      expect(ranAfterMs[0]).toBeGreaterThanOrEqual(490);
    });

    it('runs tasks in the order in which they fall due', async () => {
      const { clock, pass } = make();
      const order: string[] = [];
      clock.after(900, () => void order.push('late'));
      clock.after(300, () => void order.push('early'));
      await pass(2000);
      expect(order).toEqual(['early', 'late']);
    });

    it('does not run what was cancelled', async () => {
      const { clock, pass } = make();
      let runs = 0;
      const cancelOnce = clock.after(300, () => void runs++);
      const cancelMany = clock.every(300, () => void runs++);
      cancelOnce();
      cancelMany();
      await pass(2000);
      expect(runs).toBe(0);
    });

    it('repeats a task until it is cancelled, also from within', async () => {
      const { clock, pass } = make();
      let runs = 0;
      const cancel = clock.every(200, () => {
        runs++;
        if (runs === 3) cancel();
      });
      await pass(3000);
      expect(runs).toBe(3);
    });

    it('never starts a repeated task while its last run is not over', async () => {
      const { clock, pass } = make();
      let running = 0;
      let most = 0;
      let runs = 0;
      const cancel = clock.every(100, async () => {
        most = Math.max(most, ++running);
        for (let step = 0; step < 50; step++) await Promise.resolve();
        running--;
        runs++;
      });
      await pass(2000);
      cancel();
      expect(runs).toBeGreaterThan(2);
      expect(most).toBe(1);
    });
  });
}
