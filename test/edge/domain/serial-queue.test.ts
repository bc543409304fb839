import { expect, it } from 'vitest';
import { createSerialQueue } from '../../../edge/domain/serial-queue.ts';

it('runs what happened in the shop in the order in which it happened, one after the other', async () => {
  const seen: string[] = [];
  const queue = createSerialQueue(10, () => {});
  queue.add(async () => {
    await Promise.resolve();
    seen.push('first');
  });
  queue.add(async () => {
    seen.push('second');
  });
  expect(queue.waiting()).toBe(2);
  await queue.settled();
  expect(seen).toEqual(['first', 'second']);
});

it('goes on after a task that failed, and says that it failed', async () => {
  const errors: unknown[] = [];
  const seen: string[] = [];
  const queue = createSerialQueue(10, (error) => errors.push(error));
  queue.add(() => Promise.reject(new Error('disk')));
  queue.add(async () => {
    seen.push('after');
  });
  await queue.settled();
  expect(errors).toHaveLength(1);
  expect(seen).toEqual(['after']);
});

it('refuses more than may wait, and takes more again when there is room', async () => {
  const queue = createSerialQueue(1, () => {});
  expect(queue.add(async () => {})).toBe(true);
  expect(queue.add(async () => {})).toBe(false);
  await queue.settled();
  expect(queue.add(async () => {})).toBe(true);
});
