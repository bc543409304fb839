import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../../platform/start-worker.ts';
import type { WriteAnswer, WriteRequest, WriterData } from './write-messages.ts';

/** The thread that writes, started by the first write; one that ended by itself is started again by the next. */
export interface WriterThread {
  /** Resolves when it is on disk; rejects where it is not, or where the thread ended before it said so. One at a time. */
  write(request: WriteRequest): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** The thread ended with a write under way: it may be on disk all the same. */
export class WriterEnded extends Error {}

export function createWriterThread(
  data: WriterData,
  start: () => Worker = () => startWorker('journal-writer', import.meta.url, data),
): WriterThread {
  let worker: Worker | undefined;
  let waiting: Waiting | undefined;

  function settle(how: (waiting: Waiting) => void): void {
    const one = waiting;
    waiting = undefined;
    // A thread that has nothing to do does not keep the process alive.
    worker?.unref();
    if (one) how(one);
  }

  function started(): Worker {
    const made = start();
    let failure: Error | undefined;
    made.on('message', (answer: WriteAnswer) =>
      settle(({ resolve, reject }) => (answer.ok ? resolve() : reject(new Error(answer.detail)))),
    );
    made.on('error', (error) => {
      failure = error;
    });
    made.on('exit', (code) => {
      worker = undefined;
      settle(({ reject }) => reject(new WriterEnded(failure?.message ?? `the thread that writes ended with ${code}`)));
    });
    return made;
  }

  return {
    write: (request) =>
      new Promise((resolve, reject) => {
        worker ??= started();
        waiting = { resolve, reject };
        worker.ref();
        worker.postMessage(request);
      }),
    async close() {
      const ending = worker;
      if (!ending) return;
      const ended = once(ending, 'exit');
      ending.ref();
      ending.postMessage('close');
      await ended;
    },
  };
}
