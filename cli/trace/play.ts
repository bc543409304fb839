import { setTimeout as wait } from 'node:timers/promises';
import { type TraceLine, tracePayload } from '../../contract/trace.ts';

/** When it is, and how to wait for a moment. */
export interface Pace {
  nowMs(): number;
  /** Resolves at `atMs`, at once when that is past; rejects when `signal` is aborted. */
  until(atMs: number, signal: AbortSignal): Promise<void>;
}

export const realPace: Pace = {
  nowMs: () => performance.now(),
  until: (atMs, signal) => wait(Math.max(0, atMs - performance.now()), undefined, { signal }),
};

export interface PlayOptions {
  readonly lines: AsyncIterable<TraceLine>;
  readonly firstMs: number;
  /** How many times faster than it was recorded. */
  readonly speed: number;
  /** Whether the user that we are may publish there; all may where absent. */
  readonly mayPublish?: ((topic: string) => boolean) | undefined;
  readonly publish: (topic: string, payload: Uint8Array) => Promise<void>;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onLine?: (done: number) => void;
}

export interface Played {
  readonly published: number;
  /** Lines that came by another way than MQTT, or are not for this user to say. */
  readonly leftOut: number;
  readonly seconds: number;
  /** How late the latest message was. */
  readonly latestMs: number;
  readonly stopped: boolean;
}

/**
 * Publishes each line at its recorded moment. Moments are counted from the start and not from the line before, so that what one wait is
 * late does not add to the next.
 */
export async function play({
  lines,
  firstMs,
  speed,
  mayPublish = () => true,
  publish,
  pace,
  signal,
  onLine,
}: PlayOptions): Promise<Played> {
  const startMs = pace.nowMs();
  let published = 0;
  let leftOut = 0;
  let latestMs = 0;
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      if (line.source === 'mqtt' && mayPublish(line.topic)) {
        const dueMs = startMs + (line.t - firstMs) / speed;
        if (dueMs > pace.nowMs()) await pace.until(dueMs, signal);
        latestMs = Math.max(latestMs, pace.nowMs() - dueMs);
        await publish(line.topic, tracePayload(line));
        published += 1;
      } else {
        leftOut += 1;
      }
      onLine?.(published + leftOut);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return { published, leftOut, seconds: (pace.nowMs() - startMs) / 1000, latestMs, stopped: signal.aborted };
}
