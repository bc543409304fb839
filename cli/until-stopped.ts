/** Something that runs until it is closed: a process of ours. */
export interface Running {
  close(): Promise<void>;
}

/**
 * Runs one process until it is asked to stop: SIGTERM, Ctrl-C, or the end of the supervisor that started it (then the IPC channel closes,
 * however the supervisor ended). A second signal does not wait for the closing.
 */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
    if (process.connected) process.once('disconnect', ask);
  });
  const running = await start();
  await stopped;
  await running.close();
  if (process.connected) process.disconnect();
}
