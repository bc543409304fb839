/** Something that runs until it is closed: a process of ours. */
export interface Running {
  close(): Promise<void>;
}

/** How long a start that is asked to stop may go on: it can wait for a server that is gone. What is on disk stands a sudden end. */
const START_GRACE_MS = 5000;

/**
 * Runs one process until it is asked to stop: SIGTERM, Ctrl-C, or the end of the supervisor that started it (then the IPC channel closes,
 * however the supervisor ended). A second signal does not wait for the closing.
 */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  let started = false;
  const stopped = new Promise<void>((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(130);
      asked = true;
      if (!started) setTimeout(() => started || process.exit(143), START_GRACE_MS).unref();
      resolve();
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
    if (process.connected) process.once('disconnect', ask);
  });
  const running = await start();
  started = true;
  await stopped;
  await running.close();
  if (process.connected) process.disconnect();
}
