import { describe, expect, it } from 'vitest';
import { type Pace, play } from '../../../cli/trace/play.ts';
import type { TraceLine } from '../../../contract/trace.ts';

const line = (t: number, topic = 'a/b', source: TraceLine['source'] = 'mqtt'): TraceLine => ({ t, source, topic, payload: String(t) });

/** A pace without waiting; each publish takes as long as the network of the story. */
function shop(publishMs = 0) {
  let now = 5000;
  const published: { atMs: number; topic: string; payload: string }[] = [];
  const pace: Pace = {
    nowMs: () => now,
    until: async (atMs, signal) => {
      signal.throwIfAborted();
      now = Math.max(now, atMs);
    },
  };
  const publish = async (topic: string, payload: Uint8Array): Promise<void> => {
    published.push({ atMs: now - 5000, topic, payload: Buffer.from(payload).toString() });
    now += publishMs;
  };
  return { pace, publish, published };
}

async function* stream(lines: readonly TraceLine[]) {
  yield* lines;
}

const lines = [line(1_000_000), line(1_000_400), line(1_001_000), line(1_003_000)];
const base = { firstMs: 1_000_000, speed: 1, signal: new AbortController().signal };

describe('a replayed trace', () => {
  it('is published at its recorded times', async () => {
    const { pace, publish, published } = shop();
    const played = await play({ ...base, lines: stream(lines), pace, publish });
    expect(published.map((message) => message.atMs)).toEqual([0, 400, 1000, 3000]);
    expect(published[1]).toMatchObject({ topic: 'a/b', payload: '1000400' });
    expect(played).toEqual({ published: 4, leftOut: 0, seconds: 3, latestMs: 0, stopped: false });
  });

  it('is published faster when that is asked for', async () => {
    const { pace, publish, published } = shop();
    await play({ ...base, lines: stream(lines), pace, publish, speed: 10 });
    expect(published.map((message) => message.atMs)).toEqual([0, 40, 100, 300]);
  });

  it('catches up after a slow network instead of falling behind for good', async () => {
    const { pace, publish, published } = shop(500);
    const played = await play({ ...base, lines: stream(lines), pace, publish });
    expect(published.map((message) => message.atMs)).toEqual([0, 500, 1000, 3000]);
    expect(played.latestMs).toBe(100);
  });

  it('publishes what came by MQTT, and counts what came by another way', async () => {
    const { pace, publish, published } = shop();
    const mixed = [line(1_000_000), line(1_000_100, '/api/meraki', 'http'), line(1_000_200)];
    const seen: number[] = [];
    const played = await play({ ...base, lines: stream(mixed), pace, publish, onLine: (done) => seen.push(done) });
    expect(published).toHaveLength(2);
    expect(played).toMatchObject({ published: 2, leftOut: 1 });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('stops where it is told to, and says so', async () => {
    const { pace, publish, published } = shop();
    const stop = new AbortController();
    const stopping = async (topic: string, payload: Uint8Array): Promise<void> => {
      await publish(topic, payload);
      if (published.length === 2) stop.abort();
    };
    const played = await play({ ...base, lines: stream(lines), pace, publish: stopping, signal: stop.signal });
    expect(played).toMatchObject({ published: 2, stopped: true });
  });

  it('fails when the broker does', async () => {
    const { pace } = shop();
    const broken = async (): Promise<void> => {
      throw new Error('gone');
    };
    await expect(play({ ...base, lines: stream(lines), pace, publish: broken })).rejects.toThrow('gone');
  });
});
