import { expect, it } from 'vitest';
import { VirtualClock } from '../../../edge/adapters/memory/clock.ts';
import { JournalDisk, MemoryJournal } from '../../../edge/adapters/memory/journal.ts';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { createPatientJournal } from '../../../edge/journal/patience.ts';
import { FakeTelemetry } from '../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../support/facts.ts';

function shop() {
  const disk = new JournalDisk();
  const clock = new VirtualClock(NOON_MS);
  const journal = new MemoryJournal({ shop: 'demo', clock, random: seededRandom(), disk });
  return { disk, clock, patient: createPatientJournal({ journal, clock, telemetry: new FakeTelemetry() }) };
}

it('writes what happened as soon as the disk has room again', async () => {
  const { disk, clock, patient } = shop();
  disk.broken = true;
  const written = patient.append([visitOpened(1)], []);
  await clock.advance(5000);
  disk.broken = false;
  await clock.advance(30_000);
  await written;
  expect(disk.facts).toHaveLength(1);
});

it('stops waiting when the shop closes, and says that it was not written', async () => {
  const { disk, patient } = shop();
  disk.broken = true;
  const written = patient.append([visitOpened(1)], []);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  patient.giveUp();
  await expect(written).rejects.toMatchObject({ code: 'JRN_WRITE_FAILED' });
});

it('lets none of several waiting tills hold up the closing', async () => {
  const { disk, patient } = shop();
  disk.broken = true;
  const written = [1, 2, 3].map((visit) => patient.append([visitOpened(visit)], []));
  const outcomes = Promise.allSettled(written);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  patient.giveUp();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
