import { Worker } from 'node:worker_threads';
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
  const worker = startWorker({ workerData: data, name: 'recognition' });
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

/** Tests run the sources as they are: a thread of Node 20 takes no loader from the thread that starts it, so it is told to load one. */
function startWorker(options: { readonly workerData: WorkerData; readonly name: string }): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), options);
  const loader = import.meta.resolve('tsx/esm/api');
  const file = new URL('./worker.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(file)}, ${JSON.stringify(file)}));`;
  return new Worker(code, { ...options, eval: true });
}
