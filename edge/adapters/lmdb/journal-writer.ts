import { parentPort, workerData } from 'node:worker_threads';
import { openFolder } from './open-environment.ts';
import type { WriteAnswer, WriteRequest, WriterData } from './write-messages.ts';

/** The thread that writes the journal: a disk may take tenths of a second to sync, and the one that hears the shop never waits for it. */
const root = openFolder((workerData as WriterData).folder);
const facts = root.openDB<string, [epoch: string, sequence: number]>({ name: 'facts', encoding: 'string' });
/** JSON as text, as the other thread made it. */
const state = root.openDB<string, string>({ name: 'state', encoding: 'string' });

function write({ facts: factWrites, state: stateWrites }: WriteRequest): WriteAnswer {
  try {
    // A synchronous transaction throws where the disk refuses it; of an asynchronous one lmdb 3.5 rejects a promise that nobody can catch.
    root.transactionSync(() => {
      for (const [epoch, sequence, text] of factWrites) {
        text === null ? facts.removeSync([epoch, sequence]) : facts.putSync([epoch, sequence], text);
      }
      for (const [key, text] of stateWrites) text === null ? state.removeSync(key) : state.putSync(key, text);
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'unknown' };
  }
}

parentPort?.on('message', (request: WriteRequest | 'close') => {
  if (request !== 'close') return parentPort?.postMessage(write(request));
  void root.close().then(() => parentPort?.close());
});
