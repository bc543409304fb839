import { parentPort, workerData } from 'node:worker_threads';
import { createAnswering } from './answering.ts';
import type { WorkerData } from './messages.ts';

/** The thread that makes tables and tries keys, so that the one that hears the shop never waits. */
parentPort?.on(
  'message',
  createAnswering((workerData as WorkerData).image, (message) => parentPort?.postMessage(message)),
);
