import { expect, it } from 'vitest';
import { createLanes } from '../../../edge/domain/lanes.ts';

function held(): { promise: Promise<void>; release: () => void } {
  let release = (): void => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}

it('writes what one till tells in its order, and lets no other till wait for it', async () => {
  const lanes = createLanes(10, () => {});
  const disk = held();
  const seen: string[] = [];
  lanes.add('till-1', async () => {
    await disk.promise;
    seen.push('till-1 first');
  });
  lanes.add('till-1', async () => {
    seen.push('till-1 second');
  });
  const other = new Promise<void>((resolve) => {
    lanes.add('till-2', async () => {
      seen.push('till-2');
      resolve();
    });
  });
  await other;
  expect(seen).toEqual(['till-2']);
  disk.release();
  await lanes.settled();
  expect(seen).toEqual(['till-2', 'till-1 first', 'till-1 second']);
  expect(lanes.waiting()).toBe(0);
});

it('takes no more than may wait, however many tills there are, and takes more again when there is room', async () => {
  const lanes = createLanes(2, () => {});
  const disk = held();
  expect(lanes.add('till-1', () => disk.promise)).toBe(true);
  expect(lanes.add('till-2', () => disk.promise)).toBe(true);
  expect(lanes.add('till-3', () => disk.promise)).toBe(false);
  disk.release();
  await lanes.settled();
  expect(lanes.add('till-3', () => disk.promise)).toBe(true);
  await lanes.settled();
});

it('goes on in a lane after a task that failed, and says that it failed', async () => {
  const errors: unknown[] = [];
  const seen: string[] = [];
  const lanes = createLanes(10, (error) => errors.push(error));
  lanes.add('till-1', () => Promise.reject(new Error('disk')));
  lanes.add('till-1', async () => {
    seen.push('after');
  });
  await lanes.settled();
  expect(errors).toHaveLength(1);
  expect(seen).toEqual(['after']);
});
