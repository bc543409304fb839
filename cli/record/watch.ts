import { setTimeout as wait } from 'node:timers/promises';
import { countdown } from '../progress.ts';
import type { RecordingDesk, RecordingReply } from './desk.ts';

const LOOK_MS = 1000;

/** Waits for the end of a recording, showing how it comes along; ends it when `signal` is aborted. */
export async function watchRecording(desk: RecordingDesk, { id, startedAt, endsAt = startedAt }: RecordingReply, signal: AbortSignal) {
  const seconds = Math.round((Date.parse(endsAt) - Date.parse(startedAt)) / 1000);
  const shown = countdown('Recording', seconds);
  const beganMs = performance.now();
  try {
    for (;;) {
      const recording = await desk.find(id);
      if (recording.endsAt === undefined) return recording;
      if (signal.aborted) return await desk.stop(id);
      shown.at(Math.min(seconds, (performance.now() - beganMs) / 1000), recording.messages ?? 0);
      await wait(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    shown.end();
  }
}
