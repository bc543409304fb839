import { describe, expect, it, vi } from 'vitest';
import { untilAsked } from '../../../cli/supervisor/signals.ts';

function stoppable(run: () => Promise<void>) {
  const stop = vi.fn(async (): Promise<void> => undefined);
  const kill = vi.fn();
  const say = vi.fn();
  return { run, stop, kill, say };
}

describe('Ctrl-C', () => {
  it('stops in order; the same press passed on by npm is not a second one', async () => {
    const parts = stoppable(async () => undefined);
    const done = untilAsked(parts);
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGINT', 'SIGINT');
    await done;
    expect(parts.stop).toHaveBeenCalledOnce();
    expect(parts.kill).not.toHaveBeenCalled();
    expect(parts.say).toHaveBeenCalledExactlyOnceWith('Stopping …');
  });

  it('pressed again a while later waits for nothing', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    let finish = (): void => undefined;
    const parts = stoppable(async () => undefined);
    parts.stop.mockImplementation(() => new Promise<void>((resolve) => (finish = resolve)));
    const done = untilAsked(parts);
    process.emit('SIGINT', 'SIGINT');
    now = 5000;
    process.emit('SIGINT', 'SIGINT');
    expect(parts.kill).toHaveBeenCalledOnce();
    expect(exit).toHaveBeenCalledWith(130);
    await vi.waitFor(() => expect(parts.stop).toHaveBeenCalledOnce());
    finish();
    await done;
  });

  it('during the start is no failure of the start', async () => {
    let fail = (_error: Error): void => undefined;
    const parts = stoppable(() => new Promise((_, reject) => (fail = reject)));
    parts.stop.mockImplementation(async () => fail(new Error('stopped')));
    const done = untilAsked(parts);
    process.emit('SIGTERM', 'SIGTERM');
    await expect(done).resolves.toBeUndefined();
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await expect(untilAsked(stoppable(() => Promise.reject(new Error('no nats-server'))))).rejects.toThrow('no nats-server');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

it('a start that fails stops what had started', async () => {
  const parts = stoppable(() => Promise.reject(new Error('no nats-server')));
  await expect(untilAsked(parts)).rejects.toThrow('no nats-server');
  expect(parts.stop).toHaveBeenCalledOnce();
});
