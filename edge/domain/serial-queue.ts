/** Runs tasks one after the other in the order given, at most `limit` waiting. */
export interface SerialQueue {
  /** False, and the task is not run, when too many wait already. */
  add(task: () => Promise<void>): boolean;
  /** Resolves when everything added so far has run. */
  settled(): Promise<void>;
  waiting(): number;
}

export function createSerialQueue(limit: number, onError: (error: unknown) => void): SerialQueue {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    add(task) {
      if (waiting >= limit) return false;
      waiting += 1;
      tail = tail
        .then(task)
        .catch(onError)
        .finally(() => {
          waiting -= 1;
        });
      return true;
    },
    settled: () => tail,
    waiting: () => waiting,
  };
}
