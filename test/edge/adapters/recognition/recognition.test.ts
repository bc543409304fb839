import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecognition } from '../../../../edge/adapters/recognition/recognition.ts';
import { SLOT_FILE_KEY_BYTES } from '../../../../platform/slot-head.ts';
import { recognitionContract } from '../../../contract/recognition.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';

recognitionContract('in a file, with a thread beside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aislegate-recognition-'));
  const key = new Uint8Array(SLOT_FILE_KEY_BYTES).fill(7);
  return {
    open: () => openRecognition({ path: join(folder, 'recognition.bin'), key, telemetry: new FakeTelemetry() }),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
