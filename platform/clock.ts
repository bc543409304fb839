/** Structurally the `Clock` of the edge and of headquarters. */
export interface SystemClock {
  nowMs(): number;
  every(periodMs: number, task: Task): () => void;
  after(delayMs: number, task: Task): () => void;
}

type Task = () => void | Promise<void>;

export interface SystemClockOptions {
  /** How much faster than the machine's clock it runs, from the moment it is made. Default 1. */
  readonly speed?: number;
  /** Hears what a task threw; the clock goes on. */
  readonly onError: (error: unknown) => void;
}

/** The longest delay that `setTimeout` keeps; a longer one would fire at once (Node documentation, `setTimeout`). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The machine's time. `nowMs` follows the wall clock and its corrections; delays are measured on the monotonic clock, so that a
 * corrected wall clock neither stalls nor bunches the timers. No timer keeps the process alive.
 */
export function systemClock({ speed = 1, onError }: SystemClockOptions): SystemClock {
  const startMs = Date.now();

  const run = async (task: Task): Promise<void> => {
    try {
      await task();
    } catch (error) {
      onError(error);
    }
  };

  /** Fires `fire` when the monotonic clock reaches `dueMs`; returns how to stop that. */
  const at = (dueMs: number, fire: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.min(Math.max(0, Math.ceil(dueMs - performance.now())), LONGEST_TIMEOUT_MS);
      timer = setTimeout(() => (performance.now() + 1 < dueMs ? arm() : fire()), waitMs).unref();
    };
    arm();
    return () => clearTimeout(timer);
  };

  return {
    nowMs: () => startMs + (Date.now() - startMs) * speed,
    after: (delayMs, task) => at(performance.now() + Math.max(0, delayMs) / speed, () => void run(task)),
    every: (periodMs, task) => {
      const stepMs = Math.max(1, periodMs / speed);
      let dueMs = performance.now() + stepMs;
      let cancelled = false;
      let stop = (): void => {};
      const arm = (): void => {
        stop = at(dueMs, async () => {
          await run(task);
          // A task that took longer than its period is followed by the next due moment, not by all the missed ones.
          dueMs = Math.max(dueMs + stepMs, performance.now());
          if (!cancelled) arm();
        });
      };
      arm();
      return () => {
        cancelled = true;
        stop();
      };
    },
  };
}
