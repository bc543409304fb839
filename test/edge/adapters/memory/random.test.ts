import { expect, it } from 'vitest';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { randomContract } from '../../../contract/random.ts';

randomContract('a seed', () => seededRandom(7));

it('gives the same day for the same seed, and another for another', () => {
  const day = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).id);
  expect(day(1)).toEqual(day(1));
  expect(day(1)).not.toEqual(day(2));
});
