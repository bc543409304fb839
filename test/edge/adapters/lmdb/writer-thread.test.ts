import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { openJournal } from '../../../../edge/adapters/lmdb/journal.ts';
import { createWriterThread, WriterEnded, type WriterThread } from '../../../../edge/adapters/lmdb/writer-thread.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../../support/facts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const NOTHING = { facts: [], state: [] };
const thread = (code: string) => () => new Worker(`const { parentPort } = require('node:worker_threads'); ${code}`, { eval: true });

it('says of a write that the thread ended in the middle of it, and starts the thread again for the next one', async () => {
  const starts = [
    thread(`parentPort.on('message', () => process.exit(3))`),
    thread(`parentPort.on('message', () => { throw new Error('out of memory'); })`),
    thread(`parentPort.on('message', (request) => request === 'close' ? process.exit() : parentPort.postMessage({ ok: true }))`),
  ];
  const writer = createWriterThread({ folder: '' }, () => (starts.shift() ?? thread(''))());
  await expect(writer.write(NOTHING)).rejects.toThrow(new WriterEnded('the thread that writes ended with 3'));
  await expect(writer.write(NOTHING)).rejects.toThrow(new WriterEnded('out of memory'));
  await writer.write(NOTHING);
  await writer.close();
  await createWriterThread({ folder: '' }, thread('')).close();
});

it('has a fact once whose writing nobody saw the end of, and writes again what may not have been written', async () => {
  const folder = join(tempFolder(), 'journal.lmdb');
  const telemetry = new FakeTelemetry();
  const ends: ('after' | 'before')[] = ['after', 'before', 'after'];
  const startWriter = (data: { readonly folder: string }): WriterThread => {
    const real = createWriterThread(data);
    return {
      async write(request) {
        const end = ends.shift();
        if (end !== 'before') await real.write(request);
        if (end !== undefined) throw new WriterEnded('it ended');
      },
      close: real.close,
    };
  };
  const options = { shop: 'demo', clock: new VirtualClock(NOON_MS), random: seededRandom(1), telemetry, maxBytes: 1e9 };
  const journal = await openJournal({ folder, ...options, startWriter });
  const written = await journal.append([visitOpened(1), visitOpened(2)]);
  await expect(journal.append([visitOpened(3)])).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
  await expect(journal.append([], [{ key: 'visit/1', value: {} }])).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
  const last = await journal.append([visitOpened(3)], [{ key: 'visit/1', value: { zone: 'fruit' } }]);
  expect(journal.read(undefined, 10)).toEqual([...written, ...last]);
  expect(last[0]?.sequence).toBe(3);
  expect(journal.state('visit/')).toEqual([{ key: 'visit/1', value: { zone: 'fruit' } }]);
  expect(telemetry.logged.filter(({ what }) => what === 'JRN_WRITE_FAILED')).toHaveLength(2);
  await journal.close();
});
