import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import type { Deed } from '../../edge/adapters/recording/accounts.ts';
import { openRecordings } from '../../edge/adapters/recording/recordings.ts';
import type { Recordings } from '../../edge/ports/recordings.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { tempFolder } from './temp-folder.ts';

/** Recordings in a folder that goes away with the test, and what was accounted for. */
export async function tempRecordings(clock: VirtualClock, data = tempFolder()): Promise<{ recordings: Recordings; deeds: Deed[] }> {
  const deeds: Deed[] = [];
  const recordings = await openRecordings({
    folder: join(data, 'edge', 'recordings'),
    clock,
    random: seededRandom(),
    telemetry: new FakeTelemetry(),
    maxBytes: 10_000_000,
    account: async (deed) => deeds.push(deed),
    freeBytes: async () => 10_000_000_000,
  });
  onTestFinished(() => recordings.close());
  return { recordings, deeds };
}
