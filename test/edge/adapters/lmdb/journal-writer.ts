import { openJournal } from '../../../../edge/adapters/lmdb/journal.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../../support/facts.ts';

/**
 * A process that appends one fact after the other to the journal in `folder` and prints the id of each that was acknowledged, until it
 * is killed; with `twenty`, so many; with `large`, a hundred batches of a hundred, printing the code of what was refused.
 */
const [folder = '', mode] = process.argv.slice(2);
const journal = await openJournal({
  folder,
  shop: 'demo',
  clock: new VirtualClock(NOON_MS),
  random: seededRandom(3),
  telemetry: new FakeTelemetry(),
  maxBytes: 1e9,
});
const most = { large: 100, twenty: 20 }[mode ?? ''] ?? Number.POSITIVE_INFINITY;
for (let n = 0; n < most; n++) {
  const drafts = mode === 'large' ? Array.from({ length: 100 }, (_, i) => visitOpened(n * 100 + i)) : [visitOpened(n)];
  try {
    for (const fact of await journal.append(drafts)) process.stdout.write(`${fact.id}\n`);
  } catch (error) {
    process.stdout.write(`${(error as { code?: string }).code}\n`);
  }
}
await journal.close();
