import { startWorker } from '../../../platform/start-worker.ts';
import type { Answer, Request, WorkerData } from './messages.ts';

export interface HelperThread {
  ask(request: Request): void;
  close(): Promise<void>;
}

export interface HelperEvents {
  readonly onAnswer: (answer: Answer) => void;
  /** It ended by itself; nothing that was asked is answered any more. */
  readonly onDead: (error: unknown) => void;
}

export type StartHelper = (data: WorkerData, events: HelperEvents) => HelperThread;

export const startHelper: StartHelper = (data, { onAnswer, onDead }) => {
  const worker = startWorker('worker', import.meta.url, data);
  let closing = false;
  let failure: unknown;
  worker.on('message', onAnswer);
  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('exit', (code) => {
    if (!closing) onDead(failure ?? new Error(`the recognition thread ended with ${code}`));
  });
  return {
    ask: (request) => worker.postMessage(request),
    async close() {
      closing = true;
      await worker.terminate();
    },
  };
};
