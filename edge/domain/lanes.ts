import { createSerialQueue, type SerialQueue } from './serial-queue.ts';

/** Tasks of one lane run one after the other in the order given; lanes run side by side, so that their writes share one sync of the disk. */
export interface Lanes {
  /** False, and the task is not run, when too many wait already, in all lanes together. */
  add(lane: string, task: () => Promise<void>): boolean;
  /** Resolves when everything added so far has run. */
  settled(): Promise<void>;
  waiting(): number;
}

export function createLanes(limit: number, onError: (error: unknown) => void): Lanes {
  const lanes = new Map<string, SerialQueue>();
  let waiting = 0;

  function laneOf(name: string): SerialQueue {
    const known = lanes.get(name);
    if (known) return known;
    const opened = createSerialQueue(limit, onError);
    lanes.set(name, opened);
    return opened;
  }

  return {
    add(name, task) {
      if (waiting >= limit) return false;
      waiting += 1;
      const lane = laneOf(name);
      return lane.add(async () => {
        try {
          await task();
        } finally {
          waiting -= 1;
          // The task that ends is still among the waiting ones: an empty lane is forgotten, for names may be many.
          if (lane.waiting() === 1) lanes.delete(name);
        }
      });
    },
    async settled() {
      await Promise.all([...lanes.values()].map((lane) => lane.settled()));
    },
    waiting: () => waiting,
  };
}
