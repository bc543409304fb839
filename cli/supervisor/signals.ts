/** npm and a terminal both pass Ctrl-C on, so one press can arrive twice: only one that comes later is a second press. */
const SAME_PRESS_MS = 1000;

export interface Stoppable {
  /** Starts everything; may still be under way when it is asked to stop. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Without waiting for anything. */
  readonly kill: () => void;
  readonly say: (line: string) => void;
}

/** Runs until Ctrl-C, SIGTERM or a closed terminal, then stops in order. When the start fails, what had started is stopped and the error passed on. */
export async function untilAsked({ run, stop, kill, say }: Stoppable): Promise<void> {
  let askedAt: number | undefined;
  let asked = (): void => undefined;
  const asking = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const onSignal = (): void => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      say('Stopping …');
      asked();
    } else if (performance.now() - askedAt > SAME_PRESS_MS) {
      kill();
      process.exit(130);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const starting = run();
    await Promise.race([starting, asking]);
    await asking;
    await stop();
    // What was still starting fails because it was stopped.
    await starting.catch(() => undefined);
  } catch (error) {
    await stop();
    if (askedAt === undefined) throw error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
