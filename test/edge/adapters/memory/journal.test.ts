import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { journalContract } from '../../../contract/journal.ts';
import { NOON_MS, visitOpened } from '../../../support/facts.ts';

const options = () => ({ shop: 'demo', clock: new VirtualClock(NOON_MS), random: seededRandom() });

journalContract('memory', async () => {
  const disk = new JournalDisk();
  const common = options();
  return { open: async (limits) => new MemoryJournal({ ...common, disk, ...limits }), dispose: async () => {} };
});

it('a broken disk refuses the append', async () => {
  const disk = new JournalDisk();
  const journal = new MemoryJournal({ ...options(), disk });
  disk.broken = true;
  await expect(journal.append([visitOpened(1)])).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
});
