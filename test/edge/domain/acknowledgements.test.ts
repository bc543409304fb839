import { expect, test } from 'vitest';
import { Acknowledgements } from '../../../edge/domain/acknowledgements.ts';

test('events are acknowledged in their order, whichever is on disk first', async () => {
  const acknowledgements = new Acknowledgements();
  const told: string[] = [];
  const ends: (() => void)[] = [];
  for (const name of ['a', 'b', 'c']) {
    const work = new Promise<void>((resolve, reject) => {
      ends.push(name === 'b' ? () => reject(new Error('the disk is full')) : resolve);
    });
    acknowledgements.add(work, (done) => told.push(`${name} ${done} ${acknowledgements.held}`));
  }
  expect(acknowledgements.held).toBe(3);
  for (const end of ends.reverse()) end();
  await acknowledgements.settled();
  expect(told).toEqual(['a true 2', 'b false 1', 'c true 0']);
});
